"""Everybody is answered in the language that she asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.web.tongues import preferred
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
