"""Making a site and changing it: streets first, then the boundary over them, then stops and the referral card."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.foundation.errors import BadInput, FieldFault, NotFound, Problem
from app.foundation.language import N_, _
from app.foundation.vault import vault
from app.people import Viewer
from app.sites import store
from app.sites.boundary import boundary_shape, checked_boundary
from app.sites.extract import Extract, StreetLine
from app.sites.leaving import Traces, let_go, may_stand_for, traces_of
from app.sites.services import checked_service
from app.sites.site import Site, Stop, SupportService
from app.sites.stops import StopDraft, checked_stops
from app.sites.streets import cut_to, lines_of_sheet, sheet_of
from app.sites.time_zones import is_zone, zone_at

log = logging.getLogger(__name__)
MOST_NAME = 120
NEEDS_NAME = N_("Give the site a name, such as the neighbourhood's.")
NAME_TOO_LONG = N_("The name is longer than {most} letters. Shorten it.")
UNKNOWN_ZONE = N_("Choose the time zone from the list.")


class StreetsLost(Problem):
    status = 500
    code = "streets-lost"
    sentence = N_(
        "The street file of this place is no longer on the server's disk. Open the place and upload its streets again."
    )


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A street file in the vault, and what was known of its removal before it was put there."""

    sha256: str
    before: Traces


def site_seen_by(session: Session, viewer: Viewer, site_id: UUID) -> Site:
    """A site of the viewer's organisation. Raises NotFound, also for sites of others."""
    site = store.site_of(session, viewer.organisation_id, site_id)
    if site is None:
        raise NotFound
    return site


def sites_seen_by(session: Session, viewer: Viewer) -> list[Site]:
    """Every site of the viewer's organisation, newest first, also those whose boundary is still missing."""
    return store.sites_of(session, viewer.organisation_id)


def make_site(
    session: Session,
    viewer: Viewer,
    name: str,
    time_zone: str = "",
    boundary: dict[str, Any] | None = None,
    streets: list[StreetLine] | None = None,
    credit: str = "",
    kept: KeptSheet | None = None,
) -> Site:
    """Keep a new site. Without a `time_zone` it is guessed from the boundary or the streets; `boundary` may come later.

    `kept` is the file of these streets, where it lies in the vault already.
    Raises NotAllowed for who may not edit sites, BadInput with a fault for each of name, time_zone and boundary.
    """
    viewer.require("sites.edit")
    site = Site(organisation_id=viewer.organisation_id, name=" ".join(name.split()), time_zone=time_zone, credit=credit)
    if boundary is not None:
        site.boundary_wgs84 = checked_boundary(boundary)
    if not site.time_zone:
        site.time_zone = _zone_guessed(site, streets or [])
    _check_words(site)
    session.add(site)
    session.flush()
    set_streets(session, viewer, site, Extract(streets or [], [], credit), kept)
    return site


def rename_site(session: Session, viewer: Viewer, site: Site, name: str, time_zone: str) -> None:
    """Raises BadInput for an empty name or an unknown time zone."""
    viewer.require("sites.edit")
    site.name, site.time_zone = " ".join(name.split()), time_zone
    _check_words(site)
    session.add(site)


def set_streets(session: Session, viewer: Viewer, site: Site, extract: Extract, kept: KeptSheet | None = None) -> None:
    """Keep every line of an upload in the vault, and those around the boundary as the site's streets.

    A door puts them there before (`kept`): while a store of files is slow, nobody may wait for the database. Raises StreetsLost
    when its file was removed since, with that of another who had the same.
    """
    viewer.require("sites.edit")
    older = site.street_sheet_sha256
    site.credit = extract.credit
    site.street_sheet_sha256 = None
    if extract.streets:
        kept = kept or keep_sheet(extract)
        if not may_stand_for(session, kept.before):
            raise StreetsLost()
        site.street_sheet_sha256 = kept.sha256
    session.add(site)
    session.flush()
    _cut_streets(session, site, extract.streets)
    if older and older != site.street_sheet_sha256:
        let_go(session, older)


