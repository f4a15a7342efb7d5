"""From the rooms to the left, what a report is made of; only what its readers may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from app.analysis import Answered, Audience, answers_for_analysis, audience_of, rule_for, safe_parts
from app.foundation import clock
from app.foundation.database import Session
from app.foundation.errors import NotFound
from app.foundation.language import language_now
from app.foundation.settings import settings
from app.instruments import Instrument, about, instrument_named, instrument_with_hash
from app.people import Right, Viewer
from app.reports import store
from app.reports.mapping import map_sheets
from app.reports.material import FEELING, Halt, Manner, Material, Outing, Photo, Quote
from app.sites import Site, boundary_shape, site_with_id, stops_of, sunset_on
from app.walks import Audit, ProfileOfWalkers, Walk, Walker, audit_seen_by, profile_of_walkers, walks_of

PHOTO, QUOTE, PUBLISH = "photo", "quote", "publish"
"""Layers of consent: each can be no while the rest stay yes."""

SENSITIVE = "S"


def gather(session: Session, viewer: Viewer | None, audit_id: UUID) -> Material:
    """All of a report's material. Raises NotFound for an audit that is neither the viewer's nor published."""
    audit = audit_seen_by(session, viewer, audit_id)
    audience = written_for(viewer, audit)
    site = site_with_id(session, audit.site_id)
    if site is None:
        raise NotFound()
    walks = walks_of(session, audit.id)
    answers = answers_for_analysis(session, viewer, audit.id)
    instrument = instrument_with_hash(session, audit.instrument_sha256) or instrument_named(audit.instrument_code)
    photos = _photos(session, audit.id, audience)
    quotes = _quotes(session, audit.id, audience, instrument)
    stops = stops_of(session, site.id, with_retired=True)
    told_at = {one.stop_id for one in answers} | {one.stop_id for one in photos} | {one.stop_id for one in quotes}
    only_accepted = audience_of(viewer, audit) is not Audience.GROUP
    return Material(
        title=audit.title,
        purpose=audit.purpose,
        place=site.name,
        organisation=store.organisation_name(session, audit.organisation_id),
        time_zone=site.time_zone,
        address=settings().address,
        credit=site.credit,
        is_invented=audit.is_invented,
        instrument_code=instrument.code,
        instrument_name=about(instrument.code, language_now()).title,
        instrument_version=instrument.version,
        instrument_sha256=audit.instrument_sha256,
        indicators=instrument.indicators,
        quick=instrument.quick,
        languages=audit.languages,
        outings=[_outing(walk, site) for walk in walks_with(answers, walks)],
        halts=[
            Halt(stop.id, stop.position, stop.name, stop.is_retired)
            for stop in stops
            if stop.id in told_at or not stop.is_retired
        ],
        groups=_groups(session, viewer, audit.id, audience, {one.walker_id for one in answers}),
        answers=answers,
        manner=_manner(session, audit.id, audience, only_accepted=only_accepted),
        photos=photos,
        quotes=quotes,
        maps=map_sheets(session, viewer, audit.id, instrument, [stop for stop in stops if not stop.is_retired]),
        made_at=clock.now(),
        audience=audience,
    )


def written_for(viewer: Viewer | None, audit: Audit) -> Audience:
    """A report leaves the group as soon as it is handed over, so nobody gets more than a planner may see.

    Raises NotAllowed for somebody of the organisation who may not read reports.
    """
    if audience_of(viewer, audit) is Audience.PUBLIC:
        return Audience.PUBLIC
    if viewer is not None:
        viewer.require(Right.READ_REPORTS)
    return Audience.PLANNER


def walks_with(answers: list[Answered], walks: list[Walk]) -> list[Walk]:
    """The walks that somebody brought findings home from; all of them as long as nobody has."""
    walked = {answered.walk_id for answered in answers}
    return [walk for walk in walks if walk.id in walked] or walks


def _outing(walk: Walk, site: Site) -> Outing:
    middle = boundary_shape(site.boundary_wgs84).centroid if site.has_boundary else None
    sunset = sunset_on(middle.x, middle.y, walk.opens_at.date()) if middle is not None else None
    return Outing(walk.title, walk.opens_at, walk.closes_at, sunset)


def _groups(
    session: Session, viewer: Viewer | None, audit_id: UUID, audience: Audience, of: Collection[UUID]
) -> list[ProfileOfWalkers]:
    """Who walked is of the sensitive class: strangers do not get it at all."""
    if audience is Audience.PUBLIC:
        return []
    return [one for one in profile_of_walkers(session, viewer, audit_id, of) if one.code.startswith("wlk_")]


def _manner(session: Session, audit_id: UUID, audience: Audience, *, only_accepted: bool) -> Manner:
    rows = store.finding_rows(session, audit_id, only_accepted=only_accepted)
    rows = [row for row in rows if audience is not Audience.PUBLIC or PUBLISH in row.scopes]
    least = rule_for(FEELING, audience).least_walkers if audience is Audience.PUBLIC else 1
    measured = [row for row in rows if row.accuracy_m is not None and row.place_source == "gps"]
    is_enough = len({row.walker_id for row in measured}) >= least
    return Manner(
        findings=len(rows),
        unchecked=sum(row.moderation != store.ACCEPTED for row in rows),
        modes=_done_by_enough(((row.mode, row.walker_id) for row in rows), least),
        entries=_done_by_enough(((row.entry, row.walker_id) for row in rows), least),
        places=_done_by_enough(((row.place_source or "", row.walker_id) for row in rows), least),
        accuracies_m=[row.accuracy_m for row in measured] if is_enough else [],
    )


def _done_by_enough(done: Iterable[tuple[str, UUID]], least: float) -> Mapping[str, int]:
    """How often each thing was done; what fewer than `least` people did is left out, and cannot be found by subtraction."""
    pairs = list(done)
    people: dict[str, set[UUID]] = {}
    for what, walker in pairs:
        people.setdefault(what, set()).add(walker)
    told = safe_parts(people, list(people), least)
    return Counter(what for what, _walker in pairs if what in told)


def _photos(session: Session, audit_id: UUID, audience: Audience) -> list[Photo]:
    kept = [
        Photo(
            medium.id,
            medium.large_sha256 or "",
            finding.stop_id,
            medium.indicator,
            medium.caption if _agreed(walker, QUOTE, audience) else "",  # a caption is her words
            finding.period,
        )
        for medium, finding, walker in store.accepted_photos(session, audit_id)
        if _agreed(walker, PHOTO, audience)
    ]
    return sorted(kept, key=lambda photo: shuffling(photo.medium_id))


def _quotes(session: Session, audit_id: UUID, audience: Audience, instrument: Instrument) -> list[Quote]:
    """What may be quoted. A worry loses its stop: it belongs to the whole area."""
    found: list[tuple[str, Quote]] = []
    for finding, walker in store.accepted_words(session, audit_id):
        if not _agreed(walker, QUOTE, audience):
            continue
        for code, words in finding.shown_words.items():
            indicator = instrument.indicators.get(code)
            if indicator is not None and words.strip():
                place = None if indicator.privacy == SENSITIVE else finding.stop_id
                found.append((shuffling(finding.id), Quote(words.strip(), code, place, finding.walker_id)))
    return [quote for _order, quote in sorted(found, key=lambda pair: (pair[0], pair[1].code))]


def _agreed(walker: Walker, layer: str, audience: Audience) -> bool:
    return layer in walker.scopes and (audience is not Audience.PUBLIC or PUBLISH in walker.scopes)


def shuffling(identifier: UUID) -> str:
    """An order that is always the same and says nothing of time: ids of version 7 begin with the minute."""
    return sha256(identifier.bytes).hexdigest()
