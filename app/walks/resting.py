"""What rests on the house's key: once there are walks, codes and receipts were derived from it, and it must stay."""

from __future__ import annotations

from app.foundation.database import reading
from app.foundation.settings import settings
from app.walks import store


def has_walks() -> bool:
    """Whether this house has any. A database that was never made is not made for the question."""
    path = settings().sqlite_path
    if path is not None and not path.is_file():
        return False
    with reading() as session:
        return store.has_walks(session)
