"""Everybody is answered in the language that she asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.foundation.database import writing
from app.people import store
from app.web import arrivals
from app.web.tongues import preferred
from tests.cast import Cast, sign_in
from tests.makers.web import app_with, browser_of


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("fr, ar;q=0.3, en;q=0.2", "ar"),
        ("sw,xx", "en"),
        ("en;q=0.1, ar;q=0.9", "ar"),
        ("es;q=0, en;q=0.1", "en"),
        ("es;q=nonsense, ar", "ar"),
        ("", "en"),
    ],
)
def test_a_browser_s_wish_is_read(header: str, language: str) -> None:
    assert preferred(header) == language


def test_a_language_once_chosen_stays_without_an_account(house: Path) -> None:
    browser = browser_of(app_with())
    assert 'lang="es"' in browser.get("/sign-in", headers={"Accept-Language": "es"}).text
    chosen = browser.get("/sign-in?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in chosen
    assert '<html lang="ar" dir="rtl"' in browser.get("/sign-in", headers={"Accept-Language": "es"}).text


def test_an_unknown_language_is_not_remembered(house: Path) -> None:
    browser = browser_of(app_with())
    assert '<html lang="en"' in browser.get("/sign-in?lang=xx").text
    assert not any("language" in name for name in browser.cookies)


def test_an_account_s_language_comes_before_the_browser_s_and_after_her_choice(cast: Cast) -> None:
    with writing() as session:
        store.account_of(session, cast.facilitator).language = "es"
    browser = browser_of(app_with())
    sign_in(browser, "amara@example.org")
    assert '<html lang="es"' in browser.get("/account", headers={"Accept-Language": "ar"}).text
    assert '<html lang="ar"' in browser.get("/account?lang=ar").text
    assert '<html lang="ar"' in browser.get("/account").text


def test_a_phone_s_bearer_call_is_answered_in_its_own_language_and_asks_no_cookie(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody_may_ask(_connection: object) -> None:
        raise AssertionError("the phone's API looked at a cookie")

    monkeypatch.setattr(arrivals, "find_visitor", nobody_may_ask)
    browser = browser_of(app_with())
    browser.cookies.set("farola", "a stolen session")
    assert browser.get("/api/v1/nothing", headers={"Accept-Language": "es"}).headers["Content-Language"] == "es"


def test_a_walker_is_answered_in_languages_that_the_desk_does_not_speak(house: Path) -> None:
    browser = browser_of(app_with())
    french = {"Accept-Language": "fr-MA,fr;q=0.9,es;q=0.5"}
    refused = browser.get("/api/v1/nothing", headers=french)
    assert refused.headers["Content-Language"] == "fr"
    assert "Il n’y a rien ici." in refused.json()["title"]
    for walkers in ("/w/", "/withdraw", "/paper"):
        assert '<html lang="fr" dir="ltr"' in browser.get(walkers, headers=french).text
    assert 'hreflang="hi"' in browser.get("/withdraw").text
    assert 'hreflang="hi"' not in browser.get("/sign-in").text
    assert '<html lang="es"' in browser.get("/sign-in", headers=french).text, "her phone's choice is none of the desk's"
