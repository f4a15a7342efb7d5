"""Writers of one process take turns before they meet at SQLite's own lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from app.foundation.database import Session, writing
from app.foundation.settings import settings

_turn = threading.Lock()


@contextmanager
def writing_in_turn() -> Iterator[Session]:
    """`writing()` for whoever arrives many at once: phones that send, and the cleaning of what they sent.

    SQLite has one writer at a time, and lets others sleep for up to a tenth of a second before they look again; a lock of
    our own wakes the next one at once. PostgreSQL needs none: there only requests of one walker wait for each other.
    """
    with _turn if settings().database_url.startswith("sqlite") else nullcontext(), writing() as session:
        yield session
