"""Builders of audits, walks and walkers with honest defaults."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app.foundation import clock
from app.foundation.database import Session
from app.foundation.identifiers import new_id
from app.instruments import SCOPES, consent_hash
from app.people import Viewer
from app.walks import Audit, Consent, Joined, Walk, join_walk, make_audit, plan_walk
from tests.makers.sites import some_site


def some_audit(session: Session, viewer: Viewer, site_id: UUID | None = None, **changes: Any) -> Audit:
    """An audit of the women's night walk in English and Spanish, on a site of its own."""
    site_id = site_id or some_site(session, viewer).id
    wishes = {"title": "Canal Road walk", "instrument_code": "wsa_night", "languages": ["en", "es"]} | changes
    return make_audit(session, viewer, site_id, **wishes)


def some_walk(session: Session, viewer: Viewer, audit: Audit | None = None, **changes: Any) -> Walk:
    """A walk that opened half an hour ago and closes in three hours."""
    audit = audit or some_audit(session, viewer)
    now = clock.now()
    wishes = {
        "title": "Thursday evening",
        "opens_at": now - timedelta(minutes=30),
        "closes_at": now + timedelta(hours=3),
    }
    return plan_walk(session, viewer, audit.id, **(wishes | changes))


def some_walker(
    session: Session, walk: Walk, walker_id: UUID | None = None, scopes: tuple[str, ...] = SCOPES
) -> Joined:
    """A walker who agreed to everything, with her token and receipt."""
    consent = Consent(consent_hash("en"), scopes)
    return join_walk(session, walk, walker_id or new_id(), "en", consent, clock.now())


def join_body(code: str, walker_id: UUID | None = None, **changes: Any) -> dict[str, Any]:
    """What a phone sends to /api/v1/join."""
    return {
        "code": code,
        "walker": str(walker_id or new_id()),
        "language": "en",
        "consent": {"text_sha256": consent_hash("en"), "scopes": ["take-part", "place", "photo"]},
        "clock": clock.now().isoformat(),
    } | changes
