"""All SQL of this room that keeps, cleans and erases. What people see is asked for in `store_seen.py`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, Table, bindparam, delete, event, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from app.findings import changes
from app.findings.finding import WITHDRAWN, Finding
from app.findings.listing import Listing
from app.findings.medium import AWAITED, BROKEN, CLEAN, RECEIVED, Medium
from app.findings.parked import ModerationStep, Parked, Tombstone
from app.foundation.database import Session
from app.walks import Audit, Walker, WalkerProfile

FINDINGS: Table = Finding.__table__  # type: ignore[attr-defined]
MEDIA: Table = Medium.__table__  # type: ignore[attr-defined]
PARKED: Table = Parked.__table__  # type: ignore[attr-defined]
TOMBSTONES: Table = Tombstone.__table__  # type: ignore[attr-defined]
AFTERWARDS = "findings: after commit"


def is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


_LOCKED_WALKERS = (
    select(col(Walker.id))
    .where(col(Walker.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Walker.id))
    .with_for_update(key_share=True)
)


def lock_walkers(session: Session, walker_ids: Sequence[UUID]) -> None:
    """One phone's requests take turns. SQLite's writers do so anyway. Always in one order, so that nobody waits in a ring."""
    if is_postgresql(session):
        session.connection().execute(_LOCKED_WALKERS, {"ids": list(walker_ids)})


def lock_walker(session: Session, walker_id: UUID) -> None:
    """The same for one."""
    lock_walkers(session, [walker_id])


def lock_file(session: Session, sha256: str) -> None:
    """Whoever keeps, cleans or removes these bytes takes turns until the end of the transaction."""
    if is_postgresql(session):
        session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(sha256[:15], 16)})


def after_commit(session: Session, do: Callable[[], None]) -> None:
    """Do something once this session's work is kept, and never when it is not."""
    session.info.setdefault(AFTERWARDS, []).append(do)


@event.listens_for(Session, "after_commit")
def _do_afterwards(session: Any) -> None:
    # The event also comes at the end of a savepoint, when nothing is kept yet.
    if not session.in_nested_transaction():
        for do in session.info.pop(AFTERWARDS, []):
            do()


@event.listens_for(Session, "after_rollback")
def _forget_afterwards(session: Any) -> None:
    session.info.pop(AFTERWARDS, None)


# ---- intake (what every finding and photo asks for stands in `store_intake.py`)


def file_media(session: Session, listing: Listing) -> set[str]:
    """Write a listing; returns the hashes of files that may now belong to nobody."""
    connection = session.connection()
    if listing.insert:
        connection.execute(insert(MEDIA), listing.insert)
    if listing.update:
        connection.execute(update(MEDIA).where(MEDIA.c.id == bindparam("b_id")), listing.update)
    return drop_media(session, listing.drop) if listing.drop else set()


