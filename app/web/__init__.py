"""How Farola speaks to a browser: requests and their transactions, pages and parts, failures, and the walls around them."""

from app.web.dressing import dress

__all__ = ["dress"]
