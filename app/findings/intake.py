"""Intake: a batch of findings from one phone, each of which stands or falls alone.

Everything is read and judged before the database's lock is taken, decided in memory from two more reads, then written in
one savepoint. Only when that fails is each finding written in a savepoint of its own, so that the one that cannot be filed
is parked and the others stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.findings import filing, refusals, store, store_intake
from app.findings.arrival import Arrival, arrival_of
from app.findings.erasing import forget_files_after
from app.findings.judging import Circumstances, Stand, parted, refusal_of
from app.findings.known import Known
from app.findings.listing import Listing
from app.findings.merging import are_twins, newer_of
from app.findings.refusals import Refusal
from app.findings.wire import Receipt
from app.foundation.database import Session
from app.instruments import instrument_with_hash
from app.sites import boundary_shape, site_with_id
from app.walks import Walk, Walker, keep_profile

# Consent comes in layers, and the phone asks for each. Should a phone send a place all the same, it is not kept.
PLACE_SCOPE = "place"


def accept_batch(session: Session, walker: Walker, findings: Sequence[Any], now: datetime) -> list[Receipt]:
    """Take what a phone sent and return one receipt for each finding, in order. `findings` are plain JSON values.

    Receipts are true once the session's transaction is committed. Raises only what the database raises when it cannot
    keep anything at all (a full disk).
    """
    walk = store_intake.walk_of(session, walker)
    return file_arrivals(session, walker, *judge_arrivals(session, walker, walk, findings, now))


def judge_arrivals(
    session: Session, walker: Walker, walk: Walk, findings: Sequence[Any], now: datetime
) -> tuple[list[Arrival], Circumstances]:
    """Read each finding and hold it against the rules; nothing is decided yet, and nothing written.

    The slow half of intake, and it needs no lock: rules look at the walk and its questions, never at other findings.
    """
    arrivals = [arrival_of(body) for body in findings]
    around = _circumstances_of(session, walker, walk, arrivals, now)
    for arrival in arrivals:
        if arrival.sent and not arrival.refusal and (refusal := refusal_of(arrival.sent, around)):
            arrival.refuse(refusal)
    return arrivals, around


def file_arrivals(session: Session, walker: Walker, arrivals: list[Arrival], around: Circumstances) -> list[Receipt]:
    """Settle each against what is here, write it, and return the receipts in order."""
    # Two tabs and sixteen threads of one phone take turns here, so that each sees what the others have kept.
    store.lock_walker(session, walker.id)
    ids = [one.finding_id for one in arrivals if one.finding_id]
    known = store_intake.known_findings(session, ids)
    gone = store_intake.tombstones_among(session, [walker.id, *ids])
    for arrival in arrivals:
        _decide(arrival, walker.id, known, gone, around)
    _file(session, walker, arrivals, around)
    return [arrival.receipt() for arrival in arrivals]


def _circumstances_of(
    session: Session, walker: Walker, walk: Walk, arrivals: list[Arrival], now: datetime
) -> Circumstances:
    """What has to be known around these findings of one phone. Needs the session only until it returns."""
    may_keep_place = PLACE_SCOPE in walker.scopes
    sent = [arrival.sent for arrival in arrivals if arrival.sent]
    hashes = {one.instrument.sha256 for one in sent}
    return Circumstances(
        walk_id=walk.id,
        audit_id=walk.audit_id,
        closing_at=walk.ended_at,
        now=now,
        stops={stop: Stand(lon, lat) for stop, lon, lat in store_intake.places_of_stops(session, walk.audit_id)},
        # The outline of a site is large, and hardly any finding is without a place of its own.
        centre=None if may_keep_place and all(one.place for one in sent) else centre_of(session, walk.audit_id),
        clock_offset_s=walker.clock_offset_s,
        may_keep_place=may_keep_place,
        instrument_with={sha256: instrument_with_hash(session, sha256) for sha256 in hashes}.get,
    )


def centre_of(session: Session, audit_id: UUID) -> Stand | None:
    """The middle of an audit's site, for findings without a place of their own."""
    site = site_with_id(session, store.site_id_of(session, audit_id))
    if site is None or not site.boundary_wgs84:
        return None
    west, south, east, north = boundary_shape(site.boundary_wgs84).bounds
    return Stand((west + east) / 2, (south + north) / 2)


def clock_offset_of(session: Session, walker_id: UUID) -> timedelta:
    """By how much this walker's phone was ahead of our clock when it joined."""
    return timedelta(seconds=store.walker_of(session, walker_id).clock_offset_s)