def park(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Set aside; what is set aside already stays as it is, with the day it first came."""
    if rows:
        insert_once(session, PARKED, rows)


def insert_once(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert, passing over rows that a unique constraint says are here."""
    if rows:  # without any, the database would be asked for a row of nothing
        session.connection().execute(_insert_once(table, is_postgresql(session)), list(rows))


@cache
def _insert_once(table: Table, is_on_postgresql: bool) -> Executable:
    dialect: Any = postgresql if is_on_postgresql else sqlite
    once: Executable = dialect.insert(table).on_conflict_do_nothing()
    return once


def drop_media(session: Session, media: Iterable[Medium]) -> set[str]:
    """Forget these media; returns the hashes of the files that may now belong to nobody."""
    gone = list(media)
    session.connection().execute(delete(MEDIA).where(MEDIA.c.id.in_([medium.id for medium in gone])))
    return {sha256 for medium in gone for sha256 in (medium.sha256, *medium.made_sha256s)}


def is_file_wanted(session: Session, sha256: str) -> bool:
    """Whether any medium still stands for this file: as an upload not yet clean, a recording, or a picture made of it."""
    raw = (
        (MEDIA.c.sha256 == sha256) & ((MEDIA.c.state != CLEAN) | (MEDIA.c.kind == "voice")) & (MEDIA.c.state != AWAITED)
    )
    made = [column == sha256 for column in (MEDIA.c.large_sha256, MEDIA.c.small_sha256, MEDIA.c.listening_sha256)]
    wanted = select(MEDIA.c.id).where(or_(raw, *made))
    return session.connection().execute(wanted.limit(1)).first() is not None


# ---- cleaning


def claim_medium(session: Session, now: datetime, stale_before: datetime) -> Medium | None:
    """The oldest medium that waits for cleaning and that nobody works on, claimed for the caller."""
    waiting = (
        select(MEDIA.c.id)
        .where(MEDIA.c.state == RECEIVED, or_(MEDIA.c.claimed_at.is_(None), MEDIA.c.claimed_at < stale_before))
        .order_by(MEDIA.c.claimed_at.isnot(None), MEDIA.c.received_at, MEDIA.c.id)
        .limit(1)
    )
    if is_postgresql(session):
        waiting = waiting.with_for_update(skip_locked=True)
    found = session.connection().execute(waiting).scalar()
    if found is None:
        return None
    claim = update(MEDIA).where(MEDIA.c.id == found).values(claimed_at=now, claims=MEDIA.c.claims + 1)
    session.connection().execute(claim)
    return session.get(Medium, found, populate_existing=True)


def give_back(session: Session, medium: Medium) -> None:
    """Let go of a claim as if it had never been."""
    before = update(MEDIA).where(MEDIA.c.id == medium.id, MEDIA.c.state == RECEIVED)
    session.connection().execute(before.values(claimed_at=None, claims=MEDIA.c.claims - 1))


def cleaned_twin(session: Session, sha256: str, kind: str) -> Medium | None:
    """A medium of the same bytes that is clean already, of whichever walker."""
    wanted = select(Medium).where(col(Medium.sha256) == sha256, col(Medium.state) == CLEAN, col(Medium.kind) == kind)
    return session.execute(wanted).scalars().first()


def settle_media(session: Session, sha256: str, kind: str, values: dict[str, Any]) -> None:
    """Note the outcome of cleaning on every medium of these bytes that waited for it."""
    waiting = update(MEDIA).where(MEDIA.c.sha256 == sha256, MEDIA.c.kind == kind, MEDIA.c.state == RECEIVED)
    session.connection().execute(waiting.values(claimed_at=None, **values))


def count_waiting(session: Session) -> int:
    return session.connection().execute(select(func.count()).where(MEDIA.c.state == RECEIVED)).scalar_one()


# ---- erasing


def finding_of(session: Session, finding_id: UUID) -> Finding | None:
    return session.get(Finding, finding_id, populate_existing=True)


def ids_of_walker(session: Session, walker_id: UUID) -> list[UUID]:
    wanted = select(FINDINGS.c.id).where(FINDINGS.c.walker_id == walker_id)
    return list(session.connection().execute(wanted).scalars())


def media_of_findings(session: Session, walker_id: UUID, ids: Sequence[UUID]) -> list[Medium]:
    wanted = select(Medium).where(col(Medium.walker_id) == walker_id, col(Medium.finding_id).in_(ids))
    return list(session.execute(wanted).scalars())


def media_of_walker(session: Session, walker_id: UUID) -> list[Medium]:
    return list(session.execute(select(Medium).where(col(Medium.walker_id) == walker_id)).scalars())


def empty_findings(session: Session, ids: Sequence[UUID], emptied: dict[str, Any]) -> None:
    """Leave the bare rows: nothing of what was said, nor of where, nor what anybody decided about it."""
    connection = session.connection()
    changes.note_before(session, ids)
    connection.execute(update(FINDINGS).where(FINDINGS.c.id.in_(ids)).values(state=WITHDRAWN, **emptied))
    connection.execute(delete(ModerationStep).where(col(ModerationStep.finding_id).in_(ids)))


def bury(session: Session, ids: Sequence[UUID], now: datetime) -> None:
    """These ids never return."""
    insert_once(session, TOMBSTONES, [{"finding_id": one, "created_at": now} for one in ids])


def is_buried(session: Session, finding_id: UUID) -> bool:
    return session.get(Tombstone, finding_id) is not None


def senders_of(session: Session, finding_id: UUID) -> list[UUID]:
    """Whose finding this is; before it arrived, everybody who has something parked or uploaded for it."""
    connection = session.connection()
    owners = connection.execute(select(FINDINGS.c.walker_id).where(FINDINGS.c.id == finding_id)).scalars().all()
    if owners:
        return list(owners)
    waiting = [select(table.c.walker_id).where(table.c.finding_id == finding_id) for table in (PARKED, MEDIA)]
    return sorted({sender for wanted in waiting for sender in connection.execute(wanted).scalars()})


def drop_parked(session: Session, walker_id: UUID, ids: Sequence[UUID] | None = None) -> None:
    """Forget what was set aside of a walker; of some findings only when `ids` is given."""
    gone = delete(PARKED).where(PARKED.c.walker_id == walker_id)
    session.connection().execute(gone if ids is None else gone.where(PARKED.c.finding_id.in_(ids)))


def parked_of_walker(session: Session, walker_id: UUID) -> list[Parked]:
    return list(session.execute(select(Parked).where(col(Parked.walker_id) == walker_id)).scalars())


def findings_held(session: Session, walker_id: UUID) -> list[tuple[UUID, int, str]]:
    """(id, revision, state) of all that the server has of a walker."""
    wanted = select(FINDINGS.c.id, FINDINGS.c.revision, FINDINGS.c.state).where(FINDINGS.c.walker_id == walker_id)
    return [(row[0], row[1], row[2]) for row in session.connection().execute(wanted.order_by(FINDINGS.c.id))]


def body_kept(session: Session, finding_id: UUID) -> dict[str, Any]:
    """A kept finding in the shape in which a phone sends one, as far as it was kept."""
    finding = session.get_one(Finding, finding_id, populate_existing=True)
    media = media_of_findings(session, finding.walker_id, [finding.id])
    return {
        "id": str(finding.id),
        "revision": finding.revision,
        "walk": str(finding.walk_id),
        "stop": str(finding.sent_stop_id) if finding.sent_stop_id else None,
        "started_at": finding.started_at.isoformat(),
        "changed_at": finding.changed_at.isoformat(),
        "place": finding.sent_place,
        "answers": finding.answers,
        "marks": finding.marks,
        "words": finding.words,
        "media": [{"sha256": one.sha256, "kind": one.kind, "caption": one.caption} for one in media if one.is_listed],
        "mode": finding.mode,
        "entry": finding.entry,
        "instrument": {"code": "", "sha256": finding.instrument_sha256},
    }


def drop_profile(session: Session, walker_id: UUID) -> None:
    """Forget what a walker said about herself."""
    session.connection().execute(delete(WalkerProfile).where(col(WalkerProfile.walker_id) == walker_id))


def parked_after(session: Session, after: UUID | None, codes: Collection[str], most: int) -> list[Parked]:
    """At most so many that are set aside for one of these reasons, in the order of their ids."""
    wanted = select(Parked).where(col(Parked.code).in_(codes)).order_by(col(Parked.id)).limit(most)
    return list(session.execute(wanted if after is None else wanted.where(col(Parked.id) > after)).scalars())


def retell_parked(session: Session, parked_id: UUID, code: str, sentence: str) -> None:
    """Write down for which reason it is set aside now."""
    now_because = update(PARKED).where(PARKED.c.id == parked_id).values(code=code, sentence=sentence)
    session.connection().execute(now_because)


def drop_parked_row(session: Session, parked_id: UUID) -> None:
    session.connection().execute(delete(PARKED).where(PARKED.c.id == parked_id))


def site_id_of(session: Session, audit_id: UUID) -> UUID:
    return session.get_one(Audit, audit_id).site_id


def walker_of(session: Session, walker_id: UUID) -> Walker:
    return session.get_one(Walker, walker_id)


def unopened_before(session: Session, moment: datetime) -> list[tuple[str, int]]:
    """(hash, bytes) of uploads that arrived before `moment` and turned out broken."""
    wanted = select(MEDIA.c.sha256, func.max(MEDIA.c.size_bytes)).where(
        MEDIA.c.state == BROKEN, MEDIA.c.received_at < moment
    )
    return [(row[0], row[1]) for row in session.connection().execute(wanted.group_by(MEDIA.c.sha256))]


def is_file_waiting(session: Session, sha256: str) -> bool:
    """Whether somebody else's upload of the same bytes still waits for cleaning, or is a recording."""
    wanted = select(MEDIA.c.id).where(MEDIA.c.sha256 == sha256, MEDIA.c.state.in_((RECEIVED, CLEAN)))
    return session.connection().execute(wanted.limit(1)).first() is not None
