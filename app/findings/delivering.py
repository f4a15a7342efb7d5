"""Batches of several phones, written together."""

from __future__ import annotations

from dataclasses import dataclass

from app.findings.arrival import Arrival
from app.findings.intake import before_of, settle_arrivals, write_arrivals
from app.findings.quotas import TooMany, check_finding_quota
from app.findings.together import Delivery, Line
from app.foundation.database import Session
from app.walks import Sender


@dataclass(eq=False)
class Batch(Delivery):
    """What one phone sent, judged."""

    sender: Sender
    arrivals: list[Arrival]


def keep_together(sender: Sender, arrivals: list[Arrival]) -> None:
    """Returns once all of it is durable, and each arrival knows its state. Raises TooMany (429)."""
    if arrivals:
        _line.keep(Batch(sender.id, sender, arrivals))


def _write(session: Session, batches: list[Batch]) -> None:
    before = before_of(session, [arrival for batch in batches for arrival in batch.arrivals])
    taken: list[Arrival] = []
    for batch in batches:
        settle_arrivals(batch.arrivals, before)
        try:
            check_finding_quota(batch.sender, batch.arrivals, before)
        except TooMany as fault:
            batch.fault = fault
        else:
            taken += batch.arrivals
    write_arrivals(session, taken, before)


_line = Line(_write)
