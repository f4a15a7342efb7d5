"""What keeps strangers' scripts, frames and caches out of a facilitator's page."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import APIRouter
from starlette.responses import PlainTextResponse

from app.foundation.settings import settings
from tests.makers.web import app_with, browser_of

router = APIRouter()


@router.get("/tile")
def tile() -> PlainTextResponse:
    return PlainTextResponse("tile", headers={"Cache-Control": "private, max-age=60"})


def test_no_page_lets_a_foreign_script_or_frame_in(house: Path) -> None:
    headers = browser_of(app_with()).get("/sign-in").headers
    policy = dict(each.split(" ", 1) for each in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=(self)" in headers["Permissions-Policy"]


def test_a_shared_computer_keeps_no_copy_unless_a_door_says_so(house: Path) -> None:
    browser = browser_of(app_with(router))
    assert browser.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert browser.get("/tile").headers["Cache-Control"] == "private, max-age=60"


def test_https_is_promised_only_where_it_is_spoken(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Strict-Transport-Security" not in browser_of(app_with()).get("/sign-in").headers
    monkeypatch.setenv("FAROLA_ADDRESS", "https://walks.example.org")
    settings.cache_clear()
    answer = browser_of(app_with()).get("/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
    assert answer.headers["Set-Cookie"].startswith("__Host-farola_visit=")
    for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
        assert part in answer.headers["Set-Cookie"]
