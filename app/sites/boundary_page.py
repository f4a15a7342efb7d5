"""The desk's doors for the outline of a site: drawn over the streets, typed, a pin with a radius, or a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import Response

from app.foundation.database import reading
from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import N_, _
from app.people import SignedIn
from app.sites.boundary import boundary_shape, circle
from app.sites.corners import NOT_A_PLACE, corners_of, place_in, polygon_in
from app.sites.extract import MOST_BYTES, read_extract
from app.sites.making import set_boundary, site_seen_by, street_sheet
from app.sites.site import Site
from app.sites.streets import lines_of_sheet
from app.sites.uploads import NO_FILE
from app.web.requests import Reading, Writing
from app.web.show import redirect, show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor)

Text = Annotated[str, Form()]

LEAST_RADIUS_M, USUAL_RADIUS_M, MOST_RADIUS_M = 15.0, 300.0, 2_800.0  # from 0.0007 to 24.6 square kilometres
BAD_RADIUS = N_("Write a radius between 15 and 2800 metres.")


@router.get("/sites/{site_id}/boundary")
def boundary_page(request: Request, viewer: SignedIn, session: Reading, site_id: UUID) -> Response:
    """Draw, type or upload the outline."""
    viewer.require("sites.edit")
    site = site_seen_by(session, viewer, site_id)
    return _boundary_shown(request, site, {"how": "corners", "corners": corners_of(site.boundary_wgs84)})


@router.post("/sites/{site_id}/boundary")
def draw_boundary(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    site_id: UUID,
    *,
    how: Text = "corners",
    corners: Text = "",
    pin: Text = "",
    radius_m: Text = "",
    file: UploadFile | None = None,
) -> Response:
    viewer.require("sites.edit")
    given = {"how": how, "corners": corners, "pin": pin, "radius_m": radius_m}
    try:
        # Read before the transaction begins and takes the lock, the streets too, which may lie in a store that is slow.
        outline = _outline(how, corners, pin, radius_m, file)
        with reading() as looking:
            sheet = street_sheet(site_seen_by(looking, viewer, site_id))
        site = site_seen_by(session, viewer, site_id)
        is_first = not site.has_boundary
        with session.begin_nested():
            set_boundary(session, viewer, site, outline, sheet)
    except BadInput as problem:
        return _boundary_shown(request, site_seen_by(session, viewer, site_id), given, _named(how, problem.errors))
    said = _("The boundary is saved. Now choose where the group stops.") if is_first else _("The boundary is saved.")
    return redirect(request, f"/sites/{site.id}/stops" if is_first else f"/sites/{site.id}", said=said)


def _named(how: str, faults: Sequence[FieldFault]) -> list[FieldFault]:
    """Faults of the outline itself under the field in which it was given."""
    return [FieldFault(how if each.pointer == "boundary" else each.pointer, each.sentence) for each in faults]


def _outline(how: str, corners: str, pin: str, radius_m: str, file: UploadFile | None) -> Any:
    """GeoJSON from whichever way was chosen. Raises BadInput for that way's field."""
    if how == "file":
        if file is None or not file.filename:
            raise BadInput(errors=(FieldFault("file", _(NO_FILE)),))
        return {"type": "GeometryCollection", "geometries": read_extract(file.file.read(MOST_BYTES + 1), "file").areas}
    if how == "pin":
        return _circle(pin, radius_m)
    return polygon_in(corners, "corners")


def _circle(pin: str, radius_m: str) -> dict[str, Any]:
    place = place_in(pin)
    radius = float(radius_m) if radius_m.isascii() and radius_m.replace(".", "", 1).isdecimal() else 0.0
    faults = []
    if place is None:
        faults.append(FieldFault("pin", _(NOT_A_PLACE)))
    if not LEAST_RADIUS_M <= radius <= MOST_RADIUS_M:
        faults.append(FieldFault("radius_m", _(BAD_RADIUS)))
    if place is None or faults:
        raise BadInput(errors=tuple(faults))
    return circle(*place, radius)


def _boundary_shown(request: Request, site: Site, given: dict[str, str], faults: Sequence[FieldFault] = ()) -> Response:
    middle = _middle_of(site)
    usual = {"pin": f"{middle[1]:.5f}, {middle[0]:.5f}" if middle else "", "radius_m": f"{USUAL_RADIUS_M:.0f}"}
    given = usual | {name: text for name, text in given.items() if text}
    return show(
        request,
        "sites/boundary.html",
        status=422 if faults else 200,
        site=site,
        given=defaultdict(str, given),
        faults=faults,
    )


def _middle_of(site: Site) -> tuple[float, float] | None:
    """Where a pin is most likely wanted: the middle of the boundary or of the uploaded streets."""
    if site.has_boundary:
        middle = boundary_shape(site.boundary_wgs84).centroid
        return middle.x, middle.y
    sheet = street_sheet(site)
    places = [line.places[0] for line in lines_of_sheet(sheet)] if sheet else []
    if not places:
        return None
    return sorted(lon for lon, _lat in places)[len(places) // 2], sorted(lat for _lon, lat in places)[len(places) // 2]
