"""The SQL of cleaning: what waits, who works on it, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlmodel import col

from app.findings.medium import AWAITED, BROKEN, CLEAN, LOST, RECEIVED, Medium
from app.findings.store import MEDIA, has_run_out, is_postgresql, ours
from app.foundation.database import Session


def claim_medium(session: Session, now: datetime, life: timedelta) -> Medium | None:
    """The oldest medium that waits for cleaning and that nobody works on, claimed for the caller; a claim holds for `life`.

    One over which a cleaner died comes after all others: it may have been the reason. Twenty thousand wait after a large
    walk, so both questions are such that an index answers them in order.
    """
    found = _first_waiting(session, MEDIA.c.claimed_at.is_(None)) or _first_waiting(
        session, has_run_out(MEDIA.c.claimed_at, now, life)
    )
    if found is None:
        return None
    claim = update(MEDIA).where(MEDIA.c.id == found).values(claimed_at=now, claims=MEDIA.c.claims + 1)
    session.connection().execute(claim)
    return session.get(Medium, found, populate_existing=True)


def _first_waiting(session: Session, is_free: ColumnElement[bool]) -> UUID | None:
    waiting = select(MEDIA.c.id).where(MEDIA.c.state == RECEIVED, is_free)
    waiting = waiting.order_by(MEDIA.c.received_at, MEDIA.c.id).limit(1)
    if is_postgresql(session):
        waiting = waiting.with_for_update(skip_locked=True)
    return session.connection().execute(waiting).scalar()


def give_back(session: Session, medium: Medium) -> None:
    """Let go of a claim as if it had never been."""
    before = update(MEDIA).where(MEDIA.c.id == medium.id, MEDIA.c.state == RECEIVED)
    session.connection().execute(before.values(claimed_at=None, claims=MEDIA.c.claims - 1))


def put_off(session: Session, medium: Medium) -> None:
    """Try again once this claim has run out, after all others; it was no fault of the picture's."""
    later = update(MEDIA).where(MEDIA.c.id == medium.id, MEDIA.c.state == RECEIVED)
    session.connection().execute(later.values(claims=MEDIA.c.claims - 1))


def cleaned_twin(session: Session, sha256: str, kind: str) -> Medium | None:
    """A medium of the same bytes that is clean already, of whichever walker, and of which other files were made."""
    wanted = select(Medium).where(col(Medium.sha256) == sha256, col(Medium.state) == CLEAN, col(Medium.kind) == kind)
    wanted = wanted.where(col(Medium.large_sha256).is_not(None) | col(Medium.bare_sha256).is_not(None))
    return session.execute(wanted).scalars().first()


def settle_media(session: Session, medium: Medium, values: dict[str, Any]) -> None:
    """Note the outcome of cleaning on every medium of these bytes that waited for it.

    That the bytes are lost is true of this one alone: somebody may have sent them again since.
    """
    alike = (MEDIA.c.sha256 == medium.sha256) & (MEDIA.c.kind == medium.kind)
    which = MEDIA.c.id == medium.id if values["state"] == AWAITED else alike
    settled = update(MEDIA).where(ours(session, which & (MEDIA.c.state == RECEIVED)))
    session.connection().execute(settled.values(claimed_at=None, **values))


def receive_again(session: Session, sha256: str) -> None:
    """A file that was lost is here again: it waits for cleaning as when it came."""
    _wait_again(session, (MEDIA.c.sha256 == sha256) & (MEDIA.c.state == AWAITED) & (MEDIA.c.reason == LOST))


def receive_heic_again(session: Session) -> None:
    """The same for what could not be opened because it is HEIC, as long as its bytes are here."""
    _wait_again(session, (MEDIA.c.state == BROKEN) & (MEDIA.c.reason == "heic") & MEDIA.c.swept_at.is_(None))


def _wait_again(session: Session, which: ColumnElement[bool]) -> None:
    again = update(MEDIA).where(ours(session, which))
    session.connection().execute(again.values(state=RECEIVED, reason="", claimed_at=None, claims=0))
