"""The codebook is open to everybody, in every language."""

from __future__ import annotations

import pytest

from app.foundation.language import WALKER_LANGUAGES
from app.instruments import instrument_named, instruments, wording
from tests.cast import Cast


def test_a_visitor_sees_every_instrument_and_what_walkers_are_told(cast: Cast) -> None:
    page = cast.client().get("/instruments").text
    for title in ("Women&#39;s night walk", "Nine quick questions", "Park and green space", "No names, no faces"):
        assert title in page


@pytest.mark.parametrize("language", WALKER_LANGUAGES)
def test_a_visitor_reads_every_question_in_her_language(cast: Cast, language: str) -> None:
    page = cast.client().get(f"/instruments/wsa_night?lang={language}").text
    for code in instrument_named("wsa_night").indicators:
        assert f'id="{code}"' in page
    assert wording("lgt_level", language).question in page
    assert wording("fee_safe", language).meanings["3"] in page
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page


def test_the_page_shows_version_and_fingerprint(cast: Cast) -> None:
    page = cast.client().get("/instruments/st9").text
    assert "1.1.0" in page
    assert instrument_named("st9").sha256[:16] in page


def test_a_program_reads_the_same(cast: Cast) -> None:
    for one in instruments():
        told = cast.client().get(f"/instruments/{one.code}/codebook.json").json()
        assert told["sha256"] == one.sha256
        assert set(told["title"]) == set(WALKER_LANGUAGES)


@pytest.mark.parametrize(
    "path",
    ["/instruments/nothing", "/instruments/dictionary", "/instruments/..%2fst9", "/instruments/nothing/codebook.json"],
)
def test_what_is_not_there_is_said_kindly(cast: Cast, path: str) -> None:
    assert cast.client().get(path).status_code == 404


def test_a_strange_language_does_no_harm(cast: Cast) -> None:
    for tag in ("xx", "../../etc", "<script>", "a" * 3000, ""):
        answer = cast.client().get("/instruments/st9", params={"lang": tag})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "How much light is there here now?" in answer.text
