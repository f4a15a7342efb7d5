"""Whatever goes wrong, the reader gets a sentence in her language, and never our insides."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from fastapi import APIRouter
from sqlalchemy import QueuePool, create_engine
from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from app.foundation.errors import BadInput, FieldFault, Problem
from app.foundation.language import N_
from app.web.logging import JsonLines
from tests.makers.web import app_with, browser_of

router = APIRouter()


class LampIsOut(Problem):
    status = 409
    code = "lamp-is-out"
    sentence = N_("The lamp at {place} is out.")


@router.get("/breaks")
@router.get("/api/v1/breaks")
def breaks() -> None:
    raise RuntimeError("the password is hunter2")


@router.get("/collides")
def collides() -> None:
    raise IntegrityError("INSERT INTO finding", {"words": "she was followed"}, Exception("UNIQUE constraint failed"))


@router.get("/api/v1/crowded")
def crowded() -> None:
    lines = create_engine("sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.01)
    with lines.connect(), lines.connect():
        raise AssertionError("there is one line only")


@router.get("/lamp")
@router.get("/api/v1/lamp")
def lamp() -> None:
    raise LampIsOut(place="<b>Canal Road</b>")


@router.get("/api/v1/fields")
def fields() -> None:
    raise BadInput(errors=(FieldFault("/answers/lgt_level", "Say 0 to 3."),))


@router.get("/api/v1/number/{n}")
def number(n: int) -> int:
    return n


@pytest.fixture
def browser(house: Path) -> TestClient:
    return browser_of(app_with(router))


def test_a_program_reads_a_problem_document(browser: TestClient) -> None:
    answer = browser.get("/api/v1/lamp")
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:farola:problem:lamp-is-out",
        "title": "The lamp at <b>Canal Road</b> is out.",
        "status": 409,
        "code": "lamp-is-out",
    }


def test_a_program_learns_which_field_is_at_fault(browser: TestClient) -> None:
    assert browser.get("/api/v1/fields").json()["errors"] == [
        {"pointer": "/answers/lgt_level", "sentence": "Say 0 to 3."}
    ]
    faults = browser.get("/api/v1/number/seven").json()
    assert faults["status"] == 422
    assert faults["errors"] == [{"pointer": "/n", "sentence": "Write a whole number here."}]


def test_a_person_reads_a_page_with_the_sentence_and_no_markup_of_others(browser: TestClient) -> None:
    answer = browser.get("/lamp")
    assert answer.status_code == 409
    assert "<h1>There is a problem</h1>" in answer.text
    assert "&lt;b&gt;Canal Road&lt;/b&gt;" in answer.text


def test_a_half_filled_form_stays_when_its_part_fails(browser: TestClient) -> None:
    answer = browser.get("/lamp", headers={"HX-Request": "true"})
    assert "<html" not in answer.text
    assert answer.headers["HX-Retarget"] == "#notices"


@pytest.mark.parametrize("path", ["/breaks", "/api/v1/breaks"])
def test_an_unforeseen_fault_shows_nothing_of_our_insides(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 500
    assert "Nothing you gave was lost" in answer.text
    for inside in ("hunter2", "RuntimeError", "Traceback", ".py"):
        assert inside not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_log_of_a_database_fault_does_not_hold_what_a_walker_wrote(
    browser: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert browser.get("/collides").status_code == 500
    lines = [JsonLines().format(record) for record in caplog.records]
    assert any("IntegrityError" in line for line in lines)
    assert "followed" not in "".join(lines)


def test_who_finds_every_line_to_the_database_taken_is_asked_to_come_again(browser: TestClient) -> None:
    answer = browser.get("/api/v1/crowded")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_unknown_address_is_kind_to_people_and_plain_to_programs(browser: TestClient) -> None:
    assert "<h1>There is a problem</h1>" in browser.get("/nowhere").text
    assert browser.get("/api/v1/nowhere").json()["code"] == "not-found"
    assert browser.post("/api/v1/lamp").json()["code"] == "method-not-allowed"
    assert browser.post("/api/v1/lamp").headers["Allow"] == "GET"


def test_she_can_read_out_a_number_that_leads_to_the_line_in_the_log(
    house: Path, caplog: pytest.LogCaptureFixture
) -> None:
    browser = browser_of(app_with(router))
    for path in ("/breaks", "/api/v1/breaks"):
        caplog.clear()
        with caplog.at_level(logging.INFO, logger="farola"):
            answer = browser.get(path)
        numbers = {json.loads(JsonLines().format(record))["request"] for record in caplog.records}
        assert len(numbers) == 1 and numbers.pop() in answer.text
    assert "ask for help" not in browser.get("/lamp").text