def _decide(
    arrival: Arrival, walker_id: UUID, known: dict[UUID, Known], gone: set[UUID], around: Circumstances
) -> None:
    """Settle the state of one arrival, and remember it for the next of the same id in this batch."""
    before = known.get(arrival.finding_id) if arrival.finding_id else None
    if (
        walker_id in gone
        or arrival.finding_id in gone
        or (before and before.is_hers(walker_id) and before.is_withdrawn)
    ):
        arrival.state = "withdrawn"
    elif before and not before.is_hers(walker_id):
        arrival.refuse(Refusal(refusals.ID_TAKEN))
    elif before and before.version == arrival.version:
        arrival.state, arrival.refusal = "unchanged", None
    elif arrival.sent and not arrival.refusal:
        _weigh(arrival, walker_id, before, around)
        if arrival.state == "kept":
            known[arrival.sent.id] = Known.of(arrival, walker_id, before)


def _weigh(arrival: Arrival, walker_id: UUID, before: Known | None, around: Circumstances) -> None:
    """Let the merge law decide against the version that is here."""
    arrival.is_new = before is None or before.is_new_in_batch
    if before and are_twins(before.version, arrival.version):
        arrival.twin_of = before.version
    if before and newer_of(before.version, arrival.version) == before.version:
        arrival.state = "older"
        return
    row = filing.row_of(arrival, walker_id, around)
    arrival.row = (
        filing.first_row(row)
        if before is None or arrival.is_new
        else filing.next_row(row, before.moderation, before.place_source)
    )


def _file(session: Session, walker: Walker, arrivals: list[Arrival], around: Circumstances) -> None:
    """Write all, together when possible."""
    try:
        with session.connection().begin_nested():
            _write(session, walker, arrivals, around)
    except OperationalError:
        raise  # the database itself gives way (disk full, connection lost): nothing can be kept, so nothing is receipted
    except (SQLAlchemyError, ValueError):
        for arrival in arrivals:
            _file_alone(session, walker, arrival, around)
    _keep_profile(session, walker, arrivals, around)


def _file_alone(session: Session, walker: Walker, arrival: Arrival, around: Circumstances) -> None:
    try:
        with session.connection().begin_nested():
            _write(session, walker, [arrival], around)
    except OperationalError:
        raise
    except (SQLAlchemyError, ValueError):
        arrival.refuse(Refusal(refusals.UNEXPECTED))
        with session.connection().begin_nested():
            store.park(session, [arrival.parked(walker, around.now)])


def _write(session: Session, walker: Walker, arrivals: list[Arrival], around: Circumstances) -> None:
    # Of two revisions of one finding in one batch only the last to win is written; both have their receipts.
    kept = {one.finding_id: one for one in arrivals if one.state == "kept"}
    parked = [one.parked(walker, around.now) for one in arrivals if one.state == "parked"]
    store.park(
        session, parked + [_other_twin(session, walker, one, arrivals, around) for one in arrivals if one.twin_of]
    )
    if kept:
        _write_kept(session, walker, list(kept.values()))


def _write_kept(session: Session, walker: Walker, kept: list[Arrival]) -> None:
    store_intake.file_findings(session, kept)
    sha256s = [medium.sha256 for one in kept if one.sent for medium in one.sent.media]
    touched = store_intake.touched_by(session, walker.id, kept, sha256s)
    if sha256s or "media" in touched:
        forget_files_after(session, store.file_media(session, _listing_of(session, walker, kept, sha256s)))
    if "parked" in touched:
        store_intake.unpark(session, walker.id, kept)


def _other_twin(
    session: Session, walker: Walker, arrival: Arrival, arrivals: list[Arrival], around: Circumstances
) -> dict[str, Any]:
    """Of two texts with one revision number, the one that the merge law did not choose: kept beside the finding."""
    if arrival.state == "older":
        return arrival.parked(walker, around.now, Refusal(refusals.TWIN))
    assert arrival.finding_id and arrival.twin_of
    for other in arrivals:
        if other.finding_id == arrival.finding_id and other.version == arrival.twin_of:
            return other.parked(walker, around.now, Refusal(refusals.TWIN))
    other = arrival_of(store.body_kept(session, arrival.finding_id))
    other.sha256 = arrival.twin_of.content_sha256  # as it was sent, so that sending it again parks nothing more
    return other.parked(walker, around.now, Refusal(refusals.TWIN))


def _keep_profile(session: Session, walker: Walker, arrivals: list[Arrival], around: Circumstances) -> None:
    """What she said about herself goes to her profile, apart from what she noticed."""
    told: dict[str, Any] = {}
    for arrival in arrivals:
        if arrival.state == "kept" and arrival.sent:
            instrument = around.instrument_with(arrival.sent.instrument.sha256)
            told |= parted(arrival.sent.answers, instrument)[1] if instrument else {}
    if told:
        keep_profile(session, walker, told)


def _listing_of(session: Session, walker: Walker, kept: list[Arrival], sha256s: Sequence[str]) -> Listing:
    """Match the media that these findings list with those the server knows of this walker."""
    listing = Listing()
    known = store_intake.media_bearing_on(session, walker.id, kept, sha256s)
    for one in kept:
        assert one.sent is not None
        listing.add(one.sent.id, one.sent.media, known, {"walk_id": walker.walk_id, "walker_id": walker.id})
    return listing
