"""What runs beside the server: the cleaning of photos."""

from __future__ import annotations

from contextlib import AbstractContextManager

from app.findings import cleaning


def working() -> AbstractContextManager[None]:
    """Runs for as long as the server does."""
    return cleaning.working()
