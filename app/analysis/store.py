"""All SQL of the analysis room."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import Session, col, select

from app.walks import Walk, Walker

PUBLISH = "publish"  # the layer of consent without which nothing of hers leaves the organisation


def publishing_walkers(session: Session, audit_id: UUID) -> set[UUID]:
    """The walkers of an audit who agreed that what they noticed may be published."""
    wanted = select(Walker.id, Walker.scopes).join(Walk, col(Walk.id) == col(Walker.walk_id))
    return {
        walker_id for walker_id, scopes in session.exec(wanted.where(Walk.audit_id == audit_id)) if PUBLISH in scopes
    }
