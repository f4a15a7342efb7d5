"""Intake: a batch of findings from one phone, each of which stands or falls alone.

Everything is decided in memory from three reads, then written in one savepoint. Only when that fails is each finding
written in a savepoint of its own, so that the one that cannot be filed is parked and the others stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.findings import filing, refusals, store
from app.findings.arrival import Arrival, arrival_of
from app.findings.erasing import forget_files_after
from app.findings.judging import Circumstances, Stand, refusal_of
from app.findings.known import Known
from app.findings.listing import Listing
from app.findings.merging import are_twins, newer_of
from app.findings.refusals import Refusal
from app.findings.wire import Receipt
from app.foundation.database import Session
from app.instruments import instrument_with_hash
from app.sites import boundary_shape, site_with_id, stops_of
from app.walks import Walker, keep_profile

# Consent comes in layers, and the phone asks for each. Should a phone send a place all the same, it is not kept.
PLACE_SCOPE = "place"


def accept_batch(session: Session, walker: Walker, findings: Sequence[Any], now: datetime) -> list[Receipt]:
    """Take what a phone sent and return one receipt for each finding, in order. `findings` are plain JSON values.

    Receipts are true once the session's transaction is committed. Raises only what the database raises when it cannot
    keep anything at all (a full disk).
    """
    # Two tabs and sixteen threads of one phone take turns here, so that each sees what the others have kept.
    store.lock_walker(session, walker.id)
    arrivals = [arrival_of(body) for body in findings]
    known = store.known_findings(session, [one.finding_id for one in arrivals if one.finding_id])
    gone = store.tombstones_among(session, [walker.id, *(one.finding_id for one in arrivals if one.finding_id)])
    around = circumstances_of(session, walker, now)
    for arrival in arrivals:
        _decide(arrival, walker.id, known, gone, around)
    _file(session, walker, arrivals, known, around)
    return [arrival.receipt() for arrival in arrivals]


def circumstances_of(session: Session, walker: Walker, now: datetime) -> Circumstances:
    """What has to be known around this phone's findings."""
    walk, audit = store.walk_and_audit(session, walker.walk_id)
    return Circumstances(
        walk_id=walk.id,
        audit_id=audit.id,
        closing_at=walk.ended_at,
        now=now,
        stops={stop.id: Stand(stop.lon, stop.lat) for stop in stops_of(session, audit.site_id, with_retired=True)},
        centre=_centre_of_site(session, audit.site_id),
        clock_offset_s=walker.clock_offset_s,
        may_keep_place=PLACE_SCOPE in walker.scopes,
        instrument_with=cache(lambda sha256: instrument_with_hash(session, sha256)),
    )


def centre_of(session: Session, audit_id: UUID) -> Stand | None:
    """The middle of an audit's site, for findings without a place of their own."""
    return _centre_of_site(session, store.site_id_of(session, audit_id))


def clock_offset_of(session: Session, walker_id: UUID) -> timedelta:
    """By how much this walker's phone was ahead of our clock when it joined."""
    return timedelta(seconds=store.walker_of(session, walker_id).clock_offset_s)


def _centre_of_site(session: Session, site_id: UUID) -> Stand | None:
    site = site_with_id(session, site_id)
    if site is None or not site.boundary_wgs84:
        return None
    west, south, east, north = boundary_shape(site.boundary_wgs84).bounds
    return Stand((west + east) / 2, (south + north) / 2)


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
    elif arrival.sent is None or arrival.refusal:
        return
    elif refusal := refusal_of(arrival.sent, around):
        arrival.refuse(refusal)
    else:
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


def _file(
    session: Session, walker: Walker, arrivals: list[Arrival], known: Mapping[UUID, Known], around: Circumstances
) -> None:
    """Write all, together when possible."""
    try:
        with session.begin_nested():
            _write(session, walker, arrivals, around)
    except OperationalError:
        raise  # the database itself gives way (disk full, connection lost): nothing can be kept, so nothing is receipted
    except (SQLAlchemyError, ValueError):
        for arrival in arrivals:
            _file_alone(session, walker, arrival, around)
    _keep_profile(session, walker, arrivals, around)


def _file_alone(session: Session, walker: Walker, arrival: Arrival, around: Circumstances) -> None:
    try:
        with session.begin_nested():
            _write(session, walker, [arrival], around)
    except OperationalError:
        raise
    except (SQLAlchemyError, ValueError):
        arrival.refuse(Refusal(refusals.UNEXPECTED))
        with session.begin_nested():
            store.park(session, [arrival.parked(walker, around.now)])


def _write(session: Session, walker: Walker, arrivals: list[Arrival], around: Circumstances) -> None:
    # Of two revisions of one finding in one batch only the last to win is written; both have their receipts.
    kept = {one.finding_id: one for one in arrivals if one.state == "kept"}
    parked = [one.parked(walker, around.now) for one in arrivals if one.state == "parked"]
    store.park(
        session, parked + [_other_twin(session, walker, one, arrivals, around) for one in arrivals if one.twin_of]
    )
    if kept:
        store.file_findings(session, list(kept.values()))
        forget_files_after(session, store.file_media(session, _listing_of(session, walker, list(kept.values()))))
        store.unpark(session, walker.id, list(kept.values()))


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
            told |= around.about_the_walker(arrival.sent)
    if told:
        keep_profile(session, walker, told)


def _listing_of(session: Session, walker: Walker, kept: list[Arrival]) -> Listing:
    """Match the media that these findings list with those the server knows of this walker."""
    listing = Listing()
    sha256s = [medium.sha256 for one in kept if one.sent for medium in one.sent.media]
    known = store.media_bearing_on(session, walker.id, [one.finding_id for one in kept if one.finding_id], sha256s)
    if not sha256s and not known:
        return listing
    for one in kept:
        assert one.sent is not None
        listing.add(one.sent.id, one.sent.media, known, {"walk_id": walker.walk_id, "walker_id": walker.id})
    return listing
