"""The walk this app is made for: joined with a signal, walked without one, killed in the middle, sent at the end."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import CODE, SECRET, FakeHouse
from tests.phone.makers import a_broken_photo, a_photo_with_a_place
from tests.phone.walking import (
    LATER,
    Thumb,
    bar,
    choose_file,
    go_on,
    join,
    kept,
    menu,
    ready_offline,
    show_grid,
    wait_sent,
)

pytestmark = pytest.mark.browser
NEW_SECRET = "k3Hn8uTqY1vLp5Wz0cRb7e"


def test_nothing_is_lost_between_a_killed_phone_and_the_server(phone: Phone, house: FakeHouse, tmp_path: Path) -> None:
    page = phone.open(f"/w/#{SECRET}")
    page.wait_for_selector(".language-tile")
    assert "#" not in page.url, "the secret leaves the address bar"
    assert join(page) == 4
    ready_offline(page)
    phone.context.set_offline(True)
    calls_before = len(house.calls)
    _nine_taps_are_nine_answers(page)
    _two_taps_are_one_photo(page)

    # The phone dies. Opened again, still without a signal, it stands at the same stop with everything.
    phone.kill()
    page = phone.open(is_offline=True)
    page.wait_for_selector(".grid-mode")
    assert page.locator(".row input:checked").count() == 9
    assert len(kept(page, "media")) == 1
    page.wait_for_selector(".banner--ok")
    assert page.locator("#unsent bdi").inner_text() == "2"
    assert len(house.calls) == calls_before

    _a_broken_file_costs_nothing_else(page, tmp_path)

    # A signal: everything goes by itself and shows as sent only then.
    phone.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    wait_sent(page)
    _all_of_it_arrived(page, house)
    menu(page, "check-circle")
    assert page.inner_text(".code-big") == "1234 5678 9012 3456"


@pytest.mark.parametrize("mood", ["well", "full"])
def test_a_phone_that_set_out_with_a_code_that_was_renewed_meanwhile_sends_with_the_new_one(
    phone: Phone, house: FakeHouse, mood: str
) -> None:
    house.mood = (
        mood  # "full": with the old code there is no room, and the server asks for a quarter of an hour's patience
    )
    page = phone.open(f"/w/#{SECRET}")
    page.wait_for_selector(".language-tile")
    ready_offline(page)
    phone.context.set_offline(True)
    join(page)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    house.codes = {NEW_SECRET}
    phone.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    while "POST /api/v1/join" not in house.calls:
        page.wait_for_timeout(100)
    assert house.walkers == {}

    page.goto(f"{phone.address}/w/#{NEW_SECRET}")
    wait_sent(page)
    [walker] = house.walkers.values()
    assert walker["code"] == NEW_SECRET
    assert len(house.findings) == 1
    assert "#" not in page.url
    [walk] = kept(page, "walks")
    assert walk["code"] == NEW_SECRET
    assert len(kept(page)) >= 1, "her notes are where they were"


def _nine_taps_are_nine_answers(page: Page) -> None:
    show_grid(page)
    thumb = Thumb(page)
    for row in range(1, 10):
        thumb.tap(f".row:nth-child({row}) .level-choice:nth-child({row % 4 + 1})")
        page.wait_for_selector(f".row:nth-child({row}) input:checked")
        [finding] = kept(page)
        assert finding["body"]["revision"] == thumb.taps, "durable before it shows"
    assert thumb.taps == 9
    answers = [answer for code, answer in finding["body"]["answers"].items() if code != "ctx_period"]
    assert answers == [row % 4 for row in range(1, 10)]
    assert finding["body"]["place"]["accuracy_m"] == 12


def _two_taps_are_one_photo(page: Page) -> None:
    thumb = Thumb(page)
    thumb.tap("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    thumb.tap(".shutter")
    page.wait_for_selector(".camera", state="detached")
    assert thumb.taps == 2
    assert len(kept(page, "media")) == 1


def _a_broken_file_costs_nothing_else(page: Page, folder: Path) -> None:
    go_on(page)
    page.click(".row:nth-child(1) .level-choice:nth-child(1)")
    page.wait_for_selector(".row:nth-child(1) input:checked")
    choose_file(page, a_broken_photo(folder), is_picture=False)
    page.wait_for_selector(".banner--err")
    assert "not a picture" in page.inner_text(".banner")
    assert len(kept(page, "media")) == 1
    assert len(kept(page)) == 2
    choose_file(page, a_photo_with_a_place(folder))
    page.wait_for_function("() => document.querySelector('#unsent bdi')?.textContent === '4'")


def _all_of_it_arrived(page: Page, house: FakeHouse) -> None:
    assert len(house.findings) == 2
    assert len(house.media) == 2
    assert all(len(photo) <= 300_000 for photo in house.media.values())
    assert all(b"Exif" not in photo and b"GPS" not in photo for photo in house.media.values())
    for record in kept(page):
        assert record["receipt"]["state"] == "kept"
        assert house.findings[record["id"]]["answers"] == record["body"]["answers"]


def test_undo_reopens_the_question_with_the_old_answer(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(2)")
    page.wait_for_selector(".row:nth-child(2) input[value='1']:checked")
    page.click(".row:nth-child(2) .level-choice:nth-child(4)")
    page.wait_for_selector(".row:nth-child(2) input[value='3']:checked")
    page.click(bar(1))
    page.wait_for_selector(".row:nth-child(2) input[value='1']:checked")
    assert page.evaluate("() => document.activeElement.value") == "1", "the focus stands on the old answer"
    page.click(bar(1))
    page.wait_for_function("() => !document.querySelector('.row input:checked')")
    assert page.is_disabled(bar(1))


def test_a_picture_answer_leads_on_and_its_undo_leads_back(phone: Phone) -> None:
    page = phone.open("/w/")
    page.fill("#code", CODE.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector(".language-tile")
    join(page)
    first = page.inner_text(".question")
    page.click(".tile:nth-child(1)")
    page.wait_for_function(f"() => document.querySelector('.question').innerText !== {first!r}")
    assert page.locator(".banner--warn").count() == 1, (
        "reasons are offered after a bad answer, and nothing waits for them"
    )
    page.click(bar(1))
    page.wait_for_function(f"() => document.querySelector('.question').innerText === {first!r}")


def test_the_quick_exit_leaves_nothing_to_come_back_to(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector("#bar button:first-child:enabled")
    ready_offline(page)
    phone.context.set_offline(True)
    for key in ("Shift", "Shift", "Shift"):
        page.keyboard.press(key)
    page.wait_for_selector(".quiet-page")
    assert page.url.endswith("/w/quiet")
    assert page.title() == "Clock"
    page.go_back()
    assert not page.locator(".picture-mode").count()
    page.goto(phone.address + "/w/")
    page.wait_for_selector(".picture-mode")
    assert len(kept(page)) == 1


def test_a_captive_portals_200_is_not_a_receipt(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    house.mood = "captive"
    page.click(".tile:nth-child(3)")
    page.wait_for_selector("#unsent.pill-state--warn", timeout=15_000)
    menu(page, "check-circle")
    assert "only on this phone" in page.inner_text("#sent-line")
    house.mood = "well"
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('#sent-line').innerText.includes('1 thing: 1 sent')")
    assert len(house.findings) == 1


def test_what_the_browser_threw_away_is_said(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    phone.context.set_offline(True)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".tile:nth-child(2) input:checked, .progress__step.is-done")
    devtools = phone.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": phone.address, "storageTypes": "indexeddb"})
    page.reload()
    page.wait_for_selector(".banner--err")
    assert "1 thing that was on this phone is gone" in page.inner_text(".banner")


def test_a_deleted_stop_can_be_had_back_until_the_server_hears_of_it(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector("#unsent bdi")
    wait_sent(page)
    menu(page, "list")
    page.click(".card__actions button:nth-child(2)")
    page.click("[data-deleted] button")
    page.wait_for_selector(".card__actions")
    page.click(".card__actions button:nth-child(2)")
    page.wait_for_selector("[data-deleted]")
    assert len(house.findings) == 1, "nothing is taken back in haste"
    page.evaluate(LATER)
    page.wait_for_function("() => document.querySelector('.card').innerText.includes('on the server')")
    assert house.findings == {}
    assert page.locator(".card button").count() == 0, "and no undo that would lie"
