"""Doors of home: the front page, the desk, who sees what, and the two questions that machines ask."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.home.desk import cards_for
from app.home.readiness import what_is_missing
from app.home.welcome import welcomes
from app.people import SignedIn
from app.walks import published_audits
from app.web.requests import Reading
from app.web.show import show

router = APIRouter()


@router.get("/")
def front_page(request: Request, session: Reading) -> Response:
    """What Farola is, what can be tried here, and what has been published."""
    return show(request, "home/front.html", welcomes=welcomes(session), published=published_audits(session))


@router.get("/desk")
def desk(request: Request, session: Reading, viewer: SignedIn) -> Response:
    """The audits of the viewer's organisation."""
    return show(request, "home/desk.html", cards=cards_for(session, viewer))


@router.get("/about-privacy")
def about_privacy(request: Request) -> Response:
    """Who sees what, in plain words."""
    return show(request, "home/about_privacy.html")


@router.get("/health")
def health() -> dict[str, str]:
    """The process answers. Says nothing about the database, so that a slow disk does not get the server killed."""
    return {"status": "alive"}


@router.get("/ready")
def ready() -> Response:
    """The database answers and has every table, files can be written, and the disk has room; or why not."""
    missing = what_is_missing()
    if not missing:
        return JSONResponse({"status": "ready"})
    return JSONResponse({"status": "not-ready", "missing": missing}, status_code=503, headers={"Retry-After": "5"})
