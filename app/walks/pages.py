"""The desk's doors to a walk: its page, its state while people are out, its codes and its poster."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.foundation import clock
from app.foundation.database import Session
from app.foundation.language import _
from app.people import SignedIn, Viewer
from app.sites import boundary_shape, period_at, services_of, site_seen_by, sunset_on
from app.walks import audit_pages, paper_pages
from app.walks.codes import code_of, spaced
from app.walks.places import is_full
from app.walks.planning import close_walk, open_walk, renew_codes, set_joining, walk_seen_by
from app.walks.poster import posters_of
from app.walks.qr import is_only_here, join_address, join_link, qr_png_file, qr_svg, qr_svg_file
from app.walks.status import walk_status
from app.web.requests import Reading, Writing
from app.web.show import redirect, show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor, include_in_schema=False)
router.include_router(audit_pages.router)
router.include_router(paper_pages.router)

PRIVATE = {"Cache-Control": "no-store"}  # whoever sees these pages can join the walk


@router.get("/walks/{walk_id}")
def walk_page(request: Request, viewer: SignedIn, session: Reading, walk_id: UUID) -> Response:
    """Everything for the evening: how to join, who is with us, whose phone still holds something."""
    return _private(show(request, "walks/walk.html", **_walk(session, viewer, walk_id)))


@router.get("/walks/{walk_id}/status")
def status(request: Request, viewer: SignedIn, session: Reading, walk_id: UUID) -> Response:
    """The part that is asked for again every few seconds; without htmx, the whole page."""
    return _private(show(request, "walks/walk.html", part="walks/_status.html", **_walk(session, viewer, walk_id)))


@router.post("/walks/{walk_id}/open")
def open_it(request: Request, viewer: SignedIn, session: Writing, walk_id: UUID) -> Response:
    open_walk(session, viewer, walk_id)
    return redirect(request, f"/walks/{walk_id}", said=_("The walk is open."))


@router.post("/walks/{walk_id}/close")
def close_it(request: Request, viewer: SignedIn, session: Writing, walk_id: UUID) -> Response:
    close_walk(session, viewer, walk_id)
    return redirect(request, f"/walks/{walk_id}", said=_("The walk is closed. Phones can still send what they hold."))


@router.post("/walks/{walk_id}/joining")
def switch_joining(
    request: Request, viewer: SignedIn, session: Writing, walk_id: UUID, is_open: Annotated[str, Form()] = "no"
) -> Response:
    walk = set_joining(session, viewer, walk_id, is_open == "yes")
    said = _("New phones can join.") if walk.is_joining_open else _("No new phone can join. Those who joined walk on.")
    return redirect(request, f"/walks/{walk_id}", said=said)


@router.post("/walks/{walk_id}/codes")
def new_codes(request: Request, viewer: SignedIn, session: Writing, walk_id: UUID) -> Response:
    renew_codes(session, viewer, walk_id)
    return redirect(request, f"/walks/{walk_id}", said=_("Old posters and links no longer work. Print the new poster."))


@router.get("/walks/{walk_id}/poster")
def poster(request: Request, viewer: SignedIn, session: Reading, walk_id: UUID, only: str = "") -> Response:
    """One A4 sheet in each language of the walk, or in `only` one of them."""
    context = _walk(session, viewer, walk_id)
    languages = context["audit"].languages
    chosen = [only] if only in languages else languages
    posters = posters_of(context["walk"], context["site"], chosen)
    return _private(show(request, "walks/poster.html", **context, posters=posters, only=only, spoken=languages))


@router.get("/walks/{walk_id}/qr.svg")
def svg(viewer: SignedIn, session: Reading, walk_id: UUID) -> Response:
    return _picture(session, viewer, walk_id, qr_svg_file, "image/svg+xml", "svg")


@router.get("/walks/{walk_id}/qr.png")
def png(viewer: SignedIn, session: Reading, walk_id: UUID) -> Response:
    return _picture(session, viewer, walk_id, qr_png_file, "image/png", "png")


def _walk(session: Session, viewer: Viewer, walk_id: UUID) -> dict[str, Any]:
    """What the walk's pages show. Raises NotFound for a foreign walk, NotAllowed for who leads no walks."""
    walk, audit = walk_seen_by(session, viewer, walk_id)
    viewer.require("walks.lead")
    site = site_seen_by(session, viewer, audit.site_id)
    middle = boundary_shape(site.boundary_wgs84).centroid
    return {
        "walk": walk,
        "audit": audit,
        "site": site,
        "phones": walk_status(session, walk),
        "is_full": is_full(session, walk.id, walk.code_turn),
        "now": clock.now(),
        "is_ready": bool(services_of(session, site.id)),
        "light": period_at(middle.x, middle.y, walk.opens_at),
        "sunset": sunset_on(middle.x, middle.y, walk.opens_at.date()),
        "code": spaced(code_of(walk)),
        "link": join_link(walk),
        "address": join_address(),
        "qr": qr_svg(walk),
        "is_only_here": is_only_here(),
    }


def _private(answer: Response) -> Response:
    answer.headers.update(PRIVATE)
    return answer


def _picture(session: Session, viewer: Viewer, walk_id: UUID, make: Any, kind: str, ending: str) -> Response:
    walk, _audit = walk_seen_by(session, viewer, walk_id)
    viewer.require("walks.lead")
    headers = PRIVATE | {"Content-Disposition": f'attachment; filename="farola-qr.{ending}"'}
    return Response(make(walk), media_type=kind, headers=headers)
