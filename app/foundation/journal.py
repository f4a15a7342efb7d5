"""SQLite's journal, which keeps old pages for a while: what was erased must not be readable there.

What a walker takes back is overwritten in the database (`secure_delete`), but the journal still has the page as it was, until
it is cut to nothing. That needs a moment in which nobody reads an older picture; whoever owes it tries again until it comes.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

from app.foundation.settings import settings

log = logging.getLogger(__name__)
PATIENCE_S = 0.2  # that a walker waits for her answer; afterwards the worker tries again
AGAIN_S = 5.0
_owed = threading.Event()


def empty_journal() -> bool:
    """Cut the journal to nothing, now or soon. True when it is done; PostgreSQL has no such file of ours."""
    _owed.set()
    return _pay()


def _pay() -> bool:
    path = settings().sqlite_path
    if path is None or not path.is_file():
        _owed.clear()
        return True
    _owed.clear()  # before, so that who owes anew meanwhile is not forgotten
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE_S)) as connection:
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as fault:
        log.warning("the journal could not be emptied: %s", fault)
        is_busy = True
    if is_busy:
        _owed.set()
    return not is_busy


@contextmanager
def paying() -> Iterator[None]:
    """Try again what is owed, for as long as the block lasts. A process that was stopped may have owed it, too."""
    stopping = threading.Event()
    _owed.set()
    worker = threading.Thread(target=_keep_paying, args=(stopping,), name="emptying the journal", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stopping.set()
        worker.join(AGAIN_S)


def _keep_paying(stopping: threading.Event) -> None:
    while not stopping.is_set():
        if _owed.is_set():
            _pay()
        stopping.wait(AGAIN_S)
