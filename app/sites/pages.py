"""The desk's doors to sites: the list, a new one, the site itself, its streets as data."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import Response

from app.foundation.database import Session
from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import _, ngettext_
from app.people import SignedIn
from app.sites import boundary_page, stops_page, store
from app.sites.boundary import area_km2, boundary_shape
from app.sites.making import (
    add_service,
    make_site,
    remove_service,
    rename_site,
    set_streets,
    site_seen_by,
    sites_seen_by,
    street_sheet,
)
from app.sites.services import KINDS
from app.sites.site import Site
from app.sites.sketch import sketch_of
from app.sites.time_zones import zones
from app.sites.uploads import kept_upload, upload_of
from app.web.bodies import allow_body
from app.web.requests import Reading, Writing
from app.web.show import redirect, show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor, include_in_schema=False)
router.include_router(boundary_page.router)
router.include_router(stops_page.router)

allow_body("/sites", 21_000_000)  # a street extract of 20 MiB and the form around it

Text = Annotated[str, Form()]


@router.get("/sites")
def list_sites(request: Request, viewer: SignedIn, session: Reading) -> Response:
    """Every site of the organisation, with a drawing of each."""
    viewer.require("sites.edit")
    sites = sites_seen_by(session, viewer)
    sketches = {site.id: sketch_of(site, stops=store.stops_of(session, site.id)) for site in sites}
    return show(request, "sites/sites.html", sites=sites, sketches=sketches)


@router.get("/sites/new")
def new_site(request: Request, viewer: SignedIn) -> Response:
    viewer.require("sites.edit")
    return show(request, "sites/new_site.html", given=defaultdict(str), faults=(), zones=_zone_list(), kept=None)


@router.post("/sites")
def make(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    name: Text = "",
    time_zone: Text = "",
    kept: Text = "",
    streets: UploadFile | None = None,
) -> Response:
    """Make a site of a name and a street file; its boundary is drawn over the streets on the next page."""
    viewer.require("sites.edit")
    upload = kept_upload(viewer, kept)
    try:
        upload = upload_of(viewer, streets) or upload
        lines = upload.extract.streets if upload else []
        with session.begin_nested():
            credit, sheet = (upload.extract.credit, upload.kept) if upload else ("", None)
            site = make_site(session, viewer, name, time_zone, None, lines, credit, sheet)
    except BadInput as problem:
        words = {"name": name, "time_zone": time_zone}
        faults = problem.errors
        return show(
            request, "sites/new_site.html", status=422, given=words, faults=faults, zones=_zone_list(), kept=upload
        )
    return redirect(request, f"/sites/{site.id}/boundary")


@router.get("/sites/{site_id}")
def site_page(request: Request, viewer: SignedIn, session: Reading, site_id: UUID) -> Response:
    """A site with everything that belongs to it, and what is still missing before a walk."""
    viewer.require("sites.edit")
    return _shown(request, session, site_seen_by(session, viewer, site_id))


@router.post("/sites/{site_id}")
def rename(
    request: Request, viewer: SignedIn, session: Writing, site_id: UUID, name: Text = "", time_zone: Text = ""
) -> Response:
    site = site_seen_by(session, viewer, site_id)
    try:
        with session.begin_nested():
            rename_site(session, viewer, site, name, time_zone)
    except BadInput as problem:
        return _shown(request, session, site, faults=problem.errors, given={"name": name, "time_zone": time_zone})
    return redirect(request, f"/sites/{site.id}", said=_("Saved."))


@router.post("/sites/{site_id}/streets")
def replace_streets(
    request: Request, viewer: SignedIn, session: Writing, site_id: UUID, streets: UploadFile | None = None
) -> Response:
    """Take the streets of another file in place of those that the site has."""
    viewer.require("sites.edit")
    # The file is read before the transaction begins: a slow one must not keep walkers' findings waiting for the lock.
    try:
        upload = upload_of(viewer, streets, must=True)
    except BadInput as problem:
        return _shown(request, session, site_seen_by(session, viewer, site_id), faults=problem.errors)
    site = site_seen_by(session, viewer, site_id)
    if upload:
        set_streets(session, viewer, site, upload.extract, upload.kept)
    said = ngettext_("{n} street line kept.", "{n} street lines kept.", store.count_streets(session, site.id))
    return redirect(request, f"/sites/{site.id}", said=said.format(n=store.count_streets(session, site.id)))


@router.get("/sites/{site_id}/streets.geojson")
def streets_as_data(request: Request, viewer: SignedIn, session: Reading, site_id: UUID) -> Response:
    """Every uploaded line as GeoJSON, for drawing a boundary over it."""
    site = site_seen_by(session, viewer, site_id)
    tag = f'"{site.street_sheet_sha256 or "none"}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    sheet = street_sheet(site) or gzip.compress(b'{"type":"FeatureCollection","credit":"","features":[]}')
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(sheet, media_type="application/geo+json", headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(sheet), media_type="application/geo+json", headers=headers)


@router.post("/sites/{site_id}/services")
def add(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    site_id: UUID,
    *,
    service_name: Text = "",
    number: Text = "",
    hours: Text = "",
    spoken: Text = "",
    kind: Text = "",
) -> Response:
    """Put a service on the referral card."""
    site = site_seen_by(session, viewer, site_id)
    try:
        with session.begin_nested():
            add_service(session, viewer, site.id, service_name, number, hours, spoken, kind)
    except BadInput as problem:
        given = {"service_name": service_name, "number": number, "hours": hours, "spoken": spoken, "kind": kind}
        return _shown(request, session, site, faults=_renamed(problem.errors), given=given)
    return redirect(request, f"/sites/{site.id}#card", said=_("The help number is on the card."))


@router.post("/sites/{site_id}/services/{service_id}/remove")
def remove(request: Request, viewer: SignedIn, session: Writing, site_id: UUID, service_id: UUID) -> Response:
    remove_service(session, viewer, site_id, service_id)
    return redirect(request, f"/sites/{site_id}#card", said=_("The help number was taken off the card."))


def _zone_list(*also: str) -> list[tuple[str, str]]:
    return [(name, name) for name in sorted({*zones(), *also})]


def _renamed(faults: Sequence[FieldFault]) -> list[FieldFault]:
    """Faults of a service under the names of their fields on the site's page, where "name" is the site's own."""
    names = {"name": "service_name", "languages": "spoken"}
    return [FieldFault(names.get(each.pointer, each.pointer), each.sentence) for each in faults]


def _shown(
    request: Request,
    session: Session,
    site: Site,
    faults: Sequence[FieldFault] = (),
    given: Mapping[str, str] | None = None,
) -> Response:
    stops = store.stops_of(session, site.id)
    streets = store.streets_of(session, site.id)
    return show(
        request,
        "sites/site.html",
        status=422 if faults else 200,
        site=site,
        stops=stops,
        street_count=len(streets),
        area=area_km2(boundary_shape(site.boundary_wgs84)) if site.has_boundary else None,
        services=store.services_of(session, site.id),
        sketch=sketch_of(site, streets, stops),
        zones=_zone_list(site.time_zone),
        kinds={kind: _(words) for kind, words in KINDS.items()},
        faults=faults,
        given=defaultdict(str, given or {}),
    )
