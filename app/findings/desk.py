"""What the desk's pages show: gathered here, so that each door only asks and answers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.findings import moderating, seeing, store_seen, telling
from app.findings.cleaning import REASONS
from app.findings.finding import ACCEPTED, HIDDEN, NEW, Finding
from app.findings.medium import PHOTO
from app.findings.refusals import ADVICE, HOPEFUL
from app.findings.sketching import surroundings_of
from app.findings.wanted import PERIODS, FindingFilter
from app.foundation.database import Session
from app.foundation.language import _, language_now
from app.instruments import LEVEL_KINDS, Instrument, instrument_with_hash, wording
from app.people import Viewer
from app.sites import site_with_id, stops_of, streets_of
from app.walks import Audit, walks_of

ON_A_PAGE = 50
PARKED_ON_A_PAGE = 20  # each with all that the phone sent


def shelf(session: Session, viewer: Viewer, wanted: FindingFilter, after: str = "") -> dict[str, Any]:
    """A page of an audit's findings with everything to narrow it. Raises NotAllowed, NotFound."""
    audit = seeing.own_audit(session, viewer, wanted.audit_id)
    found = seeing.findings_seen_by(session, viewer, wanted, ON_A_PAGE + 1, cursor_in(after))
    shown = found[:ON_A_PAGE]
    media = seeing.media_of(session, shown)
    stops = stops_of(session, audit.site_id, with_retired=True)
    names = {stop.id: stop.name for stop in stops}
    counts = seeing.audit_counts(session, viewer, [audit.id])[audit.id]
    return {
        "audit": audit,
        "wanted": wanted,
        "lines": [telling.line_of(one, media.get(one.id, []), names) for one in shown],
        "count": seeing.count_seen_by(session, viewer, wanted) if wanted.conditions else counts.findings,
        "counts": counts,
        "next": cursor_of(shown[-1].received_at, shown[-1].id) if len(found) > ON_A_PAGE else "",
        "is_first": not after,
        "time_zone": _time_zone(session, audit),
        "reasons": REASONS,
        **_choices(session, audit, stops),
    }


def _choices(session: Session, audit: Audit, stops: list[Any]) -> dict[str, Any]:
    """What the filter offers."""
    instrument = instrument_with_hash(session, audit.instrument_sha256)
    asked = [one for one in instrument.indicators.values() if one.kind in LEVEL_KINDS] if instrument else []
    return {
        "indicators": [(one.code, wording(one.code, language_now()).short) for one in asked],
        "stops": [(stop.id, f"{stop.position} · {stop.name}") for stop in stops],
        "periods": [(period, _(telling.PERIOD_WORDS[period])) for period in PERIODS],
        "walks": [(walk.id, walk.title) for walk in walks_of(session, audit.id)],
        "states": [(NEW, _("New")), (ACCEPTED, _("Accepted findings")), (HIDDEN, _("Hidden findings"))],
        "period_words": telling.PERIOD_WORDS,
    }


def sheet(session: Session, viewer: Viewer, finding_id: UUID) -> dict[str, Any]:
    """Everything about one finding. Raises NotAllowed, NotFound."""
    finding, audit = seeing.finding_seen_by(session, viewer, finding_id)
    media = seeing.media_of(session, [finding]).get(finding.id, [])
    stops = stops_of(session, audit.site_id, with_retired=True)
    names = {stop.id: stop.name for stop in stops}
    return {
        "finding": finding,
        "audit": audit,
        "where": telling.where_of(finding, names),
        "answers": telling.told_answers(finding, _instrument(session, finding)),
        "words": telling.told_words(finding),
        "marks": telling.told_marks(finding),
        "photos": [medium for medium in media if medium.kind == PHOTO],
        "recordings": [medium for medium in media if medium.kind != PHOTO],
        "stops": [(stop.id, f"{stop.position} · {stop.name}") for stop in stops if not stop.is_retired],
        "sketch": _sketch(session, finding, audit, stops),
        "history": store_seen.steps_of(session, finding.id),
        "time_zone": _time_zone(session, audit),
        "reasons": REASONS,
        "steps": moderating.STEPS,
        "telling": telling,
    }


def parking(session: Session, viewer: Viewer, audit_id: UUID, after: str = "") -> dict[str, Any]:
    """A page of what was refused in an audit, and why. Raises NotAllowed, NotFound."""
    audit = seeing.own_audit(session, viewer, audit_id)
    found = seeing.parked_seen_by(
        session, viewer, audit_id, telling.LONGEST_TOLD + 1, PARKED_ON_A_PAGE + 1, cursor_in(after)
    )
    shown = found[:PARKED_ON_A_PAGE]
    instrument = instrument_with_hash(session, audit.instrument_sha256)
    about_her = instrument.walker if instrument else ()
    return {
        "audit": audit,
        "parked": [
            (one, telling.told_faults(one.detail), telling.as_it_came(one.beginning, about_her)) for one in shown
        ],
        "next": cursor_of(shown[-1].created_at, shown[-1].id) if len(found) > PARKED_ON_A_PAGE else "",
        "advice": ADVICE,
        "hopeful": HOPEFUL,
        "time_zone": _time_zone(session, audit),
    }


def cursor_of(moment: datetime, id_: UUID) -> str:
    """Where a list goes on after what came at this moment under this id, for a URL."""
    return f"{moment.isoformat()}_{id_}"


def cursor_in(text: str) -> tuple[datetime, UUID] | None:
    """The place that a URL names; None, the beginning, when it cannot be read."""
    moment, _bar, finding_id = text.partition("_")
    try:
        at = datetime.fromisoformat(moment.replace(" ", "+"))
        return (at.astimezone(UTC), UUID(finding_id)) if at.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _instrument(session: Session, finding: Finding) -> Instrument | None:
    return instrument_with_hash(session, finding.instrument_sha256)


def _sketch(session: Session, finding: Finding, audit: Audit, stops: list[Any]) -> Any:
    if finding.lon is None or finding.lat is None:
        return None
    return surroundings_of(finding.lon, finding.lat, finding.accuracy_m, streets_of(session, audit.site_id), stops)


def _time_zone(session: Session, audit: Audit) -> str:
    site = site_with_id(session, audit.site_id)
    return site.time_zone if site else "UTC"
