"""The screens beside the questions: axe finds nothing, nothing is too wide or too small, and undo reopens what it undoes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import SECRET
from tests.phone.test_screens import AXE, RUN, SMALL, WIDE
from tests.phone.walking import NEXT, bar, join, kept, say_period, show_grid

pytestmark = pytest.mark.browser
NARROW = {"width": 320, "height": 568}


def _more(page: Page, name: str) -> None:
    page.click(bar(2))
    page.click(f"dialog [data-more={name}]")


@pytest.mark.skipif(not AXE.is_file(), reason="run `npm ci` in tests/ first")
@pytest.mark.parametrize(("theme", "language"), [("day", "ar"), ("night", "en"), ("red", "ar")])
def test_marks_pocket_words_and_place_can_be_used_by_everybody(phone: Phone, theme: str, language: str) -> None:
    page = phone.open("/w/words/en.json", viewport=NARROW)
    page.evaluate("(theme) => localStorage.setItem('preferences', JSON.stringify({ theme }))", theme)
    page.goto(f"{phone.address}/w/#{SECRET}")
    join(page, language)
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        page.wait_for_timeout(150)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        faults = page.evaluate(RUN) + page.evaluate(SMALL) + (["too wide"] if page.evaluate(WIDE) else [])
        if faults:
            found[name] = faults

    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    _look_at_each(page, look)
    assert found == {}


def _look_at_each(page: Page, look) -> None:
    _more(page, "marks")
    page.wait_for_selector("dialog .marks")
    look("marks")
    page.click("dialog [data-mark=harassment]")
    page.wait_for_selector("a[href='tel:116016']")
    look("help before a mark")
    page.click(".sheet__foot .big-button--main")
    page.wait_for_selector("dialog", state="detached")
    look("marked")
    _more(page, "words")
    page.wait_for_selector("dialog textarea")
    look("words")
    page.keyboard.press("Escape")
    _more(page, "where")
    page.wait_for_selector(".sketch__pin")
    look("where was this")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog", state="detached")
    _more(page, "pocket")
    page.wait_for_selector(".pocket__pad:focus")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('.pocket__count')?.textContent.match(/[1١]/)")
    look("pocket")
    page.keyboard.press("Escape")
    page.click("#answer-moments")
    page.wait_for_selector("#moment")
    look("a moment")


def test_undo_reopens_words_photos_and_whole_stops_in_both_faces(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.click(".tile:nth-child(3)")
    page.wait_for_selector("#bar button:first-child:enabled")
    page.click(bar(1))
    page.wait_for_timeout(700)  # longer than the pause before the next question: it must not come any more
    page.wait_for_selector(".progress__step:first-child[aria-current]")
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    _more(page, "words")
    page.fill("dialog textarea >> nth=0", "The gate is locked")
    page.click("dialog .big-button--main")
    page.wait_for_selector("dialog", state="detached")
    assert _words(page) == ["The gate is locked"]
    page.click(bar(1))
    page.wait_for_selector("dialog textarea")
    assert _words(page) == []
    page.fill("dialog textarea >> nth=0", "The gate is open")
    page.click("dialog .big-button--main")
    page.wait_for_selector("dialog", state="detached")
    assert _words(page) == ["The gate is open"]

    say_period(page, "night")  # by day the open question is about people, and its photo stands still to hide faces
    show_grid(page)
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    page.click(".shutter")
    page.wait_for_selector(".camera", state="detached")
    page.click(bar(1))
    page.wait_for_function("() => document.getElementById('said').textContent.includes('photo')")
    assert all(record["body"]["media"] == [] for record in kept(page))

    page.click(NEXT)
    page.click("#offer")
    page.wait_for_selector(".row input:checked")
    page.click(bar(1))
    page.wait_for_function("() => !document.querySelector('.row input:checked')")
    page.wait_for_selector("#offer")


def _words(page: Page) -> list[str]:
    return [text for record in kept(page) for text in record["body"]["words"].values()]
