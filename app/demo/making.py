"""The demonstration neighbourhood: invented people and findings on real streets, made by driving the real intake."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.demo.evening import Outing, Said, language_of_walker, profile_of_walker, said_by, walker_id
from app.demo.scenes import drawn_scene
from app.findings import (
    FindingFilter,
    accept,
    accept_batch,
    accept_medium,
    clean_waiting,
    decide_medium,
    findings_seen_by,
    photos_of,
)
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.language import N_
from app.instruments import consent_hash, instrument_named
from app.people import Role, Viewer, make_account, organisation_named, viewer_of, viewer_with_email
from app.sites import Stop, StopDraft, StreetLine, add_service, make_site, set_stops, stops_of
from app.walks import (
    Audit,
    Consent,
    Walk,
    audits_seen_by,
    join_walk,
    make_audit,
    open_walk,
    plan_walk,
    publish_audit,
    walks_of,
)

ORGANISATION = N_("Lamp by Lamp (demonstration)")
PASSWORD = "lamp-by-lamp"  # noqa: S105 - printed on the front page: the demonstration holds nothing that anybody said
EMAIL = "{role}@demonstration.example"
SCOPES = ("take-part", "place", "photo", "quote", "publish")
DAY = datetime(2026, 10, 15, 13, 0, tzinfo=UTC)  # 16:00 in Helsinki, two hours before sunset
NIGHT = datetime(2026, 10, 15, 17, 30, tzinfo=UTC)  # 20:30 there, long after
OUTINGS = (Outing("day", walkers=7, is_dark=False), Outing("night", walkers=9, is_dark=True))
OPEN_FOR = timedelta(days=2)
MOST_FINDINGS = 1_000
LEFT_TO_CHECK = 8  # the newest, so that whoever tries the desk has something to do
METRES_PER_DEGREE = 111_195


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The streets that ship with Farola: OpenStreetMap data, ODbL, with the credit that its licence asks for."""

    boundary: dict[str, Any]
    streets: list[StreetLine]
    stops: list[StopDraft]
    credit: str


@lru_cache(maxsize=1)
def neighbourhood() -> Neighbourhood:
    kept = json.loads((Path(__file__).parent / "neighbourhood.json").read_text())
    return Neighbourhood(
        boundary=kept["boundary"],
        streets=[
            StreetLine(line["name"], line["kind"], line["is_lit"], tuple((x, y) for x, y in line["places"]))
            for line in kept["streets"]
        ],
        stops=[StopDraft(**stop) for stop in kept["stops"]],
        credit=kept["credit"],
    )


def load_demonstration() -> None:
    """Make the demonstration when it is missing, and see to it that one of its walks can be joined now. Safe to repeat."""
    if demonstration_audit() is None:
        with writing() as session:
            leader = _people(session)
            audit = _prepare(session, leader)
            for outing in OUTINGS:
                _walk(session, leader, audit, outing)
        _clean_and_publish()
    _keep_a_walk_open()


def demonstration_audit() -> Audit | None:
    """The audit of the demonstration; None when it was never loaded."""
    with reading() as session:
        leader = viewer_with_email(session, EMAIL.format(role="facilitator"))
        return next((audit for audit in audits_seen_by(session, leader) if audit.is_invented), None) if leader else None


def leader_in(session: Session) -> Viewer:
    """The demonstration's facilitator. Raises LookupError before the demonstration is loaded."""
    leader = viewer_with_email(session, EMAIL.format(role="facilitator"))
    if leader is None:
        raise LookupError("the demonstration is not loaded")
    return leader


def open_walk_of(session: Session, audit: Audit) -> Walk:
    """The walk that visitors may join to try it."""
    return walks_of(session, audit.id)[-1]


def _people(session: Session) -> Viewer:
    organisation = organisation_named(session, ORGANISATION)
    accounts = [
        make_account(
            session,
            organisation_id=organisation.id,
            email=EMAIL.format(role=role.value),
            name=name,
            role=role,
            password=PASSWORD,
        )
        for role, name in (
            (Role.FACILITATOR, "Asha"),
            (Role.DATA_GUARDIAN, "Marisol"),
            (Role.PLANNER, "Noor"),
        )
    ]
    session.flush()
    return viewer_of(accounts[0])


def _prepare(session: Session, leader: Viewer) -> Audit:
    place = neighbourhood()
    site = make_site(
        session,
        leader,
        name="Park and station (demonstration)",
        time_zone="Europe/Helsinki",
        boundary=place.boundary,
        streets=place.streets,
        credit=place.credit,
    )
    set_stops(session, leader, site.id, place.stops)
    add_service(session, leader, site.id, "Emergency (demonstration number)", "000", "24 h", "en, es, ar", "emergency")
    add_service(session, leader, site.id, "Women's helpline (demonstration number)", "000 000", "24 h", "en, es, ar")
    return make_audit(
        session,
        leader,
        site.id,
        "From the park to the station (demonstration)",
        instrument_code="wsa_night",
        languages=("en", "es", "ar"),
        purpose="The lighting office promised to answer every finding before the winter.",
        is_invented=True,
    )


