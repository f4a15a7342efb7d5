"""A phone that never finds a network again: its walker keeps a copy, and her leader takes it in on the desk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser import FLAGS, Phone, chromium, serious_faults
from tests.journeys.conftest import Served, sign_in
from tests.phone.walking import join, kept, menu, ready_offline

pytestmark = pytest.mark.browser


def test_her_file_brings_to_the_desk_what_her_phone_could_not_send(
    served: Served, playwright_here: Playwright, tmp_path: Path
) -> None:
    facts = json.loads(served.farola("demo", "--json"))
    phone = Phone(playwright_here, tmp_path / "phone", served.address)
    page = phone.open(facts["join_path"])
    page.wait_for_selector(".language-tile")
    # The one moment with a network is over before she agrees: the server has never heard of her.
    ready_offline(page)
    phone.context.set_offline(True)
    join(page)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector("#unsent bdi")
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    page.click(".shutter")
    page.wait_for_selector(".camera", state="detached")
    [finding] = kept(page)
    menu(page, "check-circle")
    page.evaluate("() => { delete Navigator.prototype.canShare; delete window.showSaveFilePicker; }")
    with page.expect_download() as waiting:
        page.click("#copy")
    copy = tmp_path / "notes.walk"
    waiting.value.save_as(copy)
    phone.kill()

    browser = playwright_here.chromium.launch(executable_path=chromium(), args=FLAGS)
    desk = sign_in(browser, served, facts["facilitator"]["email"], facts["facilitator"]["password"])
    desk.goto(f"/walks/{facts['walk']}")
    desk.goto("/copies")
    desk.set_input_files("#copies", copy)
    desk.click("main button")
    desk.wait_for_selector(".notice--ok")
    assert not serious_faults(desk)
    assert desk.inner_text(".facts dd:nth-of-type(2)") == "1" and desk.inner_text(".facts dd:nth-of-type(3)") == "1"
    desk.goto(f"/findings/{finding['id']}")
    desk.wait_for_selector("#place")
    browser.close()
