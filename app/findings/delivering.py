"""Batches of several phones, and photos of several phones, written together."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.findings import store
from app.findings.admission import TooBusy
from app.findings.arrival import Arrival
from app.findings.intake import before_of, settle_arrivals, write_arrivals
from app.findings.quotas import TooMany, check_finding_quota
from app.findings.receiving import Traces, settle
from app.findings.together import Delivery, Line
from app.findings.wire import Receipt
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
        with_it = before.copy()
        settle_arrivals(batch.arrivals, with_it)
        try:
            check_finding_quota(session, batch.sender, batch.arrivals, with_it)
        except TooMany as fault:
            batch.fault = fault
        else:
            taken += batch.arrivals
            before = with_it
    write_arrivals(session, taken, before)


@dataclass(eq=False)
class NewMedium(Delivery):
    """A photo or recording that lies in the vault already."""

    sender: Sender
    finding_id: UUID
    sha256: str
    size_bytes: int
    content_type: str
    before: Traces
    receipt: Receipt | None = None


def keep_medium_together(
    sender: Sender, finding_id: UUID, sha256: str, size_bytes: int, content_type: str, before: Traces
) -> Receipt:
    """The receipt of a medium in the vault, once it is noted for good. Raises TooBusy."""
    medium = NewMedium(sender.id, sender, finding_id, sha256, size_bytes, content_type, before)
    _media.keep(medium)
    assert medium.receipt is not None
    return medium.receipt


def _write_media(session: Session, media: list[NewMedium]) -> None:
    # Walkers first and then files, each in their order: whoever holds some and waits for others waits for nobody in a ring.
    store.lock_walkers(session, sorted(medium.walker_id for medium in media))
    for medium in sorted(media, key=lambda medium: medium.sha256):
        try:
            medium.receipt = settle(
                session,
                medium.sender,
                medium.finding_id,
                medium.sha256,
                medium.size_bytes,
                medium.content_type,
                medium.before,
            )
        except TooBusy as fault:
            medium.fault = fault


_line, _media = Line(_write), Line(_write_media)
