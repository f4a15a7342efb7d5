"""Doors of `web` itself: static files, the shell of the phone, and the theme."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.web import phone, static_files
from app.web.show import THEME_COOKIE, THEMES, redirect
from app.web.typed import FormDoor
from app.web.visits import inner_path, keep_cookie

router = APIRouter(route_class=FormDoor)
router.include_router(static_files.router)
router.include_router(phone.router)


@router.post("/theme")
def choose_theme(
    request: Request, theme: Annotated[str, Form(max_length=10)], back: Annotated[str, Form(max_length=500)] = "/"
) -> Response:
    """Remember day, night or auto on this device, and go back to where the visitor was."""
    answer = redirect(request, inner_path(back))
    keep_cookie(answer, THEME_COOKIE, theme if theme in THEMES else THEMES[0])
    return answer
