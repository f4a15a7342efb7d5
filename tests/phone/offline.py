"""A phone that walks without a network, and what a tester does to it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import SECRET
from tests.phone.walking import join, ready_offline, show_grid, wait_sent


def walk_offline(phone: Phone, taps: int = 3) -> Page:
    """Joined, everything on the phone, no network, and a few answers that are only here."""
    page = phone.open("/w/words/en.json")
    page.evaluate("() => localStorage.setItem('preferences', JSON.stringify({ hidesFaces: false }))")
    page.goto(f"{phone.address}/w/#{SECRET}")
    join(page)
    show_grid(page)
    ready_offline(page)
    wait_sent(page)
    assert phone.context is not None
    phone.context.set_offline(True)
    for row in range(1, taps + 1):
        answer(page, row, 2)
    return page


def answer(page: Page, row: int, level: int) -> None:
    page.click(f".row:nth-child({row}) .level-choice:nth-child({level})")
    page.wait_for_selector(f".row:nth-child({row}) .level-choice:nth-child({level}) input:checked")


def shoot(page: Page) -> None:
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    page.click(".shutter")


def online(phone: Phone) -> None:
    assert phone.context is not None
    phone.context.set_offline(False)
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")


def devtools(phone: Phone) -> Any:
    assert phone.context is not None
    return phone.context.new_cdp_session(phone.page)


def clear(phone: Phone, what: str) -> None:
    devtools(phone).send("Storage.clearDataForOrigin", {"origin": phone.address, "storageTypes": what})
