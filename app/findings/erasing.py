"""Taking back: by the phone that sent it, or with the receipt number from any device. It wins over everything."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement

from app.findings import store, store_parked
from app.findings.leaving import forget_files_after
from app.findings.medium import Medium
from app.findings.parked import number_beside
from app.findings.proving import proof_of
from app.findings.uploading import forget_partials
from app.findings.wire import Receipt
from app.findings.withdrawn import note_withdrawn
from app.foundation import clock
from app.foundation.database import Session, after_keeping
from app.foundation.errors import NotFound
from app.foundation.journal import empty_journal
from app.walks import Walker

log = logging.getLogger(__name__)


def withdraw_finding(session: Session, walker: Walker, finding_id: UUID) -> Receipt:
    """Erase one finding of this walker for ever, also when it has not arrived yet. Raises NotFound for another's."""
    store.lock_walker(session, walker.id)
    finding = store.finding_of(session, finding_id)
    if finding is not None and finding.walker_id != walker.id:
        return _forget_set_aside(session, walker, finding_id)
    _erase(session, store.media_of_findings(session, walker.id, [finding_id]), [finding_id])
    store_parked.drop_parked(session, walker.id, [finding_id])
    _part_from_profile(session, walker.id, [finding_id])
    _forget_half_sent(session, walker.id)
    return _receipt(finding_id, finding.revision if finding else None)


def _part_from_profile(session: Session, walker_id: UUID, ids: Sequence[UUID]) -> None:
    """What she said about herself came with what she noticed, and goes with the last of it."""
    if store.has_kept(session, walker_id):
        store.untie_profile(session, walker_id, ids)
    else:
        store.drop_profile(session, walker_id)


def _forget_set_aside(session: Session, walker: Walker, finding_id: UUID) -> Receipt:
    """Her text with a number that another phone had used before: only what is hers goes, and the other's finding stays."""
    beside = number_beside(walker.id, finding_id)
    if not (store.has_of(session, walker.id, finding_id) or store.is_buried(session, beside)):
        raise NotFound()
    _forget_beside(session, walker.id, finding_id)
    _bury(session, [beside], clock.now())
    _forget_half_sent(session, walker.id)
    return _receipt(finding_id, None)


def _forget_beside(session: Session, walker_id: UUID, finding_id: UUID) -> None:
    forget_files_after(session, store.drop_media(session, store.media_of_findings(session, walker_id, [finding_id])))
    store_parked.drop_parked(session, walker_id, [finding_id])


def withdraw_walker(session: Session, walker: Walker) -> list[Receipt]:
    """Erase everything this walker ever sent, and whatever her phone may still send. One receipt for each finding."""
    store.lock_walker(session, walker.id)
    ids = store.ids_of_walker(session, walker.id)
    _erase(session, store.media_of_walker(session, walker.id), ids)
    store_parked.drop_parked(session, walker.id)
    store.drop_profile(session, walker.id)
    _bury(session, [walker.id], clock.now())
    _forget_half_sent(session, walker.id)
    return [_receipt(one, None) for one in ids]


def _erase(session: Session, media: Sequence[Medium], ids: Sequence[UUID]) -> None:
    now = clock.now()
    store.lock_findings(session, ids)  # before their media, as moderators do
    forget_files_after(session, store.drop_media(session, media))
    store.empty_findings(session, ids, _emptied(now))
    _bury(session, ids, now)


def _bury(session: Session, ids: Sequence[UUID], now: datetime) -> None:
    store.bury(session, ids, now)
    after_keeping(session, lambda: note_withdrawn(ids, now))
    after_keeping(session, _empty_journal)


def _forget_half_sent(session: Session, walker_id: UUID) -> None:
    """Uploads of hers that broke off go, but for those that a finding awaits: nobody can say what the others belong to."""
    awaited = {medium.sha256 for medium in store.media_of_walker(session, walker_id)}

    def forget() -> None:
        try:
            forget_partials(walker_id, awaited)
        except OSError:
            log.exception("what was sent by half of something that was taken back could not be removed; it goes later")

    after_keeping(session, forget)


def _empty_journal() -> None:
    """What the database overwrote must not stand in its journal. When somebody reads just now, the worker does it later."""
    empty_journal()


def take_back_again(session: Session, withdrawn: Mapping[UUID, datetime]) -> int:
    """After a restore: erase what was taken back since the backup. Returns how many ids were not yet buried."""
    fresh = [one for one in withdrawn if not store.is_buried(session, one)]
    for one in fresh:
        if (walker := session.get(Walker, one)) is not None:
            withdraw_walker(session, walker)
            continue
        for sender in store.senders_of(session, one):
            withdraw_finding(session, store.walker_of(session, sender), one)
        store.bury(session, [one], withdrawn[one])
    for walker_id, finding_id in store_parked.under_anothers_number(session):
        if number_beside(walker_id, finding_id) in withdrawn:
            _forget_beside(session, walker_id, finding_id)
    return len(fresh)


def erase_hidden(session: Session, which: ColumnElement[bool]) -> None:
    """Erase for good those findings that a moderator rejected. They never return, also when their phones send them again."""
    findings = store.findings_in_turn(session, which)
    theirs = [store.media_of_findings(session, finding.walker_id, [finding.id]) for finding in findings]
    _erase(session, [medium for media in theirs for medium in media], [finding.id for finding in findings])
    for finding in findings:
        store_parked.drop_parked(session, finding.walker_id, [finding.id])
    for walker_id in {finding.walker_id for finding in findings}:
        _part_from_profile(session, walker_id, [finding.id for finding in findings])
        _forget_half_sent(session, walker_id)


def forget_media(session: Session, which: ColumnElement[bool]) -> None:
    """Remove these photos and recordings for good, and their files once this transaction is kept."""
    forget_files_after(session, store.drop_media(session, store.media_in_turn(session, which)))


def _emptied(now: datetime) -> dict[str, object]:
    """Nothing of what was said. The day it was taken back stands where its times stood."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {
        "answers": {},
        "marks": [],
        "words": {},
        "hidden_words": [],
        "content_sha256": "",
        "sent_place": None,
        "period": "",
        "mode": "",
        "entry": "",
        "started_at": day,
        "changed_at": day,
        "received_at": day,
        **dict.fromkeys(
            ("stop_id", "sent_stop_id", "lon", "lat", "morton", "accuracy_m", "place_source", "fixed_at"), None
        ),
    }


def _receipt(finding_id: UUID, revision: int | None) -> Receipt:
    return Receipt(
        id=str(finding_id),
        revision=revision,
        state="withdrawn",
        token=proof_of(str(finding_id), revision or 0, "withdrawn"),
    )
