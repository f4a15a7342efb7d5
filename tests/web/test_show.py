"""Pages, parts, notices, and what every template of the house must keep to."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from starlette.responses import Response

from app.foundation.errors import NotFound
from app.web.show import ROOMS, environment, redirect, show
from app.web.visits import inner_path
from tests.cast import token_in
from tests.makers.web import app_with, browser_of

router = APIRouter()
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))


@router.get("/page")
def page(request: Request) -> Response:
    return show(request, "web/failure.html", part="web/_failure.html", problem=NotFound())


@router.post("/done")
def done(request: Request, to: str = "/page") -> Response:
    return redirect(request, to, said="Saved <b>well</b>.")


def test_htmx_gets_the_part_and_everybody_else_the_page(house: Path) -> None:
    browser = browser_of(app_with(router))
    assert browser.get("/page").text.startswith("<!doctype html>")
    assert "<html" not in browser.get("/page", headers={"HX-Request": "true"}).text
    whole = {"HX-Request": "true", "HX-Request-Type": "full"}
    assert "<html" in browser.get("/page", headers=whole).text


def test_a_notice_is_said_once_and_as_text(house: Path) -> None:
    browser = browser_of(app_with(router))
    token = token_in(browser.get("/page").text)
    first = browser.post("/done", data={"csrf_token": token}).text
    assert "Saved &lt;b&gt;well&lt;/b&gt;." in first
    assert "Saved" not in browser.get("/page").text


def test_a_notice_that_somebody_planted_is_not_said(house: Path) -> None:
    browser = browser_of(app_with(router))
    browser.cookies.set("farola_said", "IkNhbGwgdGhpcyBudW1iZXIi.0123456789abcdef0123456789abcdef")
    assert "Call this number" not in browser.get("/page").text


def test_htmx_is_told_to_load_the_next_page_whole(house: Path) -> None:
    browser = browser_of(app_with(router))
    headers = {"X-CSRF-Token": token_in(browser.get("/page").text), "HX-Request": "true"}
    assert browser.post("/done", headers=headers).headers["HX-Redirect"] == "/page"


@pytest.mark.parametrize(
    "path", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "", None, "desk"]
)
def test_no_address_leads_away_from_here(path: str | None) -> None:
    assert inner_path(path, "/safe") == "/safe"


def test_an_inner_address_is_kept_with_its_query() -> None:
    assert inner_path("/walks/7?lang=es&x=1") == "/walks/7?lang=es&x=1"


def test_the_theme_is_remembered_without_scripts(house: Path) -> None:
    browser = browser_of(app_with(router))
    token = token_in(browser.get("/page").text)
    assert 'data-theme="auto"' in browser.get("/page").text
    answer = browser.post("/theme", data={"csrf_token": token, "theme": "night", "back": "/page"})
    assert 'data-theme="night"' in answer.text
    browser.post(
        "/theme", data={"csrf_token": token, "theme": "disco", "back": "//evil.example"}, follow_redirects=False
    )
    assert 'data-theme="auto"' in browser.get("/page").text


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOMS).as_posix())
def test_every_template_can_be_read(path: Path) -> None:
    room, name = path.relative_to(ROOMS).as_posix().split("/templates/")
    environment().get_template(f"{room}/{name}")
