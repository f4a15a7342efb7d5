"""Through every screen of the phone and every state that a walker may meet, in one go: `look(name)` is called at each."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.phone.fake_house import SECRET
from tests.phone.walking import bar, join, menu, show_grid

Look = Callable[[str], None]
PICTURES = range(1, 5)


def tour(page: Page, address: str, language: str, look: Look) -> None:
    """From the empty first screen to a walk that was taken back. The page is at `address` already, or will be."""
    page.goto(address + "/w/")
    page.wait_for_selector("#code")
    look("welcome")
    _joining(page, language, look)
    _answering(page, look)
    _looking_back(page, look)
    _photographing(page, look)
    _finishing(page, look)
    _handing_on(page, language, look)
    _parting(page, look)


def _joining(page: Page, language: str, look: Look) -> None:
    page.fill("#code", "22222222")
    page.keyboard.press("Enter")
    page.wait_for_selector(".banner--err")
    look("a code that nobody has")
    page.click(".banner .icon-button")
    page.evaluate(f"() => {{ location.hash = '{SECRET}'; }}")
    page.wait_for_selector(".language-tile")
    look("language")
    page.click(f".language-tile[lang={language}]")
    page.wait_for_selector(".consent-card")
    look("consent")
    page.click("#main .link-button")
    page.wait_for_selector("#main .choice input")
    look("permissions")
    page.click(bar(1))
    page.wait_for_selector("#main .big-button--main")
    look("not now")
    page.click("#main .big-button--main")
    page.wait_for_selector(".picture-mode .tile")
    look("only looking")
    page.evaluate(f"() => {{ location.hash = '{SECRET}'; }}")
    page.wait_for_selector(".language-tile")
    join(page, language, also=("voice",), look=look)
    look("pictures")


def _answering(page: Page, look: Look) -> None:
    page.click(".tile:nth-child(1)")
    page.wait_for_selector(".banner--warn")
    look("pictures with an offer")
    show_grid(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(4)")
    page.wait_for_selector(".row:nth-child(2) input:checked")
    look("grid")
    page.click(".row:nth-child(1) .row__name")
    page.wait_for_selector("dialog[open]")
    look("question")
    page.keyboard.press("Escape")
    page.click(bar(2))
    page.wait_for_selector("dialog[open]")
    look("menu")
    page.keyboard.press("Escape")


def _looking_back(page: Page, look: Look) -> None:
    screens = {"plus": "further", "list": "look back", "phone-call": "help", "shield-check": "allowing"}
    for drawing, name in screens.items():
        menu(page, drawing)
        page.wait_for_selector("#main .page")
        look(name)
        page.click(bar(1))
        page.wait_for_selector(".grid-mode")
    page.click("#bar .bar-button:has(use[href$='#microphone'])")
    page.wait_for_selector(".voice")
    look("speaking")
    silent = page.inner_text(".voice .code-big")
    page.wait_for_function("(before) => document.querySelector('.voice .code-big').innerText !== before", arg=silent)
    page.click("dialog .bar-button--main")
    page.wait_for_selector(".banner--ok")
    look("spoken")
    menu(page, "list")
    page.wait_for_selector(".voices")
    look("look back with a voice note")
    page.click(".voices .icon-button")
    page.wait_for_selector(".banner--ok")
    look("a voice note taken away")
    page.click(".banner .link-button")
    page.wait_for_selector(".voices")
    page.click("#main .card__actions .big-button--quiet")
    page.wait_for_selector("[data-deleted]")
    look("a stop deleted")
    page.click("[data-deleted] .big-button")
    page.click(bar(1))


def _photographing(page: Page, look: Look) -> None:
    page.click("#bar .bar-button:has(use[href$='#caret-right'])")
    page.wait_for_selector("#offer")
    look("a stop like the last")
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    look("camera")
    page.click(".camera [aria-pressed=false]")
    page.click(".shutter")
    page.click(".hiding canvas")
    look("hiding faces")
    page.click(".hiding .bar-button--main")
    page.wait_for_selector("dialog", state="detached")
    page.wait_for_selector("#bar button:first-child:enabled")
    menu(page, "list")
    page.click(".thumb")
    page.wait_for_selector("dialog img")
    look("a photo in full")
    page.keyboard.press("Escape")
    page.click(bar(1))


def _finishing(page: Page, look: Look) -> None:
    page.context.set_offline(True)
    page.click(".row:nth-child(3) .level-choice:nth-child(1)")
    page.wait_for_selector("#unsent bdi")
    look("without a network")
    menu(page, "check-circle")
    page.wait_for_selector("#sent-line")
    page.click(".face:has([name=fee_walk])")
    page.wait_for_selector("[name=fee_walk]:checked")
    look("finish, not all sent")
    page.evaluate("() => { document.getElementById('main').scrollTop = 1e6; }")
    look("finish, further down")
    page.click("#forget")
    page.wait_for_selector("dialog[open]")
    look("forget this walk?")
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => document.querySelectorAll('#sent-line p').length === 1", timeout=60_000)
    look("finish, all sent")


def _tap_pictures(page: Page) -> None:
    for place in PICTURES:
        page.click(f".key:nth-child({place})")


def _handing_on(page: Page, language: str, look: Look) -> None:
    page.click("#hand-on")
    page.wait_for_selector("dialog[open]")
    look("hand the phone on")
    page.click("dialog .big-button--main")
    page.wait_for_selector(".key")
    look("four pictures")
    _tap_pictures(page)
    page.wait_for_function("() => document.querySelector('dialog .keys') && !document.querySelector('dialog .is-done')")
    _tap_pictures(page)
    page.wait_for_selector("#main .big-button--quiet")
    look("handed on")
    page.click("#main .big-button--quiet")
    page.wait_for_selector("#main .choice")
    look("put away here")
    page.click("#main .choice")
    page.wait_for_selector(".key")
    _tap_pictures(page)
    page.wait_for_function("() => !document.getElementById('code') && !document.querySelector('dialog')")


def _parting(page: Page, look: Look) -> None:
    menu(page, "check-circle")
    page.wait_for_selector("#take-back")
    page.click("#take-back")
    page.wait_for_selector("dialog[open]")
    look("take everything back?")
    page.click("dialog .big-button--main")
    page.wait_for_selector(".thanks use[href$='#arrow-u-up-left']")
    look("taken back")
