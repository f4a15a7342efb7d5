"""Every page in three languages and both themes: nothing serious for axe, no sideways scroll, nothing the policy refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser import FLAGS, chromium, free_port, serious_faults, serving
from tests.journeys.conftest import Served

pytestmark = pytest.mark.browser

NARROW = {"width": 320, "height": 568}
WIDE = {"width": 1280, "height": 800}
SIDEWAYS = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
LOOKS = [(language, theme) for language in ("en", "es", "ar") for theme in ("light", "dark")]


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, dict]]:
    data = tmp_path_factory.mktemp("demonstration")
    port = free_port()
    house = Served(f"http://127.0.0.1:{port}", data)
    facts = json.loads(house.farola("demo", "--json"))
    with serving(data, port):
        yield house, facts


@pytest.fixture(scope="module")
def browser(playwright_here: Playwright) -> Iterator[Browser]:
    with playwright_here.chromium.launch(executable_path=chromium(), args=FLAGS) as browser:
        yield browser


def signed_in(browser: Browser, house: Served, facts: dict) -> BrowserContext:
    context = browser.new_context(base_url=house.address, viewport=WIDE, locale="en")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("[name=email]", facts["facilitator"]["email"])
    page.fill("[name=password]", facts["facilitator"]["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk")
    page.close()
    return context


def every_path(page: Page, facts: dict) -> list[str]:
    """All pages of the house, with one finding and the site of the demonstration."""
    page.goto(f"{facts['audit_path']}/findings")
    finding = re.search(r"/findings/[0-9a-f-]{36}", page.content())[0]
    page.goto("/sites")
    site = re.search(r"/sites/[0-9a-f-]{36}", page.content())[0]
    return [
        "/",
        "/desk",
        "/about-privacy",
        "/instruments",
        "/instruments/wsa_night",
        "/sites",
        "/sites/new",
        site,
        f"{site}/boundary",
        f"{site}/stops",
        "/audits/new",
        facts["audit_path"],
        f"/walks/{facts['walk']}",
        f"/walks/{facts['walk']}/poster",
        f"{facts['audit_path']}/findings",
        f"{facts['audit_path']}/parked",
        finding,
        facts["map_path"],
        facts["report_path"],
        "/account",
        "/team",
        "/nowhere",
    ]


@pytest.mark.parametrize(("language", "theme"), LOOKS)
def test_nobody_is_kept_out(language: str, theme: str, demonstration: tuple[Served, dict], browser: Browser) -> None:
    house, facts = demonstration
    context = signed_in(browser, house, facts)
    page = context.new_page()
    page.emulate_media(color_scheme=theme)
    refused: list[str] = []
    page.on(
        "console", lambda message: refused.append(message.text) if "Content Security Policy" in message.text else None
    )
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.goto(f"/?lang={language}")
    faults = {}
    for path in every_path(page, facts):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        found = serious_faults(page)
        if page.get_attribute("html", "lang") != language:
            found.append("another language than the reader's")
        page.set_viewport_size(NARROW)
        if page.evaluate(SIDEWAYS):
            found.append("scrolls sideways at 320 px")
        page.set_viewport_size(WIDE)
        if found:
            faults[path] = found
    context.close()
    assert faults == {}
    assert refused == []


def test_pages_before_the_sign_in_too(demonstration: tuple[Served, dict], browser: Browser, tmp_path: Path) -> None:
    house, _facts = demonstration
    context = browser.new_context(base_url=house.address, viewport=NARROW)
    page = context.new_page()
    for path in ("/sign-in", "/invitation", "/w/", "/withdraw?lang=hi", "/paper?lang=sw"):
        page.goto(path)
        assert serious_faults(page) == [], path
        assert not page.evaluate(SIDEWAYS), path
    context.close()
