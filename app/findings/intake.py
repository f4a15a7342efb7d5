"""Intake: batches of findings, of one phone or of several at once, each of which stands or falls alone.

Everything is read and judged before the database's lock is taken, decided in memory from one look at what is here, then
written in one savepoint. Only when that fails is each finding written in a savepoint of its own, so that the one that
cannot be filed is parked and the others stand.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.findings import changes, filing, refusals, store, store_intake, store_parked
from app.findings.arrival import Arrival, arrival_of, without_place
from app.findings.judging import Circumstances, Stand, parted, read_finding, refusal_of
from app.findings.known import Before, Known
from app.findings.leaving import forget_files_after
from app.findings.listing import Listing
from app.findings.medium import RECEIVED
from app.findings.merging import are_twins, newer_of
from app.findings.refusals import Refusal
from app.findings.wire import Receipt, SentFinding, canonical
from app.foundation.database import Session
from app.instruments import instrument_with_hash
from app.sites import boundary_shape, site_with_id
from app.walks import Sender, Walker, keep_profile, sender_of


def accept_batch(session: Session, walker: Walker, findings: Sequence[Any], now: datetime) -> list[Receipt]:
    """Take what a phone sent and return one receipt for each finding, in order. `findings` are plain JSON values.

    Receipts are true once the session's transaction is committed. Raises only what the database raises when it cannot
    keep anything at all (a full disk).
    """
    return [arrival.receipt() for arrival in accept_arrivals(session, walker, findings, now)]


def accept_arrivals(session: Session, walker: Walker, findings: Sequence[Any], now: datetime) -> list[Arrival]:
    """The same, for whoever wants to know more of each finding than its receipt says."""
    arrivals = judge_arrivals(session, sender_of(session, walker.id), findings, now)
    keep_arrivals(session, arrivals)
    return arrivals


def keep_arrivals(session: Session, arrivals: Sequence[Arrival]) -> None:
    """Decide about what was judged, and write it."""
    before = before_of(session, arrivals)
    settle_arrivals(arrivals, before)
    write_arrivals(session, arrivals, before)


def judge_arrivals(session: Session, sender: Sender, findings: Sequence[Any], now: datetime) -> list[Arrival]:
    """Read each finding and hold it against the rules; nothing is decided yet, and nothing written.

    The slow half of intake, and it needs no lock: rules look at the walk and its questions, never at other findings.
    """
    read = [read_finding(body) for body in findings]
    around = _circumstances_of(session, sender, [one for one in read if isinstance(one, SentFinding)], now)
    arrivals = [arrival_of(body, one, around) for body, one in zip(findings, read, strict=True)]
    for arrival in arrivals:
        if arrival.sent and not arrival.refusal and (refusal := refusal_of(arrival.sent, around)):
            arrival.refuse(refusal)
    return arrivals


def before_of(session: Session, arrivals: Sequence[Arrival]) -> Before:
    """What is here that bears on these findings, and stays so until the transaction ends: their phones' turn begins."""
    # Two tabs and sixteen threads of one phone take turns here, so that each sees what the others have kept.
    walkers = sorted({arrival.walker_id for arrival in arrivals})
    store.lock_walkers(session, walkers)
    # And moderators: what one hides or puts right in this moment is seen, or waits until the newer revision is here.
    store.lock_findings(session, {arrival.finding_id for arrival in arrivals if arrival.finding_id}, walkers)
    return store_intake.before(session, walkers, arrivals)


def settle_arrivals(arrivals: Sequence[Arrival], before: Before) -> None:
    """Give each its state against what is here, and let those that follow know of it."""
    for arrival in arrivals:
        _decide(arrival, before)


def write_arrivals(session: Session, arrivals: Sequence[Arrival], before: Before) -> None:
    """Write what was settled, together when possible."""
    try:
        with session.connection().begin_nested():
            _write(session, arrivals, arrivals, before)
    except OperationalError:
        raise  # the database itself gives way (disk full, connection lost): nothing can be kept, so nothing is receipted
    except (SQLAlchemyError, ValueError):
        changes.doubt(session)
        for arrival in arrivals:
            _write_alone(session, arrival, arrivals)
    _keep_profiles(session, arrivals, before)


