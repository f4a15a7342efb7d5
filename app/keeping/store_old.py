"""SQL of forgetting: what is older than it may be, counted or removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, delete, func, or_, select, update
from sqlmodel import col

from app.findings import Medium, Parked
from app.foundation.database import Session
from app.people import ReadEntry
from app.walks import Audit, Walk, Walker

FORGOTTEN = "forgotten:"  # stands where a digest stood: no digest begins so, and each stays unique


def _ended(before: datetime) -> ColumnElement[bool]:
    return or_(col(Walk.closes_at) < before, col(Walk.closed_at) < before)


def old_codes(before: datetime) -> ColumnElement[bool]:
    return and_(_ended(before), ~col(Walk.code_digest).startswith(FORGOTTEN))


def old_tokens(before: datetime) -> ColumnElement[bool]:
    over = select(col(Walk.id)).where(_ended(before))
    return and_(col(Walker.walk_id).in_(over), ~col(Walker.token_digest).startswith(FORGOTTEN))


def old_parked(before: datetime) -> ColumnElement[bool]:
    return col(Parked.created_at) < before


def old_reads(before: datetime) -> ColumnElement[bool]:
    return col(ReadEntry.read_at) < before


def old_photos(before: datetime) -> ColumnElement[bool]:
    """All but those that everybody may see: accepted, in an audit that is published."""
    public = select(col(Walk.id)).join(Audit, col(Audit.id) == col(Walk.audit_id))
    shown = and_(
        col(Medium.moderation) == "accepted",
        col(Medium.walk_id).in_(public.where(col(Audit.published_at).is_not(None))),
    )
    return and_(col(Medium.kind) == "photo", col(Medium.received_at) < before, ~shown)


def old_recordings(before: datetime) -> ColumnElement[bool]:
    return and_(col(Medium.kind) == "voice", col(Medium.received_at) < before)


def count(session: Session, table: Any, which: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def media(session: Session, which: ColumnElement[bool]) -> list[Medium]:
    return list(session.execute(select(Medium).where(which)).scalars())


def forget_codes(session: Session, which: ColumnElement[bool]) -> None:
    nothing = FORGOTTEN + cast(col(Walk.id), String)
    session.connection().execute(update(Walk).where(which).values(code_digest=nothing, secret_digest=nothing))


def forget_tokens(session: Session, which: ColumnElement[bool]) -> None:
    nothing = FORGOTTEN + cast(col(Walker.id), String)
    session.connection().execute(update(Walker).where(which).values(token_digest=nothing))


def forget_rows(table: Any) -> Callable[[Session, ColumnElement[bool]], None]:
    """The log of who read what refuses to be changed row by row; growing old is the one way out of it."""

    def forget(session: Session, which: ColumnElement[bool]) -> None:
        session.connection().execute(delete(table).where(which))

    return forget
