"""A link opened inside another app leads to a real browser before anything is kept."""

from __future__ import annotations

import pytest

from tests.browser import Phone, serious_faults
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import kept

pytestmark = pytest.mark.browser

WEBVIEW = (
    "Mozilla/5.0 (Linux; Android 13; A1; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 [FBAN/FBIOS;FBAV/450.0]"
)


def test_android_is_led_to_its_browser_and_she_may_stay(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}", user_agent=WEBVIEW)
    page.wait_for_selector("#outside")
    assert page.get_attribute("#outside", "href").startswith("intent://localhost")  # type: ignore[union-attr]
    assert f"/w/#{SECRET}#Intent;" in page.get_attribute("#outside", "href")  # type: ignore[operator]
    assert house.calls == []
    assert serious_faults(page) == []
    assert not any(record["name"] == "asked" for record in kept(page, "kept"))
    page.click("#stay")
    page.wait_for_selector(".language-tile")


def test_an_iphone_is_told_the_way(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", user_agent=IPHONE)
    page.wait_for_selector("#stay")
    assert page.locator("#outside").count() == 0
    page.click(".big-button--main")
    page.wait_for_selector(".banner")


def test_a_browser_that_is_too_old_is_led_to_paper(phone: Phone) -> None:
    page = phone.open("/w/words/en.json")
    page.add_init_script("delete window.HTMLDialogElement;")
    page.goto(phone.address + "/w/")
    page.wait_for_url("**/paper")
