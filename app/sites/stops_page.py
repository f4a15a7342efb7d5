"""The desk's doors for the stops of a site: a list that works without scripts, and a map beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.foundation.database import Session
from app.foundation.errors import BadInput, FieldFault, NotFound
from app.foundation.language import N_, _
from app.people import SignedIn
from app.sites import store
from app.sites.boundary import boundary_shape
from app.sites.making import set_stops, site_seen_by
from app.sites.route import Row, rearranged, row_of, rows_of, with_one_more, with_proposals
from app.sites.site import Site
from app.sites.streets import named_streets
from app.web.requests import Reading, Writing
from app.web.show import redirect, show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor)

Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form()]

NO_STREET = N_("Choose a street from the list.")


@router.get("/sites/{site_id}/stops")
def stops_page(request: Request, viewer: SignedIn, session: Reading, site_id: UUID) -> Response:
    """The route as a list and on a map."""
    viewer.require("sites.edit")
    site = site_seen_by(session, viewer, site_id)
    return _stops_shown(request, session, site, [row_of(stop) for stop in store.stops_of(session, site.id)])


@router.post("/sites/{site_id}/stops")
def change_stops(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    site_id: UUID,
    *,
    do: Text = "save",
    stop_id: Texts = [],  # noqa: B006 FastAPI copies defaults
    stop_name: Texts = [],  # noqa: B006
    stop_place: Texts = [],  # noqa: B006
    new_name: Text = "",
    new_place: Text = "",
    street: Text = "",
) -> Response:
    """Every button of the stops page: the whole list comes along, is changed, and is kept."""
    site = site_seen_by(session, viewer, site_id)
    rows = rows_of(stop_id, stop_name, stop_place)
    given = {"new_name": new_name, "new_place": new_place, "street": street}
    try:
        if do == "add":
            rows = with_one_more(rows, new_name, new_place)
        elif do == "propose":
            rows = _proposed(session, site, rows, street)
        rows = rearranged(rows, do)
        with session.begin_nested():
            set_stops(session, viewer, site.id, [row.draft for row in rows])
    except BadInput as problem:
        return _stops_shown(request, session, site, rows, given, problem.errors)
    if do == "done":
        return redirect(request, f"/sites/{site.id}", said=_("The stops are saved."))
    return redirect(request, f"/sites/{site.id}/stops")


def _proposed(session: Session, site: Site, rows: list[Row], street: str) -> list[Row]:
    streets = named_streets(store.streets_of(session, site.id))
    if street not in streets or not site.has_boundary:
        raise BadInput(errors=(FieldFault("street", _(NO_STREET)),))
    return with_proposals(rows, street, streets[street], boundary_shape(site.boundary_wgs84))


def _stops_shown(
    request: Request,
    session: Session,
    site: Site,
    rows: Sequence[Row],
    given: dict[str, str] | None = None,
    faults: Sequence[FieldFault] = (),
) -> Response:
    if not site.has_boundary:
        raise NotFound
    streets = store.streets_of(session, site.id)
    return show(
        request,
        "sites/stops.html",
        status=422 if faults else 200,
        site=site,
        rows=rows,
        street_names=[(name, name) for name in named_streets(streets)],
        boundary=json.dumps(site.boundary_wgs84),
        given=defaultdict(str, given or {}),
        faults=faults,
    )
