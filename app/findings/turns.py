"""Writers of one process take turns before they meet at the database's own locks."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from app.foundation.database import Session, writing
from app.foundation.settings import settings

# SQLite has one writer at a time, and lets others sleep for up to a tenth of a second before they look again; a lock of our
# own wakes the next one at once. On PostgreSQL a few write side by side, and the others gather behind them meanwhile.
_sqlite, _postgresql = threading.Semaphore(1), threading.Semaphore(4)


def turn() -> AbstractContextManager[object]:
    """Waits for a turn, and ends it."""
    return _sqlite if settings().database_url.startswith("sqlite") else _postgresql


@contextmanager
def writing_in_turn() -> Iterator[Session]:
    """`writing()` for whoever arrives many at once: phones that send, and the cleaning of what they sent."""
    with turn(), writing() as session:
        yield session
