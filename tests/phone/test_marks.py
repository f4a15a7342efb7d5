"""Marks in passing and reasons after a bad answer: one tap, beside the stop, taken back by the same button."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import Thumb, bar, join, kept, show_grid, wait_sent

pytestmark = pytest.mark.browser


def _marks(page: Page) -> list[dict]:
    return [record for record in kept(page) if record["body"]["marks"] and not record["isWithdrawn"]]


def test_one_tap_marks_and_one_takes_it_back(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(4)")
    page.wait_for_selector(".row:nth-child(2) input:checked")
    thumb = Thumb(page)
    thumb.tap(".marks [data-mark=broken-lamp]")
    page.wait_for_selector(".banner--ok:has-text('Broken lamp')")
    assert thumb.taps == 1
    [mark] = _marks(page)
    assert (mark["body"]["marks"], mark["body"]["place"]["accuracy_m"]) == (["broken-lamp"], 12)
    assert mark["body"]["stop"] is None
    thumb.tap(bar(1))
    page.wait_for_selector("dialog [data-mark=broken-lamp][aria-pressed=true]")
    assert thumb.taps == 2
    assert _marks(page) == []
    page.click("dialog [data-mark=dark-corner]")
    page.wait_for_selector("dialog", state="detached")
    assert page.locator(".row:nth-child(2) input:checked").count() == 1, "the stop is as it was"
    wait_sent(page)
    assert [one["marks"] for one in house.findings.values() if one["marks"]] == [["dark-corner"]]


def test_harassment_shows_help_first_and_asks_for_no_story(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.locator(".progress").hover()
    page.mouse.down()
    page.wait_for_selector("dialog .marks")
    page.mouse.up()
    page.click("dialog [data-mark=harassment]")
    page.wait_for_selector("a[href='tel:116016']")
    assert page.locator("dialog textarea, dialog input").count() == 0
    assert _marks(page) == [], "she may only want the number"
    page.click(".sheet__foot .big-button--main")
    page.wait_for_selector("dialog", state="detached")
    assert [mark["body"]["marks"] for mark in _marks(page)] == [["harassment"]]


def test_the_cause_and_then_the_owner_are_asked_only_when_she_wants(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    page.evaluate("() => document.querySelector('.row').dataset.row")
    light = ".row[data-row=lgt_level]"
    if not page.locator(light).count():
        page.click(".empty .link-button")  # by day lamps are asked about only when she says that it gets dark
        page.wait_for_selector(light)
    page.click(f"{light} .level-choice:nth-child(1)")
    page.click(".banner--warn .link-button")
    page.click("dialog input[value=no_lamp]")
    page.click("dialog .big-button--main")
    page.wait_for_selector("dialog input[data-code=gov_owner]")
    page.click("dialog input[value=street_lighting]")
    page.wait_for_selector("dialog", state="detached")
    [record] = kept(page)
    assert record["body"]["answers"]["lgt_cause"] == ["no_lamp"]
    assert record["body"]["answers"]["gov_owner"] == "street_lighting"
    page.click(f"{light} .level-choice:nth-child(2)")
    page.wait_for_function("() => !document.querySelector('.banner')")
