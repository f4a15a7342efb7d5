"""All SQL of this room that keeps, cleans and erases. What people see is asked for in `store_seen.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Executable,
    Table,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    union,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from app.findings import changes
from app.findings.finding import WITHDRAWN, Finding
from app.findings.listing import Listing
from app.findings.medium import BROKEN, CLEAN, MADE, RECEIVED, VOICE, Medium
from app.findings.parked import ModerationStep, Parked, Tombstone
from app.foundation.database import Session
from app.walks import Audit, Walker, WalkerProfile

FINDINGS: Table = Finding.__table__  # type: ignore[attr-defined]
MEDIA: Table = Medium.__table__  # type: ignore[attr-defined]
PARKED: Table = Parked.__table__  # type: ignore[attr-defined]
TOMBSTONES: Table = Tombstone.__table__  # type: ignore[attr-defined]

MOST_VALUES = 30_000  # in one statement: SQLite takes 32,766, PostgreSQL 65,535


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


def lock_findings(session: Session, ids: Collection[UUID], walker_ids: Collection[UUID] | None = None) -> None:
    """Nobody else, phone or moderator, changes these findings until the transaction ends; of these walkers only, if given."""
    if not ids or not is_postgresql(session):
        return
    wanted = select(FINDINGS.c.id).where(FINDINGS.c.id.in_(ids)).order_by(FINDINGS.c.id).with_for_update()
    session.connection().execute(wanted if walker_ids is None else wanted.where(FINDINGS.c.walker_id.in_(walker_ids)))


def lock_file(session: Session, sha256: str) -> None:
    """Whoever keeps, cleans or removes these bytes takes turns until the end of the transaction."""
    lock_files(session, [sha256])


def lock_files(session: Session, sha256s: Iterable[str]) -> None:
    """The same for several, always in one order, so that nobody waits in a ring."""
    if is_postgresql(session):
        for sha256 in sorted(set(sha256s)):
            session.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(sha256[:15], 16)})


def has_run_out(claimed_at: ColumnElement[Any], now: datetime, life: timedelta) -> ColumnElement[bool]:
    """Whether somebody claimed this for longer than `life`. A claim from the future was made by a clock that was wrong."""
    return (claimed_at < now - life) | (claimed_at > now + life)


# ---- intake (what every finding and photo asks for stands in `store_intake.py`)


def file_media(session: Session, listing: Listing) -> set[str]:
    """Write a listing; returns the hashes of files that may now belong to nobody."""
    connection = session.connection()
    if listing.insert:
        connection.execute(insert(MEDIA), listing.insert)
    if listing.update:
        connection.execute(update(MEDIA).where(MEDIA.c.id == bindparam("b_id")), listing.update)
    if listing.unlist:
        connection.execute(update(MEDIA).where(MEDIA.c.id.in_(listing.unlist)).values(is_listed=False))
    return drop_media(session, listing.drop) if listing.drop else set()


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
    """Forget these media; returns the hashes of the files that may now belong to nobody.

    Those of the rows as they were at their end: cleaning may have made pictures of a photo since somebody looked.
    """
    ids = sorted(medium.id for medium in media)
    files = (MEDIA.c.sha256, *(MEDIA.c[name] for name in MADE))
    dropped: set[str] = set()
    for start in range(0, len(ids), MOST_VALUES):
        these = ours(session, MEDIA.c.id.in_(ids[start : start + MOST_VALUES]))
        gone = session.connection().execute(delete(MEDIA).where(these).returning(*files))
        dropped |= {sha256 for row in gone for sha256 in row if sha256}
    return dropped


def ours(session: Session, which: ColumnElement[bool]) -> ColumnElement[bool]:
    """These media, for us alone until we commit. Always taken in one order, so that nobody waits in a ring."""
    if not is_postgresql(session):
        return which
    locked = select(MEDIA.c.id).where(which).order_by(MEDIA.c.id).with_for_update()
    return MEDIA.c.id.in_(session.connection().execute(locked).scalars().all())


def wanted_among(session: Session, sha256s: Collection[str]) -> set[str]:
    """Those of these files that a medium stands for: as an upload not yet clean, a recording, or what was made of it."""
    is_bare = (MEDIA.c.state == CLEAN) & (MEDIA.c.kind == VOICE) & MEDIA.c.bare_sha256.is_(None)
    is_raw = MEDIA.c.state.in_((RECEIVED, BROKEN)) | is_bare
    raw = select(MEDIA.c.sha256).where(MEDIA.c.sha256.in_(sha256s), is_raw, MEDIA.c.swept_at.is_(None))
    made = [MEDIA.c[name] for name in MADE]
    # Each question by itself, so that each is answered by its own index.
    asked = [raw, *(select(column).where(column.in_(sha256s)) for column in made)]
    return set(session.connection().execute(union(*asked)).scalars()) if sha256s else set()


# ---- erasing


def finding_of(session: Session, finding_id: UUID) -> Finding | None:
    return session.get(Finding, finding_id, populate_existing=True)


def ids_of_walker(session: Session, walker_id: UUID) -> list[UUID]:
    wanted = select(FINDINGS.c.id).where(FINDINGS.c.walker_id == walker_id)
    return list(session.connection().execute(wanted).scalars())


def findings_in_turn(session: Session, which: ColumnElement[bool]) -> list[Finding]:
    """These findings, once it is the turn of their walkers, and nobody else's until we commit.

    Whoever had the turn before us may have sent one anew, taken it back or shown it again: only then do we look.
    """
    theirs = _in_turn(session, FINDINGS, which)
    wanted = select(Finding).where(theirs, which).order_by(col(Finding.id)).with_for_update()
    return list(session.execute(wanted).scalars())


def media_in_turn(session: Session, which: ColumnElement[bool]) -> list[Medium]:
    """The same for media."""
    theirs = _in_turn(session, MEDIA, which)
    wanted = select(Medium).where(theirs, which).order_by(col(Medium.id)).with_for_update()
    return list(session.execute(wanted).scalars())


def _in_turn(session: Session, table: Table, which: ColumnElement[bool]) -> ColumnElement[bool]:
    walkers = session.connection().execute(select(table.c.walker_id).where(which).distinct()).scalars().all()
    lock_walkers(session, walkers)
    return table.c.walker_id.in_(walkers)


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


def has_of(session: Session, walker_id: UUID, finding_id: UUID) -> bool:
    """Whether anything is here of this finding of hers: kept, set aside, or a photo that came before it."""
    kept = select(FINDINGS.c.id).where(FINDINGS.c.id == finding_id, FINDINGS.c.walker_id == walker_id)
    beside = [
        select(table.c.id).where(table.c.finding_id == finding_id, table.c.walker_id == walker_id)
        for table in (PARKED, MEDIA)
    ]
    here = union_all(kept.where(FINDINGS.c.state != WITHDRAWN), *beside).limit(1)
    return session.connection().execute(here).first() is not None


def has_kept(session: Session, walker_id: UUID) -> bool:
    """Whether anything that she noticed is here."""
    wanted = select(FINDINGS.c.id).where(FINDINGS.c.walker_id == walker_id, FINDINGS.c.state != WITHDRAWN).limit(1)
    return session.connection().execute(wanted).first() is not None


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


def untie_profile(session: Session, walker_id: UUID, ids: Sequence[UUID]) -> None:
    """What she said about herself with these findings stays, and any other may say it anew."""
    said = (col(WalkerProfile.walker_id) == walker_id) & col(WalkerProfile.finding_id).in_(ids)
    session.connection().execute(update(WalkerProfile).where(said).values(finding_id=None))


def site_id_of(session: Session, audit_id: UUID) -> UUID:
    return session.get_one(Audit, audit_id).site_id


def walker_of(session: Session, walker_id: UUID) -> Walker:
    return session.get_one(Walker, walker_id)


def unopened_before(session: Session, moment: datetime) -> tuple[int, int]:
    """How many files arrived before `moment`, turned out broken and are still kept, and their bytes."""
    files = select(MEDIA.c.sha256, func.max(MEDIA.c.size_bytes).label("bytes")).where(_unopened(moment))
    each = files.group_by(MEDIA.c.sha256).subquery()
    found = session.connection().execute(
        select(func.count(), func.coalesce(func.sum(each.c.bytes), 0)).select_from(each)
    )
    count, size_bytes = found.one()
    return count, int(size_bytes)


def sweep_unopened(session: Session, moment: datetime, now: datetime) -> set[str]:
    """Let go of these files: their rows stay. Returns their hashes."""
    swept = update(MEDIA).where(ours(session, _unopened(moment))).values(swept_at=now).returning(MEDIA.c.sha256)
    return set(session.connection().execute(swept).scalars())


def _unopened(moment: datetime) -> ColumnElement[bool]:
    return and_(MEDIA.c.state == BROKEN, MEDIA.c.received_at < moment, MEDIA.c.swept_at.is_(None))
