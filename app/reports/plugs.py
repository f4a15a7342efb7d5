"""What the room brings to start-up: its own sections go into its own socket, and what a killed server left of a report goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.reports.printing import sweep_left_reports
from app.reports.sections import plug_in_ours


def plug_in() -> None:
    plug_in_ours()


@contextmanager
def working() -> Iterator[None]:
    """Runs for as long as the server does."""
    sweep_left_reports()
    yield
