"""The door for tiles."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.analysis import Audience
from app.maps.tile import tile_at
from app.maps.tiles import layers_named, tile_bytes, tile_stamp
from app.maps.view import view_of
from app.people import MaybeSignedIn
from app.web.requests import Reading

router = APIRouter()

MEDIA_TYPE = "application/vnd.mapbox-vector-tile"


@router.get("/maps/{audit_id}/tiles/{names}/{z}/{x}/{y}.mvt")
def tile(
    request: Request, session: Reading, viewer: MaybeSignedIn, audit_id: UUID, names: str, z: int, x: int, y: int
) -> Response:
    """One or several layers (comma between names) of one tile, chosen by the same query as the page."""
    drawn, where = layers_named(names), tile_at(z, x, y)
    view = view_of(session, viewer, audit_id, request.query_params.multi_items())
    stamp = tile_stamp(view, drawn, where)
    # "no-cache" means keep it, but ask each time: what a walker took back must be gone at the next look.
    keeper = "public" if view.audience is Audience.PUBLIC else "private"
    headers = {"ETag": stamp, "Cache-Control": f"{keeper}, no-cache", "Vary": "Cookie"}
    if stamp in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(tile_bytes(session, view, drawn, where), media_type=MEDIA_TYPE, headers=headers)
