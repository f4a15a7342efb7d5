"""Out at once: nothing of the walk on the screen, nothing behind Back, nothing lost, with or without a network."""

from __future__ import annotations

import pytest

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import join, kept, ready_offline

pytestmark = pytest.mark.browser

# How long after the press the page's own words are gone, in milliseconds; she leaves in the middle of a save.
LEAVE_WHILE_SAVING = """() => new Promise((done) => {
  const text = () => document.body.innerText.trim();
  document.querySelector(".tile:nth-child(2) input").click();
  const start = performance.now();
  document.querySelector("#head [aria-label='Leave now']").click();
  done({ took_ms: performance.now() - start, left: text(), title: document.title });
})"""


def test_she_is_out_within_a_blink_without_a_signal_and_while_an_answer_is_being_kept(
    phone: Phone, house: FakeHouse
) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    phone.context.set_offline(True)
    page.click(".tile:nth-child(1)")
    page.wait_for_selector("#bar button:first-child:enabled")
    page.wait_for_function(
        "() => document.querySelector('.progress__step[aria-current]') !== document.querySelector('.progress__step')"
    )
    gone = page.evaluate(LEAVE_WHILE_SAVING)
    assert gone["left"] == ""
    assert gone["title"] == ""
    assert gone["took_ms"] < 200
    page.wait_for_selector(".quiet-page")
    assert page.url.endswith("/w/quiet")
    page.go_back()
    page.wait_for_timeout(300)
    assert "Market corner" not in page.evaluate("() => document.body.innerText")
    # Opened again, still without a signal: what was kept before is there, and the one under way is there whole or not at
    # all, since it was never called saved.
    page.goto(phone.address + "/w/")
    page.wait_for_selector(".picture-mode")
    [finding] = kept(page)
    answers = {code: answer for code, answer in finding["body"]["answers"].items() if code != "ctx_period"}
    assert answers["lgt_level" if "lgt_level" in answers else "opn_view"] == 0
    assert len(answers) in (1, 2)
    assert finding["body"]["revision"] >= len(answers)
    for _press in range(3):
        page.keyboard.press("Shift")
    page.wait_for_selector(".quiet-page")
