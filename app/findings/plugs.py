"""What this room plugs in when the server starts: what it counts for the operator, the cleaning of photos, and
second answers to what was set aside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.findings import answering_again, cleaning, leaving
from app.findings.counting import numbers_of_house
from app.sites import files_leave_by
from app.web.metrics import ask_when_scraped


def plug_in() -> None:
    """The metrics show the queue of cleaning and the room that is left; street files leave the vault as photos do."""
    ask_when_scraped("findings", numbers_of_house)
    files_leave_by(leaving)


@contextmanager
def working() -> Iterator[None]:
    """Runs for as long as the server does."""
    with cleaning.working(), answering_again.working():
        yield
