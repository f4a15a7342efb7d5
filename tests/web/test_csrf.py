"""Another site cannot make a signed-in facilitator's browser act here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import Response

from app.web.show import show
from tests.cast import token_in
from tests.makers.web import HERE, app_with, browser_of

router = APIRouter()
BIG = b"x" * 400_000


@router.get("/form")
def form(request: Request) -> Response:
    return show(request, "web/failure.html", problem=_Nothing())


@router.post("/act")
def act(word: Annotated[str, Form()] = "") -> dict[str, str]:
    return {"did": word}


@router.post("/take")
def take(file: UploadFile, word: Annotated[str, Form()]) -> dict[str, object]:
    return {"bytes": file.size, "word": word}


@router.delete("/thing")
def remove() -> dict[str, bool]:
    return {"removed": True}


class _Nothing:
    """Stands in for a problem, so that the layout with its token can be shown by itself."""

    status, errors = 200, ()

    def said(self) -> str:
        return "Nothing happened."


@pytest.fixture
def browser(house: Path):  # type: ignore[no-untyped-def]
    return browser_of(app_with(router))


def test_her_own_form_is_taken(browser) -> None:  # type: ignore[no-untyped-def]
    token = token_in(browser.get("/form").text)
    assert browser.post("/act", data={"csrf_token": token, "word": "plan"}).json() == {"did": "plan"}
    assert browser.post("/act", data={"word": "plan", "csrf_token": token}).json() == {"did": "plan"}


def test_a_form_without_the_token_changes_nothing_and_says_why(browser) -> None:  # type: ignore[no-untyped-def]
    browser.get("/form")
    answer = browser.post("/act", data={"word": "plan"})
    assert answer.status_code == 403
    assert "nothing was changed" in answer.text


def test_the_token_of_another_visit_is_worth_nothing(browser) -> None:  # type: ignore[no-untyped-def]
    stolen = token_in(browser.get("/form").text)
    browser.cookies.clear()
    browser.get("/form")
    assert browser.post("/act", data={"csrf_token": stolen}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
    ],
)
def test_a_request_that_another_site_sent_is_refused_even_with_a_token(browser, headers: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    token = token_in(browser.get("/form").text)
    assert browser.post("/act", data={"csrf_token": token}, headers=headers).status_code == 403


def test_a_browser_that_hides_its_origin_is_believed_by_the_token(browser) -> None:  # type: ignore[no-untyped-def]
    token = token_in(browser.get("/form").text)
    assert browser.post("/act", data={"csrf_token": token}, headers={"Origin": "null"}).status_code == 200
    assert browser.post("/act", data={"csrf_token": "a.b"}, headers={"Origin": "null"}).status_code == 403


def test_htmx_brings_the_token_in_a_header_for_every_method(browser) -> None:  # type: ignore[no-untyped-def]
    token = token_in(browser.get("/form").text)
    assert browser.delete("/thing").status_code == 403
    assert browser.delete("/thing", headers={"X-CSRF-Token": token}).json() == {"removed": True}


def test_a_large_file_behind_the_token_arrives_whole(browser) -> None:  # type: ignore[no-untyped-def]
    token = token_in(browser.get("/form").text)
    sent = {"files": {"file": ("streets.pbf", BIG)}}
    answer = browser.post("/take", data={"csrf_token": token, "word": "canal"}, **sent)
    assert answer.json() == {"bytes": len(BIG), "word": "canal"}
    assert browser.post("/take", data={"word": "canal"}, **sent).status_code == 403


def test_two_pages_never_carry_the_same_token(browser) -> None:  # type: ignore[no-untyped-def]
    first, second = token_in(browser.get("/form").text), token_in(browser.get("/form").text)
    assert first != second
    assert HERE not in first