def _circumstances_of(session: Session, sender: Sender, sent: Sequence[SentFinding], now: datetime) -> Circumstances:
    """What has to be known around these findings of one phone. Needs the session only until it returns."""
    hashes = {one.instrument.sha256 for one in sent}
    stops = {one.stop for one in sent if one.stop}
    around = Circumstances(
        sender=sender,
        now=now,
        stops={stop: Stand(lon, lat) for stop, lon, lat in store_intake.places_of_stops(session, sender, stops)},
        centre=None,
        instrument_with={sha256: instrument_with_hash(session, sha256) for sha256 in hashes}.get,
    )
    # The outline of a site is large, and hardly any finding is without a place of its own.
    if around.may_keep_place and all(one.place for one in sent):
        return around
    return replace(around, centre=centre_of(session, sender.audit_id))


def centre_of(session: Session, audit_id: UUID) -> Stand | None:
    """The middle of an audit's site, for findings without a place of their own."""
    site = site_with_id(session, store.site_id_of(session, audit_id))
    if site is None or not site.boundary_wgs84:
        return None
    west, south, east, north = boundary_shape(site.boundary_wgs84).bounds
    return Stand((west + east) / 2, (south + north) / 2)


def clock_offset_of(session: Session, walker_id: UUID) -> timedelta:
    """By how much this walker's phone was ahead of our clock when it joined."""
    return timedelta(seconds=sender_of(session, walker_id).clock_offset_s)


def _decide(arrival: Arrival, before: Before) -> None:
    """Settle the state of one arrival, and remember it for the next of the same id."""
    arrival.begin_anew()
    known = before.known.get(arrival.finding_id) if arrival.finding_id else None
    is_hers = known is None or known.is_hers(arrival.walker_id)
    if before.is_gone(arrival.walker_id, arrival.finding_id) or (known and is_hers and known.is_withdrawn):
        arrival.state = "withdrawn"
    elif not is_hers:
        arrival.hinder(Refusal(refusals.ID_TAKEN))
    elif known and known.version == arrival.version:
        arrival.state = "unchanged"
    elif known and arrival.refusal and 0 < arrival.revision < known.version.revision:
        arrival.state = "older"  # a request that comes late must not bring back what she has changed since
    elif arrival.sent and not arrival.refusal:
        _weigh(arrival, known)
        if arrival.state == "kept":
            before.known[arrival.sent.id] = Known.of(arrival, known)


def _weigh(arrival: Arrival, known: Known | None) -> None:
    """Let the merge law decide against the version that is here."""
    arrival.is_new = known is None or known.is_new_in_batch
    if known and are_twins(known.version, arrival.version):
        arrival.twin_of = known.version
    if known and newer_of(known.version, arrival.version) == known.version:
        arrival.state = "older"
        return
    row = filing.row_of(arrival)
    arrival.row = filing.first_row(row) if known is None or arrival.is_new else filing.next_row(row, known)


def _write_alone(session: Session, arrival: Arrival, arrivals: Sequence[Arrival]) -> None:
    # Against what is here now: the other revisions of its finding may have been written a moment ago, or could not be.
    before = store_intake.before(session, [arrival.walker_id], [arrival])
    _decide(arrival, before)
    try:
        with session.connection().begin_nested():
            _write(session, [arrival], arrivals, before)
    except OperationalError:
        raise
    except (SQLAlchemyError, ValueError):
        changes.doubt(session)
        arrival.hinder(Refusal(refusals.UNEXPECTED))
        with session.connection().begin_nested():
            store_parked.park(session, [arrival.parked()])


def _write(session: Session, some: Sequence[Arrival], arrivals: Sequence[Arrival], before: Before) -> None:
    """Write some of the arrivals."""
    # Of two revisions of one finding in one batch only the last to win is written; both have their receipts.
    kept = {one.finding_id: one for one in some if one.state == "kept"}
    parked = [one.parked() for one in some if one.state == "parked"]
    store_parked.park(session, parked + [_other_twin(session, one, arrivals) for one in some if one.twin_of])
    if kept:
        twins = {one.finding_id for one in some if one.twin_of and one.state == "kept"}
        _write_kept(session, list(kept.values()), before, twins)


