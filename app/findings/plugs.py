"""What this room plugs in when the server starts: the counter of findings, and the cleaning of photos."""

from __future__ import annotations

from contextlib import AbstractContextManager

from app.findings import cleaning
from app.findings.seeing import counts_of_walks
from app.walks import count_findings_with


def plug_in() -> None:
    """Walk pages show how many findings have arrived."""
    count_findings_with(counts_of_walks)


def working() -> AbstractContextManager[None]:
    """Runs for as long as the server does."""
    return cleaning.working()
