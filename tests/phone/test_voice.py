"""Speaking instead of typing: only after her yes, kept while she speaks, heard again, and sent."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app.foundation.sounds import sound_in
from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import bar, go_back, join, kept, menu, ready_offline, wait_sent

pytestmark = pytest.mark.browser

ALL = ["geolocation", "camera", "microphone"]
TALK = "#bar .bar-button:has(use[href$='#microphone'])"


def _parts(page: Page) -> int:
    return sum(one["key"].startswith("part.") for one in kept(page, "bytes"))


def _speak_until(page: Page, parts: int) -> None:
    for _round in range(60):
        if _parts(page) >= parts:
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"never wrote {parts} parts")


def test_tap_speak_tap_is_a_note_that_can_be_heard_undone_and_sent(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}", permissions=ALL)
    join(page, also=("voice",))
    page.click(".tile:nth-child(4)")
    wait_sent(page)
    page.click(TALK)
    page.wait_for_selector(".voice")
    _speak_until(page, 1)
    page.click("dialog .bar-button--main")
    page.wait_for_selector(".banner--ok")
    [medium] = kept(page, "media")
    assert medium["kind"] == "voice"
    assert medium["seconds"] >= 1
    assert _parts(page) == 0
    wait_sent(page)
    assert sound_in(house.media[medium["sha256"]][:64]) == medium["type"] == "audio/webm"
    paths = [call for call in house.calls if "findings" in call or "media" in call]
    assert paths[-1].startswith("PUT"), "after the finding that it belongs to"
    menu(page, "list")
    page.click(".voices .big-button")
    page.wait_for_function("() => document.querySelector('.voices audio')?.currentTime > 0")
    go_back(page)
    page.click(bar(1))
    page.wait_for_function("() => document.getElementById('said').textContent.includes('voice note')")
    assert all(record["body"]["media"] == [] for record in kept(page))


def test_holding_the_button_speaks_and_letting_go_keeps(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", permissions=ALL)
    join(page, also=("voice",))
    page.hover(TALK)
    page.mouse.down()
    page.wait_for_selector(".voice")
    _speak_until(page, 1)
    page.mouse.up()
    page.wait_for_selector(".banner--ok")
    assert len(kept(page, "media")) == 1
    page.wait_for_timeout(600)
    assert page.locator(".voice").count() == 0, "letting go does not begin a second one"


def test_a_phone_that_dies_while_she_speaks_keeps_what_she_said(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", permissions=ALL)
    join(page, also=("voice",))
    ready_offline(page)
    page.click(TALK)
    _speak_until(page, 2)
    phone.kill()
    page = phone.open(is_offline=True, permissions=ALL)
    page.wait_for_selector(".banner--ok:has-text('cut off')")
    [medium] = kept(page, "media")
    assert medium["kind"] == "voice"
    assert _parts(page) == 0


def test_what_is_thrown_away_is_gone(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", permissions=ALL)
    join(page, also=("voice",))
    page.click(TALK)
    _speak_until(page, 1)
    page.click("dialog .bar-button:has(use[href$='#trash'])")
    page.wait_for_selector(".voice", state="detached")
    while _parts(page):  # they go a moment after the sheet
        page.wait_for_timeout(50)
    assert kept(page, "media") == []


def test_nobody_listens_without_her_yes_and_a_locked_microphone_is_explained(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    assert page.locator(TALK).count() == 0
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    menu(page, "microphone")
    page.click("dialog .big-button--main")
    page.wait_for_selector(".banner--warn:has-text('microphone')")
    assert page.locator(TALK).count() == 1, "the button keeps its place"
    assert kept(page, "media") == []
