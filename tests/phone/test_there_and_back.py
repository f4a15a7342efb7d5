"""The same stops by day and in the dark: proposed by distance, compared only afterwards, framed alike."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser import HERE, Phone
from tests.phone.fake_house import SECRET
from tests.phone.walking import NEXT, join, kept, menu, ready_offline, say_period, show_grid

pytestmark = pytest.mark.browser
BUS_STOP = HERE | {"longitude": 24.945, "latitude": 60.171}
OPEN_SPACE = ".row[data-row=opn_view]"


def _rate(page: Page, level: int) -> None:
    page.click(f"{OPEN_SPACE} .level-choice:nth-child({level})")
    page.wait_for_selector(f"{OPEN_SPACE} .level-choice:nth-child({level}) input:checked")


def _stand_at(phone: Phone, page: Page, where: dict, name: str) -> None:
    assert phone.context is not None
    phone.context.set_geolocation(where)
    page.wait_for_selector(f"#head:has-text('{name}')")


def test_the_way_back_in_the_dark_knows_the_way_by_day(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    phone.context.set_offline(True)
    show_grid(page)
    say_period(page, "day")
    say_period(page, "day")  # what is chosen already can be said, too: one tap, and the menu is gone
    _stand_at(phone, page, HERE, "Market corner")
    _rate(page, 4)
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    assert page.locator(".camera__ghost").count() == 0, "by day there is nothing to lay over"
    page.click(".shutter")
    page.wait_for_selector(".camera", state="detached")
    page.click(NEXT)
    _stand_at(phone, page, BUS_STOP, "Bus stop")
    _rate(page, 3)

    phone.kill()
    page = phone.open(is_offline=True, geolocation=BUS_STOP)
    page.wait_for_selector(".grid-mode")
    page.click(NEXT)
    page.wait_for_function("() => !document.querySelector('.row input:checked')")
    say_period(page, "night")
    page.wait_for_selector("#head:has-text('Bus stop')")
    _stand_at(phone, page, HERE, "Market corner")
    assert "by day" not in page.inner_text("#phone"), "the first answer does not lead the second"
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera__ghost')?.naturalWidth > 0")
    page.click(".camera [aria-pressed=true]:has(use[href$='#image'])")
    page.wait_for_selector(".camera__ghost", state="hidden")
    page.click(".camera [aria-label=Close]")
    menu(page, "image")
    page.click(".progress__step:nth-child(2)")
    page.click(".tile:nth-child(1)")
    page.wait_for_selector(".banner:has-text('by day you said 4')")
    show_grid(page)
    assert "by day 4" in page.inner_text(OPEN_SPACE)
    stops = [one["body"]["stop"] for one in kept(page)]
    assert len(stops) == 3, stops
    assert len(set(stops)) == 2, stops