def keep_sheet(extract: Extract) -> KeptSheet:
    """Put the file of these streets into the vault. To be called before a transaction begins."""
    sheet = sheet_of(extract.streets, extract.credit)
    sha256 = hashlib.sha256(sheet).hexdigest()
    before = traces_of(sha256)
    vault().put(sheet)
    return KeptSheet(sha256, before)


def set_boundary(session: Session, viewer: Viewer, site: Site, geojson: Any, sheet: bytes | None = None) -> None:
    """Draw the site's outline anew and cut its streets again. Raises BadInput when it is no usable area, StreetsLost.

    `sheet` are its streets where a door has read them before, for the same reason.
    """
    viewer.require("sites.edit")
    site.boundary_wgs84 = checked_boundary(geojson)
    session.add(site)
    if sheet := sheet or street_sheet(site):
        _cut_streets(session, site, lines_of_sheet(sheet))


def street_sheet(site: Site) -> bytes | None:
    """Gzipped GeoJSON of all uploaded streets; None when there was no upload. Raises StreetsLost."""
    if site.street_sheet_sha256 is None:
        return None
    try:
        return vault().whole(site.street_sheet_sha256)
    except OSError:
        log.error("a street file is lost or damaged; farola check names all such files")
        raise StreetsLost() from None


def set_stops(session: Session, viewer: Viewer, site_id: UUID, drafts: list[StopDraft]) -> list[Stop]:
    """Make these the stops of the route, in this order. Stops left out are retired, never erased.

    Raises NotFound for a foreign site, BadInput naming each stop that cannot be kept.
    """
    viewer.require("sites.edit")
    site = site_seen_by(session, viewer, site_id)
    kept = {stop.id: stop for stop in store.stops_of(session, site.id, with_retired=True)}
    wanted = checked_stops(drafts)
    for stop in kept.values():
        stop.is_retired = True
    for position, draft in enumerate(wanted, 1):
        fresh = Stop(site_id=site.id, position=position, name=draft.name, lon=draft.lon, lat=draft.lat)
        stop = kept.get(draft.id, fresh) if draft.id else fresh
        stop.sqlmodel_update(fresh.model_dump(include={"position", "name", "lon", "lat", "is_retired"}))
        session.add(stop)
    session.flush()
    return store.stops_of(session, site.id)


def add_service(
    session: Session,
    viewer: Viewer,
    site_id: UUID,
    name: str,
    number: str,
    hours: str = "",
    languages: str = "",
    kind: str = "helpline",
) -> SupportService:
    """Put a service on the site's referral card. Raises NotFound for a foreign site, BadInput for unusable fields."""
    viewer.require("sites.edit")
    site = site_seen_by(session, viewer, site_id)
    position = len(store.services_of(session, site.id)) + 1
    service = SupportService(
        site_id=site.id, position=position, kind=kind, name=name, number=number, hours=hours, languages=languages
    )
    session.add(checked_service(service))
    session.flush()
    return service


def remove_service(session: Session, viewer: Viewer, site_id: UUID, service_id: UUID) -> None:
    """Raises NotFound when the card of this site has no such service."""
    viewer.require("sites.edit")
    site = site_seen_by(session, viewer, site_id)
    for service in store.services_of(session, site.id):
        if service.id == service_id:
            session.delete(service)
            return
    raise NotFound


def _cut_streets(session: Session, site: Site, lines: list[StreetLine]) -> None:
    store.replace_streets(session, site.id, cut_to(site.boundary_wgs84, lines) if site.has_boundary else [])


def _zone_guessed(site: Site, streets: list[StreetLine]) -> str:
    if site.has_boundary:
        middle = boundary_shape(site.boundary_wgs84).representative_point()
        return zone_at(middle.x, middle.y)
    return zone_at(*streets[0].places[0]) if streets else ""


def _check_words(site: Site) -> None:
    faults = []
    if not site.name:
        faults.append(FieldFault("name", _(NEEDS_NAME)))
    if len(site.name) > MOST_NAME:
        faults.append(FieldFault("name", _(NAME_TOO_LONG).format(most=MOST_NAME)))
    if not is_zone(site.time_zone):
        faults.append(FieldFault("time_zone", _(UNKNOWN_ZONE)))
    if faults:
        raise BadInput(errors=tuple(faults))
