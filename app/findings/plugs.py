"""What this room plugs in when the server starts: what it counts for the operator, and the cleaning of photos."""

from __future__ import annotations

from contextlib import AbstractContextManager

from app.findings import cleaning
from app.findings.counting import numbers_of_house
from app.web.metrics import ask_when_scraped


def plug_in() -> None:
    """The metrics show the queue of cleaning and the room that is left."""
    ask_when_scraped("findings", numbers_of_house)


def working() -> AbstractContextManager[None]:
    """Runs for as long as the server does."""
    return cleaning.working()
