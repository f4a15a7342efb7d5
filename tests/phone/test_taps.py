"""How many taps things cost her, counted: the promise of this app in numbers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app.instruments import instrument_named, packed
from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import Thumb, bar, join, kept, ready_offline, wait_sent

pytestmark = pytest.mark.browser
FINISH = "dialog .choice:has(use[href$='#check-circle'])"


@pytest.fixture
def nine(house: FakeHouse, monkeypatch: pytest.MonkeyPatch) -> FakeHouse:
    """A walk that asks the nine core questions at each stop, of everybody also by day."""
    pack = house.pack()
    pack["instrument"] = packed(instrument_named("st9"), house.languages)
    for question in pack["instrument"]["questions"]:
        question["when"] = None
    monkeypatch.setattr(house, "pack", lambda: pack)
    return house


def _rate(page: Page, thumb: Thumb, level: int) -> None:
    done = page.locator(".progress__step.is-done").count()
    thumb.tap(f".tile:nth-child({level})")
    page.wait_for_function("(n) => document.querySelectorAll('.progress__step.is-done').length === n", arg=done + 1)
    page.wait_for_function("() => !document.querySelector('.tile input:checked')")


def _kept_revisions(page: Page) -> int:
    return sum(record["body"]["revision"] for record in kept(page))


def test_every_deed_costs_the_taps_that_were_promised(phone: Phone, nine: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}")
    page.wait_for_selector(".language-tile")
    assert join(page) == 4, "and the phone's own question about the place"
    ready_offline(page)
    phone.context.set_offline(True)
    heard = list(nine.calls)

    stop = Thumb(page)
    for question in range(9):
        _rate(page, stop, question % 4 + 1)
        assert _kept_revisions(page) == stop.taps, "each tap is durable before the next question comes"
    page.wait_for_selector(".marks")
    assert (stop.taps, nine.calls) == (9, heard), "nine taps are nine kept answers, and none waits for the network"

    mark = Thumb(page)
    mark.tap("[data-mark=dark-corner]")
    page.wait_for_selector(".banner--ok")
    assert (mark.taps, len(kept(page))) == (1, 2)

    undo = Thumb(page)
    undo.tap(bar(1))
    page.wait_for_selector("dialog [data-mark=dark-corner][aria-pressed=true]")
    assert undo.taps == 1
    assert [record["isWithdrawn"] for record in kept(page)].count(True) == 1
    page.keyboard.press("Escape")

    photo = Thumb(page)
    photo.tap("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    photo.tap(".shutter")
    page.wait_for_selector(".camera", state="detached")
    assert (photo.taps, len(kept(page, "media"))) == (2, 1)

    phone.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    wait_sent(page)
    assert len(nine.media) == 1, "sending costs no tap"

    _help_finish_and_the_way_out(page)


def _help_finish_and_the_way_out(page: Page) -> None:
    call = Thumb(page)
    call.tap(bar(2))
    assert page.locator("dialog a[href='tel:116016']").is_visible(), "the second tap calls"
    page.keyboard.press("Escape")

    finish = Thumb(page)
    finish.tap(bar(2))
    finish.tap(FINISH)
    page.wait_for_selector("#sent-line")
    assert finish.taps == 2

    leave = Thumb(page)
    leave.tap("#head .icon-button:has(use[href$='#sign-out'])")
    page.wait_for_selector(".quiet-page")
    assert leave.taps == 1
