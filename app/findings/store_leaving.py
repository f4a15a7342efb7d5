"""SQL about files that leave the vault."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from app.findings.left import LeavingFile, VaultHold
from app.findings.store import has_run_out, is_postgresql
from app.foundation.database import Session

LEAVING: Table = LeavingFile.__table__  # type: ignore[attr-defined]
AT_ONCE = 100  # files a turn: between two turns photos are cleaned
# Asked twice for each photo that comes, so put together once (see `store_intake.py`).
_TRACES = select(LEAVING.c.sha256, LEAVING.c.removal, LEAVING.c.claimed_at).where(
    LEAVING.c.sha256.in_(bindparam("sha256s", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of the removing of one file."""

    removal: UUID | None = None
    is_going: bool = False


def is_held(session: Session, now: datetime) -> bool:
    """Whether a backup still reads from the vault."""
    held = select(col(VaultHold.id)).where(col(VaultHold.until) > now).limit(1)
    return session.connection().execute(held).first() is not None


def note_hold(session: Session, hold_id: UUID, until: datetime) -> None:
    session.add(VaultHold(id=hold_id, until=until))


def drop_hold(session: Session, hold_id: UUID | None = None) -> None:
    """End this hold, or all of them."""
    ended = delete(VaultHold)
    session.connection().execute(ended if hold_id is None else ended.where(col(VaultHold.id) == hold_id))


def note_leaving(session: Session, sha256s: Iterable[str], now: datetime) -> None:
    """Write down that these may go. Always in one order, so that nobody waits in a ring.

    A row that is there already is written all the same: it is then ours until we commit, and nobody who does not see yet
    that we let go of the file strikes it off as wanted.
    """
    dialect: Any = postgresql if is_postgresql(session) else sqlite
    once = dialect.insert(LEAVING).on_conflict_do_update(index_elements=["sha256"], set_={"gone_at": None})
    rows = [{"sha256": sha256, "since": now} for sha256 in sorted(set(sha256s))]
    if rows:
        session.connection().execute(once, rows)


def note_returned(session: Session, sha256s: Collection[str], removal: UUID) -> None:
    """Some of these are being removed, and somebody put them again meanwhile: that removal is not the last word."""
    again = update(LEAVING).where(LEAVING.c.sha256.in_(sha256s), LEAVING.c.claimed_at.is_not(None))
    session.connection().execute(again.values(removal=removal))


def traces(session: Session, sha256s: Collection[str]) -> dict[str, Trace]:
    """Of those of these files that leave, or left a moment ago."""
    rows = session.connection().execute(_TRACES, {"sha256s": list(sha256s)})
    return {row[0]: Trace(row[1], row[2] is not None) for row in rows}


def leaving(session: Session, due: ColumnElement[bool], among: Sequence[str] | None = None) -> list[str]:
    """Some of what is `due`, longest first; of these only when some are given."""
    wanted = select(LEAVING.c.sha256).where(due).order_by(LEAVING.c.since, LEAVING.c.sha256).limit(AT_ONCE)
    wanted = wanted if among is None else wanted.where(LEAVING.c.sha256.in_(among))
    return list(session.connection().execute(wanted).scalars())


def leaving_for_us(session: Session, due: ColumnElement[bool], sha256s: Collection[str]) -> list[str]:
    """Those of these that still wait: their rows are ours until we commit. Without any that somebody notes just now."""
    wanted = select(LEAVING.c.sha256).where(due, LEAVING.c.sha256.in_(sha256s)).order_by(LEAVING.c.sha256)
    return list(session.connection().execute(wanted.with_for_update(skip_locked=True)).scalars())


def lock_leaving(session: Session, sha256s: Collection[str]) -> None:
    """Before several statements change these rows: in the order in which others note them, so that nobody waits in a ring."""
    if is_postgresql(session):
        ours = select(LEAVING.c.sha256).where(LEAVING.c.sha256.in_(sha256s)).order_by(LEAVING.c.sha256)
        session.connection().execute(ours.with_for_update())


def claim_leaving(session: Session, sha256s: Collection[str], removal: UUID, now: datetime) -> None:
    taken = update(LEAVING).where(LEAVING.c.sha256.in_(sha256s)).values(removal=removal, claimed_at=now)
    session.connection().execute(taken)


def note_gone(session: Session, sha256s: Collection[str], removal: UUID, now: datetime) -> None:
    """These were removed, unless somebody put them again meanwhile."""
    ours = update(LEAVING).where(LEAVING.c.sha256.in_(sha256s), LEAVING.c.removal == removal)
    session.connection().execute(ours.values(gone_at=now, claimed_at=None))


def put_last(session: Session, sha256s: Collection[str], removal: UUID, now: datetime) -> None:
    """These could not be removed: others are tried before them."""
    ours = update(LEAVING).where(LEAVING.c.sha256.in_(sha256s), LEAVING.c.removal == removal)
    session.connection().execute(ours.values(since=now))


def give_up(session: Session, sha256s: Collection[str], claimed_at: datetime) -> None:
    """Let others remove what we claimed and did not remove, or not for good."""
    ours = update(LEAVING).where(LEAVING.c.sha256.in_(sha256s), LEAVING.c.claimed_at == claimed_at)
    session.connection().execute(ours.values(claimed_at=None))


def forget_leaving(session: Session, sha256s: Collection[str]) -> None:
    session.connection().execute(delete(LEAVING).where(LEAVING.c.sha256.in_(sha256s)))


def forget_gone(session: Session, before: datetime) -> None:
    # Without those that somebody notes just now: their traces are fresh again, and we do not wait for each other in a ring.
    old = select(LEAVING.c.sha256).where(_left_before(before)).with_for_update(skip_locked=True)
    session.connection().execute(delete(LEAVING).where(LEAVING.c.sha256.in_(old)))


def has_gone(session: Session, before: datetime) -> bool:
    """Whether there are traces of what was removed before then."""
    found = select(LEAVING.c.sha256).where(_left_before(before)).limit(1)
    return session.connection().execute(found).first() is not None


def due(now: datetime, life: timedelta) -> ColumnElement[bool]:
    """What waits to be removed, and nobody is at it; whoever claimed it has `life` for it."""
    is_free = LEAVING.c.claimed_at.is_(None) | has_run_out(LEAVING.c.claimed_at, now, life)
    return LEAVING.c.gone_at.is_(None) & is_free


def _left_before(moment: datetime) -> ColumnElement[bool]:
    before: ColumnElement[bool] = LEAVING.c.gone_at < moment
    return before
