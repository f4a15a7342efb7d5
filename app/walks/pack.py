"""What a phone takes along, so that everything works without a network: place, questions, consent, help numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from app.foundation import clock
from app.instruments import Instrument, consent_packed, instrument_named, instrument_with_hash, packed
from app.prompts import sounds_for_phone
from app.sites import Site, Stop, services_of, site_with_id, stops_of, streets_for_phone
from app.walks import store
from app.walks.audit import Audit
from app.walks.walk import Walk, walk_state_at

# ux.md 1.4: 150 to 250 kB a photo, sharp enough to read a lamp's number.
LIMITS = {"photo_edge_px": 1280, "photo_bytes": 8_000_000, "voice_seconds": 60, "batch": 50}


def pack_of(session: Session, walk: Walk, languages: Sequence[str] = ()) -> dict[str, Any]:
    """The pack of phone-api.md, ready for JSON. Words come in those of `languages` that the audit has, else in all of its."""
    audit = store.audit_with_id(session, walk.audit_id)
    site = site_with_id(session, audit.site_id) if audit else None
    if audit is None or site is None:
        raise LookupError("a walk always has an audit and a site")
    instrument = _instrument(session, audit)
    spoken = [language for language in languages if language in audit.languages] or audit.languages
    return {
        "walk": _walk(walk, audit),
        "site": _site(session, site),
        "instrument": packed(instrument, spoken),
        "consent": consent_packed(spoken),
        "contacts": [
            {
                "kind": each.kind,
                "name": each.name,
                "number": each.number,
                "hours": each.hours,
                "languages": each.languages,
            }
            for each in services_of(session, site.id)
        ],
        "languages": audit.languages,
        "limits": LIMITS,
        "audio": sounds_for_phone(session, audit.organisation_id, instrument, spoken),
    }


def etag_of(pack: dict[str, Any]) -> str:
    """A strong validator: the same content has the same tag on every server."""
    text = json.dumps(pack, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f'"{sha256(text.encode()).hexdigest()[:32]}"'


def _walk(walk: Walk, audit: Audit) -> dict[str, Any]:
    return {
        "id": str(walk.id),
        "title": walk.title,
        "state": walk_state_at(walk, clock.now()),
        "opens_at": walk.opens_at.isoformat(),
        "closes_at": walk.closes_at.isoformat(),
        "is_invented": audit.is_invented,
    }


def _site(session: Session, site: Site) -> dict[str, Any]:
    stops = stops_of(session, site.id)
    return {
        "name": site.name,
        "time_zone": site.time_zone,
        "boundary": site.boundary_wgs84,
        "route": _route(stops),
        "stops": [{"id": str(stop.id), "name": stop.name, "lon": stop.lon, "lat": stop.lat} for stop in stops],
        "streets": streets_for_phone(session, site),
        "credit": site.credit,
    }


def _route(stops: Sequence[Stop]) -> dict[str, Any] | None:
    """From stop to stop as the crow flies: the order of the walk, not a way to follow."""
    if len(stops) < 2:  # noqa: PLR2004 a line has two ends
        return None
    return {"type": "LineString", "coordinates": [[stop.lon, stop.lat] for stop in stops]}


def _instrument(session: Session, audit: Audit) -> Instrument:
    """The version that the audit was made with, also after the files have moved on."""
    return instrument_with_hash(session, audit.instrument_sha256) or instrument_named(audit.instrument_code)
