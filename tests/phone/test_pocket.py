"""The phone stays in the pocket: a press marks the moment, a dead phone forgets none, and the answers come later."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import HERE, Phone
from tests.phone.fake_house import SECRET
from tests.phone.walking import bar, join, kept, menu, ready_offline

pytestmark = pytest.mark.browser
PAD = ".pocket__pad"


def _into_the_pocket(page: Page) -> None:
    page.click(bar(2))
    page.click("dialog [data-more=pocket]")
    page.wait_for_selector(f"{PAD}:focus")


def _press(page: Page, waiting: int) -> None:
    page.hover(PAD)
    page.mouse.down()
    page.wait_for_selector(f".pocket__count:text-is('{waiting}')")
    page.mouse.up()


def _moments(page: Page) -> list[dict]:
    found = [one for one in kept(page) if one.get("aside") == "moment" and not one["isWithdrawn"]]
    return sorted(found, key=lambda one: one["body"]["started_at"])


def test_what_was_marked_in_the_pocket_is_answered_later_where_it_was(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    phone.context.set_offline(True)
    # A fix of this very moment: one that came while the app was fetched gives way to the next, wherever that is.
    phone.context.set_geolocation(HERE | {"accuracy": 11})
    page.wait_for_selector("#place:has-text('11')")
    _into_the_pocket(page)
    page.click(PAD)
    page.wait_for_selector("[role=status]:has-text('Hold a little longer')")
    assert _moments(page) == [], "cloth and keys mark nothing"
    _press(page, 1)
    phone.context.set_geolocation(HERE | {"longitude": 24.9451})
    page.wait_for_selector("#place:has-text('12')")
    _press(page, 2)
    first, _second = _moments(page)
    assert first["body"]["place"]["accuracy_m"] == 11
    assert first["body"]["marks"] == ["noticed-here"]

    phone.kill()
    page = phone.open(is_offline=True, geolocation=HERE | {"longitude": 24.96})
    page.wait_for_selector(".picture-mode")
    page.click(bar(2))
    page.click("dialog [data-more=moments]")
    page.wait_for_selector("#moment:has-text('Market corner')")
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    phone.context.set_geolocation(HERE | {"longitude": 24.96, "accuracy": 9})
    page.wait_for_selector("#place:has-text('9')")
    assert page.locator("#offer").count() == 0, "she sits elsewhere now, and that is no new stop"
    page.click("#bar .bar-button:has(use[href$='#caret-right'])")
    page.wait_for_selector("#moment:has-text('Bus stop')")
    page.click("#moment .link-button")
    page.wait_for_selector("#moment", state="detached")
    [answered] = _moments(page)
    assert answered["id"] == first["id"], "the second was not needed"
    assert answered["body"]["entry"] == "later_same_day"
    assert answered["body"]["place"]["lon"] == first["body"]["place"]["lon"], "the place is where she pressed"


def test_a_keyboard_marks_too_and_every_quiet_screen_leads_to_the_answers(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    _into_the_pocket(page)
    page.keyboard.press("Enter")
    page.wait_for_selector(".pocket__count:text-is('1')")
    page.keyboard.press("Escape")
    page.wait_for_selector("#answer-moments")
    for drawing in ("list", "check-circle"):
        menu(page, drawing)
        page.wait_for_selector("#waiting-moments")
        page.click("#bar .bar-button:has(use[href$='#caret-left'])")
        page.wait_for_selector(".picture-mode")
    menu(page, "list")
    page.click("#waiting-moments")
    page.wait_for_selector("#moment")
    assert len(_moments(page)) == 1
