"""What a moderator decides: to show, to hide, to put a place right. Every decision is written down and can be undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from shapely.geometry import Point

from app.findings import answering_again, filing, store, store_parked, store_seen
from app.findings.finding import ACCEPTED, HIDDEN, NEW, Finding
from app.findings.intake import centre_of, clock_offset_of
from app.findings.judging import MOST_LAT, MOST_LON, Stand
from app.findings.medium import Medium
from app.findings.parked import ModerationStep, Parked
from app.findings.seeing import finding_seen_by
from app.findings.wire import Receipt
from app.foundation.database import Session
from app.foundation.errors import BadInput, FieldFault, NotFound, Problem
from app.foundation.geometry import morton_of
from app.foundation.language import N_, _
from app.people import Viewer
from app.sites import Plane, stops_of

STEPS = {
    "accepted": N_("Finding accepted"),
    "hid": N_("Finding hidden"),
    "unhid": N_("Finding shown again"),
    "moved": N_("Place put right"),
    "moved-back": N_("Place as the phone sent it"),
    "hid-words": N_("Words hidden"),
    "unhid-words": N_("Words shown again"),
    "accepted-photo": N_("Photo or recording accepted"),
    "hid-photo": N_("Photo or recording hidden"),
    "unhid-photo": N_("Photo or recording shown again"),
}
BAD_LON = N_("Longitude goes from -180 to 180 degrees. Write it with a point, such as 24.9384.")
BAD_LAT = N_("Latitude goes from -90 to 90 degrees. Write it with a point, such as 60.1699.")
NO_STOP = N_("This stop is not on this route. Choose one from the list.")


class FindingChanged(Problem):
    status = 409
    code = "finding-changed"
    sentence = N_(
        "Her phone sent a newer version while you looked. This is how it is now: read it before you accept it."
    )


def accept(session: Session, viewer: Viewer, finding_id: UUID, seen: str | None = None) -> Finding:
    """Say that a finding has been looked at and may be shown. Raises NotFound, NotAllowed, FindingChanged.

    `seen` is the `content_sha256` of what was looked at: what came since then, nobody has read.
    """
    _check_seen(_to_moderate(session, viewer, finding_id), seen)
    return _decide(session, viewer, finding_id, ACCEPTED, "accepted")


def hide(session: Session, viewer: Viewer, finding_id: UUID) -> Finding:
    """Leave a finding out of every map, measure and report. Raises NotFound, NotAllowed."""
    return _decide(session, viewer, finding_id, HIDDEN, "hid")


def unhide(session: Session, viewer: Viewer, finding_id: UUID) -> Finding:
    """Undo a hiding or an acceptance: the finding is new again. Raises NotFound, NotAllowed."""
    return _decide(session, viewer, finding_id, NEW, "unhid")


def decide_medium(
    session: Session, viewer: Viewer, medium_id: UUID, did: str, seen: str | None = None
) -> tuple[Medium, Finding]:
    """Accept ("accepted"), hide ("hid") or show again ("unhid") one photo or recording.

    Raises NotFound, NotAllowed; FindingChanged when it is to be accepted and its finding, which has the caption, is no
    longer the one that was `seen`.
    """
    store.lock_findings(session, [_medium_to_moderate(session, viewer, medium_id)[1].id])
    medium, finding = _medium_to_moderate(session, viewer, medium_id)  # her phone may have taken it back meanwhile
    if did == "accepted":
        _check_seen(finding, seen)
    after = {"accepted": ACCEPTED, "hid": HIDDEN, "unhid": NEW}[did]
    if medium.moderation != after:
        # By its hash a photo is known again that she takes away and lists anew.
        detail = {"before": medium.moderation, "sha256": medium.sha256}
        _write_down(session, viewer, finding, f"{did}-photo", detail, medium.id)
        medium.moderation = after
        session.add(medium)
    return medium, finding


def hide_words(session: Session, viewer: Viewer, finding_id: UUID, code: str, is_hidden: bool) -> Finding:
    """Leave out what somebody wrote, or show it again, without hiding the finding. Raises NotFound, NotAllowed."""
    finding = _to_moderate(session, viewer, finding_id)
    if code not in finding.words:
        raise NotFound()
    hidden = {*finding.hidden_words} - {code} | ({code} if is_hidden else set())
    if hidden != set(finding.hidden_words):
        _write_down(session, viewer, finding, "hid-words" if is_hidden else "unhid-words", {"code": code})
        finding.hidden_words = sorted(hidden)
        session.add(finding)
    return finding


def move_place(
    session: Session,
    viewer: Viewer,
    finding_id: UUID,
    lon: float | None = None,
    lat: float | None = None,
    stop_id: UUID | None = None,
) -> Finding:
    """Put the place right: to a position (WGS 84 degrees), or to a stop of the route. What the phone said is kept beside it.

    Raises NotFound, NotAllowed, BadInput with faults for lon, lat or stop_id.
    """
    finding = _to_moderate(session, viewer, finding_id)
    audit = finding_seen_by(session, viewer, finding_id)[1]
    at = _stop_stand(session, audit.site_id, stop_id) if stop_id else _typed_stand(lon, lat)
    before = {"lon": finding.lon, "lat": finding.lat, "stop": str(finding.stop_id) if finding.stop_id else None}
    _write_down(session, viewer, finding, "moved", before)
    finding.stop_id = stop_id or finding.stop_id
    finding.accuracy_m = None  # of a place that a person chose, nobody knows the error in metres
    finding.place_source = filing.CORRECTED
    return _stand_at(session, finding, at)


def move_to_stop(session: Session, viewer: Viewer, finding_id: UUID, stop_id: str) -> Finding:
    """Put the place at a stop of the route. Raises NotFound, NotAllowed, BadInput."""
    try:
        return move_place(session, viewer, finding_id, stop_id=UUID(stop_id))
    except ValueError:
        raise BadInput(errors=(FieldFault("stop_id", _(NO_STOP)),)) from None


def nudge_place(session: Session, viewer: Viewer, finding_id: UUID, east_m: float, north_m: float) -> Finding:
    """Move the place by some metres. Raises NotFound, also when there is no place to move; NotAllowed."""
    finding = _to_moderate(session, viewer, finding_id)
    if finding.lon is None or finding.lat is None:
        raise NotFound()
    lon, lat = Plane(finding.lon, finding.lat).to_degrees(Point(east_m, north_m)).coords[0]
    return move_place(session, viewer, finding_id, round(lon, 7), round(lat, 7))


def move_back(session: Session, viewer: Viewer, finding_id: UUID) -> Finding:
    """Undo every correction: the place is again what the phone said. Raises NotFound, NotAllowed."""
    finding = _to_moderate(session, viewer, finding_id)
    audit = finding_seen_by(session, viewer, finding_id)[1]
    _write_down(session, viewer, finding, "moved-back", {"lon": finding.lon, "lat": finding.lat})
    sent = finding.sent_place or {}
    stops = {stop.id: Stand(stop.lon, stop.lat) for stop in stops_of(session, audit.site_id, with_retired=True)}
    stand = stops.get(finding.sent_stop_id) if finding.sent_stop_id else None
    finding.stop_id = finding.sent_stop_id if stand else None
    finding.accuracy_m = sent.get("accuracy_m")
    finding.place_source = sent.get("source") or ("stop" if stand else None)
    return _stand_at(session, finding, Stand(sent["lon"], sent["lat"]) if sent else stand)


def answer_again(session: Session, viewer: Viewer, parked_id: UUID) -> Receipt:
    """Try a finding that was set aside once more; when it can be kept it leaves the parking. Raises NotFound, NotAllowed."""
    found = store_seen.parked_with_id(session, viewer.organisation_id, parked_id)
    if found is None:
        raise NotFound()
    viewer.require("findings.moderate")
    parked, walker, _audit = found
    return answering_again.answer_again(session, parked, walker)


def drop_parked(session: Session, viewer: Viewer, parked_id: UUID) -> Parked:
    """Delete what was set aside, for good. Raises NotFound, NotAllowed."""
    found = store_seen.parked_with_id(session, viewer.organisation_id, parked_id)
    if found is None:
        raise NotFound()
    viewer.require("findings.moderate")
    store_parked.drop_parked_row(session, found[0].id)
    return found[0]


def _decide(session: Session, viewer: Viewer, finding_id: UUID, after: str, did: str) -> Finding:
    finding = _to_moderate(session, viewer, finding_id)
    if finding.moderation != after:
        _write_down(session, viewer, finding, did, {"before": finding.moderation})
        finding.moderation = after
        session.add(finding)
    return finding


def _medium_to_moderate(session: Session, viewer: Viewer, medium_id: UUID) -> tuple[Medium, Finding]:
    found = store_seen.medium_with_audit(session, medium_id)
    if found is None or found[2].organisation_id != viewer.organisation_id:
        raise NotFound()
    viewer.require("findings.moderate")
    return found[0], found[1]


def _check_seen(finding: Finding, seen: str | None) -> None:
    if seen is not None and seen != finding.content_sha256:
        raise FindingChanged()


def _to_moderate(session: Session, viewer: Viewer, finding_id: UUID) -> Finding:
    store.lock_findings(session, [finding_id])  # her phone may send a newer version in this moment
    finding, _audit = finding_seen_by(session, viewer, finding_id)
    viewer.require("findings.moderate")
    return finding


def _write_down(
    session: Session, viewer: Viewer, finding: Finding, did: str, detail: dict[str, Any], medium_id: UUID | None = None
) -> None:
    step = ModerationStep(
        finding_id=finding.id, medium_id=medium_id, account_id=viewer.account_id, did=did, detail=detail
    )
    session.add(step)


def _stand_at(session: Session, finding: Finding, at: Stand | None) -> Finding:
    """Set the columns that follow from a position, the light of the day among them."""
    finding.lon, finding.lat = (at.lon, at.lat) if at else (None, None)
    finding.morton = morton_of(at.lon, at.lat) if at else None
    offset = clock_offset_of(session, finding.walker_id)
    finding.period = filing.period_of(at or centre_of(session, finding.audit_id), finding.started_at - offset)
    session.add(finding)
    return finding


def _stop_stand(session: Session, site_id: UUID, stop_id: UUID) -> Stand:
    for stop in stops_of(session, site_id):
        if stop.id == stop_id:
            return Stand(stop.lon, stop.lat)
    raise BadInput(errors=(FieldFault("stop_id", _(NO_STOP)),))


def _typed_stand(lon: float | None, lat: float | None) -> Stand:
    faults = []
    if lon is None or not abs(lon) <= MOST_LON:
        faults.append(FieldFault("lon", _(BAD_LON)))
    if lat is None or not abs(lat) <= MOST_LAT:
        faults.append(FieldFault("lat", _(BAD_LAT)))
    if lon is None or lat is None or faults:
        raise BadInput(errors=tuple(faults))
    return Stand(lon, lat)
