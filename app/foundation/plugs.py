"""What the ground floor does beside the server: emptying SQLite's journal of what was erased."""

from __future__ import annotations

from contextlib import AbstractContextManager

from app.foundation import journal


def working() -> AbstractContextManager[None]:
    """Runs for as long as the server does."""
    return journal.paying()
