"""The walk on paper: found with the code alone, in every language of the audit, ready for a pencil."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from app.foundation.database import writing
from app.walks.audit import Audit
from app.walks.codes import code_of, spaced
from app.walks.walk import Walk
from tests.cast import Cast, token_in
from tests.makers.findings import a_walk


def _asked(browser: TestClient, code: str, **more: str) -> Any:
    token = token_in(browser.get("/paper").text)
    return browser.post("/paper", data={"csrf_token": token, "code": code, **more})


def _speak(walk: Walk, languages: list[str]) -> None:
    with writing() as session:
        audit = session.get(Audit, walk.audit_id)
        assert audit is not None
        audit.languages = languages


def test_the_code_alone_opens_a_form_with_every_quick_question_and_the_help_numbers(cast: Cast) -> None:
    walk = a_walk(cast.facilitator)
    page = _asked(cast.client(), spaced(code_of(walk))).text
    assert 'action="/paper"' in page
    assert "How much light is there here now?" in page
    assert page.count('class="paper__stop"') % 4 == 0
    assert "Circle one number" in page
    assert "If somebody needs help" in page


def test_arabic_paper_runs_from_right_to_left_in_arabic(cast: Cast) -> None:
    walk = a_walk(cast.facilitator)
    _speak(walk, ["en", "ar"])
    page = _asked(cast.client(), code_of(walk), language="ar").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "٤" in page


def test_a_wrong_code_stays_in_the_field(cast: Cast) -> None:
    answer = _asked(cast.client(), "22222222")
    assert answer.status_code == 404
    assert 'value="22222222"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
