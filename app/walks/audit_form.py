"""The form that makes an audit with its first walk: three required answers, everything else has a good default."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.foundation import clock
from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import N_, _
from app.instruments import about, consent_languages, instruments
from app.people import Viewer
from app.sites import Site, sites_seen_by
from app.walks.audit import Audit
from app.walks.hours import HOURS, USUAL_HOURS, form_time, moment_there, next_evening
from app.walks.planning import audit_faults, make_audit, plan_walk, walk_faults
from app.walks.walk import Walk

NEEDS_TIME = N_("Choose the day and the hour when the walk begins.")
NEEDS_HOURS = N_("Choose how long the walk lasts.")
SECOND_TOO_EARLY = N_("The second walk begins before the first one ends. Choose a later time, or leave it empty.")


@dataclass(frozen=True, slots=True)
class AuditForm:
    """What stands in the form, as typed."""

    title: str = ""
    site_id: str = ""
    opens: str = ""
    lasts: str = str(USUAL_HOURS)
    languages: list[str] = field(default_factory=list)
    instrument_code: str = "wsa_night"
    purpose: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be chosen."""

    sites: list[Site]
    instruments: list[tuple[str, str]]
    languages: list[str]
    hours: tuple[int, ...] = HOURS


def offer_to(session: Session, viewer: Viewer, language: str) -> Offer:
    """Sites whose boundary is drawn, instruments by their title, and languages that have an agreement text."""
    sites = [site for site in sites_seen_by(session, viewer) if site.has_boundary]
    named = [(one.code, about(one.code, language).title) for one in instruments()]
    return Offer(sites, named, consent_languages())


def fresh_form(offer: Offer, site_id: str, language: str) -> AuditForm:
    """The form as it opens: tonight at eight, in the language of whoever plans."""
    chosen = next((site for site in offer.sites if str(site.id) == site_id), offer.sites[0])
    evening = next_evening(clock.now(), chosen.time_zone)
    spoken = [language] if language in offer.languages else offer.languages[:1]
    return AuditForm(site_id=str(chosen.id), opens=form_time(evening, chosen.time_zone), languages=spoken)


def one_more_form(audit: Audit, time_zone: str) -> AuditForm:
    """The form for another walk of an audit."""
    return AuditForm(title=audit.title, opens=form_time(next_evening(clock.now(), time_zone), time_zone))


def make_from(session: Session, viewer: Viewer, form: AuditForm, offer: Offer) -> tuple[Audit, Walk]:
    """An audit and its first walk (and a second one when asked). Raises BadInput with every fault of the form at once."""
    site = next((site for site in offer.sites if str(site.id) == form.site_id), None)
    times, faults = _times(form, site.time_zone if site else "UTC")
    faults = audit_faults(site, form.title, form.instrument_code, form.languages, form.purpose) + faults
    if faults or site is None:
        raise BadInput(errors=tuple(faults))
    audit = make_audit(
        session, viewer, UUID(form.site_id), form.title, form.instrument_code, form.languages, form.purpose
    )
    walks = [plan_walk(session, viewer, audit.id, form.title, *times[0])]
    for opens_at, closes_at in times[1:]:
        title = _("{title}, second time").format(title=form.title[:100])
        walks.append(plan_walk(session, viewer, audit.id, title, opens_at, closes_at))
    return audit, walks[0]


def _times(form: AuditForm, time_zone: str) -> tuple[list[tuple[datetime, datetime]], list[FieldFault]]:
    """(opens_at, closes_at) of each walk, or what is wrong with them."""
    opens_at = moment_there(form.opens, time_zone)
    second_at = moment_there(form.second, time_zone)
    lasts = timedelta(hours=int(form.lasts)) if form.lasts in map(str, HOURS) else None
    faults = []
    if opens_at is None:
        faults.append(FieldFault("opens", _(NEEDS_TIME)))
    if lasts is None:
        faults.append(FieldFault("lasts", _(NEEDS_HOURS)))
    if form.second and (second_at is None or (opens_at and lasts and second_at < opens_at + lasts)):
        faults.append(FieldFault("second", _(SECOND_TOO_EARLY)))
    if faults or opens_at is None or lasts is None:
        return [], faults
    starts = [opens_at] + ([second_at] if second_at else [])
    return [(start, start + lasts) for start in starts], []


def plan_from(session: Session, viewer: Viewer, audit: Audit, site: Site, form: AuditForm) -> Walk:
    """One more walk of an audit. Raises BadInput."""
    times, faults = _times(form, site.time_zone)
    title_faults = walk_faults(form.title, *times[0]) if times else []
    if faults or title_faults:
        raise BadInput(errors=tuple(faults + title_faults))
    return plan_walk(session, viewer, audit.id, form.title, *times[0])
