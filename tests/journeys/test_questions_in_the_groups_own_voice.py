"""A facilitator records a question into her laptop; a walker who does not read hears it on the street, without a network."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser import FLAGS, Phone, chromium, serious_faults
from tests.journeys.conftest import Served, sign_in
from tests.phone.walking import join, listen, ready_offline, until

pytestmark = pytest.mark.browser

LINES = ("opn_view", "opn_view.0")
KEPT = (
    "async (count) => (await caches.has('prompts')) && (await (await caches.open('prompts')).keys()).length === count"
)
# The app lies on the phone but for the module that speaks, as when the network went away while it was fetched.
TAKE_OFF = """async () => {
  const name = (await caches.keys()).find((one) => one.startsWith("shell-"));
  window.shelf = await caches.open(name);
  window.taken = (await shelf.keys()).find((one) => one.url.includes("speaking_view.js"));
  window.file = await shelf.match(taken);
  await shelf.delete(taken);
}"""
PUT_BACK = "() => shelf.put(taken, file)"


def test_what_she_records_is_heard_on_the_street(served: Served, playwright_here: Playwright, tmp_path: Path) -> None:
    facts = json.loads(served.farola("demo", "--json"))
    browser = playwright_here.chromium.launch(executable_path=chromium(), args=FLAGS)
    desk = sign_in(browser, served, facts["facilitator"]["email"], facts["facilitator"]["password"])
    desk.goto(facts["audit_path"])
    desk.click("a[href='/prompts']")
    desk.click("a[href='/prompts/wsa_night/en']")
    desk.wait_for_selector("[data-record]:visible")
    assert not serious_faults(desk)
    for line in LINES:
        button = desk.locator(f"[id='{line}'] [data-record]")
        button.click()
        desk.wait_for_selector(f"[id='{line}'] [data-record]:has-text('Stop')")
        desk.wait_for_timeout(400)  # a word is said
        button.click()
        desk.wait_for_selector(f"[id='{line}'] audio")
    assert not serious_faults(desk)
    # Two moments of the test's silent microphone may be one and the same sound, which a phone keeps once.
    heard = {desk.get_attribute(f"[id='{line}'] audio", "src") for line in LINES}
    browser.close()

    phone = Phone(playwright_here, tmp_path / "phone", served.address)
    page = phone.open(facts["join_path"])
    page.wait_for_selector(".language-tile")
    join(page)
    until(page, KEPT, len(heard))
    ready_offline(page)
    phone.context.set_offline(True)
    while page.get_attribute(".asked .question", "data-line") != LINES[0]:
        page.click(".progress__step:not(.is-done):not([aria-current])")
    listen(page)
    page.evaluate(TAKE_OFF)
    phone.context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.click(".spoken > .icon-button")
    page.wait_for_selector("text=The sound comes when there is internet.")
    page.evaluate(PUT_BACK)
    page.click(".spoken > .icon-button")
    page.wait_for_function("() => said.includes('opn_view.0')")
    assert phone.complaints == []
    phone.close()