def _write_kept(session: Session, kept: list[Arrival], before: Before, twins: Collection[UUID | None]) -> None:
    """`twins` are findings of which another text with the same number is set aside."""
    store_intake.file_findings(session, kept)
    if placeless := {
        one.finding_id: one.revision
        for one in kept
        if not one.is_new and one.finding_id and one.row["sent_place"] is None
    }:
        store_intake.forget_places(session, list(placeless))
        _forget_places_beside(session, placeless)
    with_media = [one for one in kept if one.sent and (one.sent.media or one.walker_id in before.with_media)]
    if with_media:
        forget_files_after(session, store.file_media(session, _listing_of(session, with_media, twins)))
    if unparked := [one for one in kept if one.walker_id in before.aside]:
        store_intake.unpark(session, unparked)


def _forget_places_beside(session: Session, revisions: Mapping[UUID, int]) -> None:
    """Where it was goes from other texts with earlier numbers too: they wait beside what is shown for ever."""
    for parked_id, finding_id, revision, text in store_parked.twins_of(session, list(revisions)):
        if revision < revisions[finding_id]:
            with suppress(RecursionError):  # lists within lists, which no phone of ours sends
                store_parked.rewrite_parked(session, parked_id, canonical(without_place(json.loads(text))))


def _other_twin(session: Session, arrival: Arrival, arrivals: Sequence[Arrival]) -> dict[str, Any]:
    """Of two texts with one revision number, the one that the merge law did not choose: kept beside the finding."""
    if arrival.state == "older":
        return arrival.parked(Refusal(refusals.TWIN))
    assert arrival.finding_id and arrival.twin_of
    for other in arrivals:
        if other.finding_id == arrival.finding_id and other.version == arrival.twin_of:
            return other.parked(Refusal(refusals.TWIN))
    body = store.body_kept(session, arrival.finding_id)
    other = arrival_of(body, read_finding(body), arrival.around)
    other.sha256 = arrival.twin_of.content_sha256  # as it was sent, so that sending it again parks nothing more
    return other.parked(Refusal(refusals.TWIN))


def _keep_profiles(session: Session, arrivals: Sequence[Arrival], before: Before) -> None:
    """What she said about herself goes to her profile, apart from what she noticed; so does that she says it no more."""
    for arrival in {one.finding_id: one for one in arrivals if one.state == "kept"}.values():
        sent, instrument_with = arrival.sent, arrival.around.instrument_with
        instrument = instrument_with(sent.instrument.sha256) if sent else None
        told = parted(sent.answers, instrument)[1] if sent and instrument else {}
        if sent and (told or sent.id in before.about_her):
            # Of two texts with one number this one may leave out what only the other tab knew.
            keep_profile(session, arrival.around.sender, told, sent.id, is_all=arrival.twin_of is None)


def _listing_of(session: Session, kept: list[Arrival], twins: Collection[UUID | None]) -> Listing:
    """Match the media that these findings list with those the server knows of their walkers."""
    listing = Listing()
    known = store_intake.media_bearing_on(session, kept)
    if unclean := [medium.sha256 for medium in known if medium.state == RECEIVED]:
        # Their cleaning would not see a row that is not kept yet, and remove the upload that it stands for.
        store.lock_files(session, unclean)
        known = store_intake.media_bearing_on(session, kept)
    hidden = store_intake.hidden_in(session, [one.sent.id for one in kept if one.sent and not one.is_new])
    for one in kept:
        assert one.sent is not None
        hers = [medium for medium in known if medium.walker_id == one.walker_id]
        walk = {"walk_id": one.around.sender.walk_id, "walker_id": one.walker_id}
        listing.add(one.sent.id, one.sent.media, hers, walk, one.sent.id in twins, hidden.get(one.sent.id, ()))
    return listing
