"""Where was this? Answered on the phone's own sketch, by finger, button, key or from a list, without any network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import SECRET, STOPS, FakeHouse
from tests.phone.walking import bar, join, kept, menu, ready_offline

pytestmark = pytest.mark.browser
NORTH = ".sketch__tools button:nth-child(2)"


def _place(page: Page) -> dict:
    [record] = kept(page)
    return record["body"]["place"]


def _open(page: Page) -> None:
    page.click(bar(2))
    page.click("dialog [data-more=where]")
    page.wait_for_selector(".sketch__pin")


def _keep(page: Page) -> None:
    page.click(".sheet__foot .big-button--main")
    page.wait_for_selector("dialog", state="detached")


def test_the_pin_moves_by_button_key_and_finger_and_undo_brings_it_back(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page, "ar")
    ready_offline(page)
    phone.context.set_offline(True)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    before = _place(page)
    _open(page)
    assert page.evaluate("() => getComputedStyle(document.querySelector('.sketch')).direction") == "ltr"
    page.click(".sketch__tools button:nth-child(6)")
    for _step in range(3):
        page.click(NORTH)
    page.focus(".sketch")
    page.keyboard.press("ArrowRight")
    _keep(page)
    moved = _place(page)
    assert moved["source"] == "pin"
    assert moved["lat"] > before["lat"]
    assert moved["lon"] > before["lon"], "east is east in Arabic too"
    page.click(bar(1))
    page.wait_for_selector(".sketch__pin")
    assert _place(page) == before
    box = page.locator(".sketch").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.9)
    _keep(page)
    assert _place(page)["lat"] < before["lat"], "the lower end of the map is south"


def test_a_stop_from_the_list_is_enough_for_those_who_read_no_maps(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}", geolocation=None)
    page.evaluate(
        "() => { navigator.geolocation.watchPosition = (_found, failed) => { failed({ code: 1 }); return 1; }; }"
    )
    join(page)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    assert _place(page) is None
    menu(page, "list")
    page.click("[data-where]")
    page.click("dialog [data-near]:nth-child(2)")
    page.wait_for_selector("dialog", state="detached")
    lon, lat, _name = STOPS[1]
    place = _place(page)
    assert (place["lon"], place["lat"], place["source"]) == (lon, lat, "stop")
    page.wait_for_selector("[data-where]", state="detached")
