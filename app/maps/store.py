"""All SQL of the maps room: cheap questions whether anything changed. The findings themselves come from their own room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.findings import Finding, ModerationStep, Tombstone
from app.sites import Stop, Street

Stamp = tuple[Any, ...]


def findings_stamp(session: Session, audit_id: UUID) -> Stamp:
    """Something that differs whenever a finding of the audit came, was revised, judged, moved or withdrawn.

    Four index look-ups instead of a scan: the newest arrival, the newest step of moderation, and the count of withdrawals.
    Steps and withdrawals of other audits change it too, which costs one needless rebuild and no wrong map.
    """
    newest = session.exec(
        select(Finding.id, Finding.revision, Finding.received_at)
        .where(Finding.audit_id == audit_id)
        .order_by(col(Finding.received_at).desc(), col(Finding.id).desc())
        .limit(1)
    ).first()
    step = session.exec(select(ModerationStep.id).order_by(col(ModerationStep.id).desc()).limit(1)).first()
    withdrawn = session.exec(select(func.count()).select_from(Tombstone)).one()
    held = session.exec(select(func.count()).select_from(Finding).where(Finding.audit_id == audit_id)).one()
    return (*(newest or ()), step, withdrawn, held)


def ground_stamp(session: Session, site_id: UUID) -> Stamp:
    """Something that differs whenever streets or stops of the site were replaced, renamed or moved."""
    streets = select(Street.id).where(Street.site_id == site_id).order_by(col(Street.id).desc()).limit(1)
    stops = select(  # type: ignore[call-overload]
        Stop.id, Stop.position, Stop.name, Stop.lon, Stop.lat, Stop.is_retired
    ).where(Stop.site_id == site_id)
    return (session.exec(streets).first(), *map(tuple, session.exec(stops.order_by(col(Stop.id)))))
