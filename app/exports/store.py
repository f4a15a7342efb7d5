"""All SQL of exports: first which findings, then some of them at a time, so that memory does not grow with their number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.findings import KEPT, Finding, Medium
from app.walks import Walker


class Noticed(NamedTuple):
    """What goes along of a finding, and what its walker agreed to."""

    id: UUID
    walk_id: UUID
    stop_id: UUID | None
    started_at: datetime
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    place_source: str | None
    mode: str
    entry: str
    period: str
    is_late: bool
    moderation: str
    answers: dict[str, Any]
    marks: list[str]
    words: dict[str, str]
    hidden_words: list[str]
    scopes: list[str]

    @property
    def shown_words(self) -> dict[str, str]:
        """Words that no moderator hid."""
        return {code: text for code, text in self.words.items() if code not in self.hidden_words}


_NOTICED = (*(Finding.__table__.c[name] for name in Noticed._fields[:-1]), col(Walker.scopes))  # type: ignore[attr-defined]

# Asked for every few findings, and before every photo, so put together once: building them costs more than running them.
_AS_MODERATED: BindParameter[str] = bindparam("moderation", expanding=True)
_ITS_FINDING = (col(Finding.id) == col(Medium.finding_id)) & (col(Finding.walker_id) == col(Medium.walker_id))
_IS_CLEAN_PHOTO = (
    col(Medium.is_listed),
    col(Medium.kind) == "photo",
    col(Medium.state) == "clean",
    col(Medium.moderation).in_(_AS_MODERATED),
    col(Medium.large_sha256).is_not(None),
)
_PHOTOS = (
    select_columns(Medium)
    .join(Finding, _ITS_FINDING)
    .where(col(Medium.finding_id).in_(bindparam("ids", expanding=True)), *_IS_CLEAN_PHOTO)
    .order_by(col(Medium.position), col(Medium.id))
)
_MAY_STILL_GO = (
    select_columns(col(Medium.id))
    .join(Finding, _ITS_FINDING)
    .where(col(Medium.id) == bindparam("medium_id"), *_IS_CLEAN_PHOTO)
    .where(col(Finding.state) == KEPT, col(Finding.moderation).in_(_AS_MODERATED))
)


def finding_ids(session: Session, audit_id: UUID, moderation: Sequence[str]) -> list[UUID]:
    wanted = select(Finding.id).where(Finding.audit_id == audit_id, Finding.state == KEPT)
    return list(session.exec(wanted.where(col(Finding.moderation).in_(moderation))))


def findings(session: Session, ids: Sequence[UUID], moderation: Sequence[str]) -> dict[UUID, Noticed]:
    """Those of these findings that may be shown still: one may have been taken back a moment ago."""
    wanted = select_columns(*_NOTICED).join(Walker, col(Walker.id) == col(Finding.walker_id))
    may_go = (col(Finding.id).in_(ids), col(Finding.state) == KEPT, col(Finding.moderation).in_(moderation))
    return {row[0]: Noticed(*row) for row in session.connection().execute(wanted.where(*may_go))}


def photos(session: Session, ids: Sequence[UUID], moderation: Sequence[str]) -> dict[UUID, list[Medium]]:
    """Clean photos that these findings list, in order, without those that are hidden."""
    found: dict[UUID, list[Medium]] = {}
    for medium in session.execute(_PHOTOS, {"ids": list(ids), "moderation": list(moderation)}).scalars():
        found.setdefault(medium.finding_id, []).append(medium)
    return found


def may_still_go(session: Session, medium_id: UUID, moderation: Sequence[str]) -> bool:
    """Whether neither this photo nor its finding was hidden or taken back by now."""
    asked = {"medium_id": medium_id, "moderation": list(moderation)}
    return session.connection().execute(_MAY_STILL_GO, asked).first() is not None


def instruments_of(session: Session, audit_id: UUID) -> list[str]:
    """Hashes of the instruments with which an audit's findings were made."""
    wanted = select(Finding.instrument_sha256).where(Finding.audit_id == audit_id, Finding.state == KEPT).distinct()
    return sorted(session.exec(wanted))
