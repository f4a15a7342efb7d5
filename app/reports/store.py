"""All SQL of the reports room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlmodel import Session, col, select

from app.findings import Finding, Medium
from app.people import Organisation
from app.walks import Audit, Walker

KEPT, ACCEPTED, HIDDEN, CLEAN, PHOTO = "kept", "accepted", "hidden", "clean", "photo"


def audit_with_id(session: Session, audit_id: UUID) -> Audit | None:
    """For the operator's command line, which belongs to no organisation."""
    return session.get(Audit, audit_id)


def organisation_name(session: Session, organisation_id: UUID) -> str:
    organisation = session.get(Organisation, organisation_id)
    return organisation.name if organisation else ""


def finding_rows(session: Session, audit_id: UUID, *, only_accepted: bool) -> Sequence[Row[Any]]:
    """How each kept finding came about: walker_id, mode, entry, place_source, accuracy_m, moderation, scopes."""
    wanted = (
        select(
            Finding.walker_id,
            Finding.mode,
            Finding.entry,
            Finding.place_source,
            Finding.accuracy_m,
            Finding.moderation,
            Walker.scopes,
        )  # type: ignore[call-overload]
        .join(Walker, col(Walker.id) == col(Finding.walker_id))
        .where(Finding.audit_id == audit_id, Finding.state == KEPT, Finding.moderation != HIDDEN)
    )
    if only_accepted:
        wanted = wanted.where(Finding.moderation == ACCEPTED)
    rows: Sequence[Row[Any]] = session.exec(wanted).all()
    return rows


def accepted_words(session: Session, audit_id: UUID) -> Sequence[tuple[Finding, Walker]]:
    """Findings that moderation accepted, with the walker whose consent decides on their words."""
    wanted = (
        select(Finding, Walker)
        .join(Walker, col(Walker.id) == col(Finding.walker_id))
        .where(Finding.audit_id == audit_id, Finding.state == KEPT, Finding.moderation == ACCEPTED)
    )
    return session.exec(wanted).all()


def accepted_photos(session: Session, audit_id: UUID) -> Sequence[tuple[Medium, Finding, Walker]]:
    """Clean photos that moderation accepted, of findings that nobody hid or took back."""
    wanted = (
        select(Medium, Finding, Walker)
        .join(Finding, col(Finding.id) == col(Medium.finding_id))
        .join(Walker, col(Walker.id) == col(Finding.walker_id))
        .where(
            Finding.audit_id == audit_id,
            Finding.state == KEPT,
            Finding.moderation != HIDDEN,
            col(Medium.is_listed).is_(True),
            Medium.walker_id == Finding.walker_id,
            Medium.kind == PHOTO,
            Medium.state == CLEAN,
            Medium.moderation == ACCEPTED,
            col(Medium.large_sha256).is_not(None),
        )
    )
    return session.exec(wanted).all()
