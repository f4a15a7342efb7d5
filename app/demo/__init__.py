"""A demonstration neighbourhood: real streets, invented findings, made through the real doors."""

from app.demo.making import demonstration_audit, load_demonstration

__all__ = ["demonstration_audit", "load_demonstration"]