def _walk(session: Session, leader: Viewer, audit: Audit, outing: Outing) -> None:
    begins = NIGHT if outing.is_dark else DAY
    with clock.standing_at(begins):
        title = "After dark" if outing.is_dark else "By daylight"
        walk = plan_walk(session, leader, audit.id, title, begins, begins + timedelta(hours=3))
    stops = stops_of(session, audit.site_id)
    for number in range(outing.walkers):
        _take_part(session, audit, walk, stops, outing, number, begins)


def _take_part(
    session: Session, audit: Audit, walk: Walk, stops: list[Stop], outing: Outing, number: int, begins: datetime
) -> None:
    """One invented phone: joins, sends what its walker said, then its photos."""
    language = language_of_walker(number)
    with clock.standing_at(begins + timedelta(minutes=number)):
        consent = Consent(consent_hash(language), SCOPES)
        joined = join_walk(session, walk, walker_id(outing, number), language, consent, clock.now())
    said = list(said_by(outing, number))
    photos = {each.finding_id: _photo_at(each, outing, number) for each in said if each.has_photo}
    sent = [_as_sent(each, audit, walk, stops, outing, begins, photos) for each in said]
    sent.append(_about_her(audit, walk, outing, number, begins))
    with clock.standing_at(begins + timedelta(hours=2, minutes=number)):
        receipts = accept_batch(session, joined.walker, sent, clock.now())
        assert {receipt.state for receipt in receipts} == {"kept"}, [r for r in receipts if r.state != "kept"]
        for finding_id, content in photos.items():
            accept_medium(session, joined.walker, finding_id, sha256(content).hexdigest(), content, "image/jpeg")


def _photo_at(said: Said, outing: Outing, number: int) -> bytes:
    light = said.answers.get("lgt_level", 0)
    return drawn_scene(said.stop, number, is_dark=outing.is_dark, light=light if isinstance(light, int) else 0)


def _as_sent(
    said: Said,
    audit: Audit,
    walk: Walk,
    stops: list[Stop],
    outing: Outing,
    begins: datetime,
    photos: dict[Any, bytes],
) -> dict[str, Any]:
    """The finding as a phone would put it on the wire."""
    stop = stops[said.stop]
    at = begins + timedelta(minutes=10 + outing.minutes_apart * said.stop)
    photo = photos.get(said.finding_id)
    return _wired(audit, walk, said.finding_id, at) | {
        "stop": str(stop.id),
        "place": {
            "lon": stop.lon + said.off_east_m / (METRES_PER_DEGREE * math.cos(math.radians(stop.lat))),
            "lat": stop.lat + said.off_north_m / METRES_PER_DEGREE,
            "accuracy_m": said.accuracy_m,
            "source": "gps",
            "fixed_at": at.isoformat(),
        },
        "answers": said.answers,
        "marks": said.marks,
        "words": said.words,
        "media": [{"sha256": sha256(photo).hexdigest(), "kind": "photo", "taken_at": at.isoformat()}] if photo else [],
    }


def _about_her(audit: Audit, walk: Walk, outing: Outing, number: int, begins: datetime) -> dict[str, Any]:
    """What a walker says about herself, which the server keeps apart from what she says about places."""
    said = _wired(audit, walk, walker_id(Outing(f"{outing.key} about", 0, outing.is_dark), number), begins)
    return said | {"stop": None, "place": None, "answers": dict(profile_of_walker(number))}


def _wired(audit: Audit, walk: Walk, finding_id: Any, at: datetime) -> dict[str, Any]:
    instrument = instrument_named(audit.instrument_code)
    return {
        "id": str(finding_id),
        "revision": 1,
        "walk": str(walk.id),
        "started_at": at.isoformat(),
        "changed_at": (at + timedelta(minutes=2)).isoformat(),
        "marks": [],
        "words": {},
        "media": [],
        "mode": "one_person",
        "entry": "on_the_spot",
        "instrument": {"code": instrument.code, "version": instrument.version, "sha256": instrument.sha256},
    }


def _clean_and_publish() -> None:
    """What the photo worker and the data guardian would do in the days after."""
    clean_waiting()
    audit = demonstration_audit()
    assert audit is not None
    with writing() as session:
        guardian = viewer_with_email(session, EMAIL.format(role=Role.DATA_GUARDIAN.value))
        assert guardian is not None
        _check_like_a_guardian(session, guardian, FindingFilter(audit.id))
        publish_audit(session, guardian, audit.id)


def _check_like_a_guardian(session: Session, guardian: Viewer, wanted: FindingFilter) -> None:
    """Accept all but the newest findings, and the photos of those accepted."""
    accepted = findings_seen_by(session, guardian, wanted, limit=MOST_FINDINGS)[LEFT_TO_CHECK:]
    for finding in accepted:
        accept(session, guardian, finding.id)
    checked = {finding.id for finding in accepted}
    for photo in photos_of(session, guardian, wanted):
        if photo.finding_id in checked:
            decide_medium(session, guardian, photo.id, "accepted")


def _keep_a_walk_open() -> None:
    """Visitors of the demonstration can always join: a walk that is open for two days is planned anew when it is over."""
    audit = demonstration_audit()
    assert audit is not None
    now = clock.now()
    with writing() as session:
        leader = leader_in(session)
        last = open_walk_of(session, audit)
        if last.closes_at < now + timedelta(hours=1):
            walk = plan_walk(session, leader, audit.id, "Try it yourself", now, now + OPEN_FOR)
            open_walk(session, leader, walk.id)
