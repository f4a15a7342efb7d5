"""SQL about files that leave the vault."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlmodel import col

from app.findings.left import LeavingFile, VaultHold
from app.findings.store import insert_once
from app.foundation.database import Session

LEAVING: Table = LeavingFile.__table__  # type: ignore[attr-defined]
AT_ONCE = 100  # files a turn: between two turns photos are cleaned


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


def note_leaving(session: Session, sha256: str, now: datetime) -> None:
    insert_once(session, LEAVING, [{"sha256": sha256, "since": now}])


def leaving(session: Session) -> list[str]:
    """Some of what waits to be removed, longest first."""
    wanted = select(LEAVING.c.sha256).order_by(LEAVING.c.since, LEAVING.c.sha256).limit(AT_ONCE)
    return list(session.connection().execute(wanted).scalars())


def forget_leaving(session: Session, sha256: str) -> None:
    session.connection().execute(delete(LeavingFile).where(col(LeavingFile.sha256) == sha256))
