"""Who does not agree may still walk along and look: nothing is kept, nothing is sent, and she can join in at any moment."""

from __future__ import annotations

import pytest

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import bar, kept

pytestmark = pytest.mark.browser

TRACES = "() => Object.keys(localStorage).filter((name) => name !== 'preferences')"


def test_looking_leaves_no_trace_and_taking_part_is_one_tap_away(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}")
    page.click(".language-tile[lang=en]")
    page.wait_for_selector(".consent-card")
    page.click(bar(1))
    page.click("#main .big-button--main")
    page.wait_for_selector(".picture-mode .tile")
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    assert "Only looking" in page.inner_text("#unsent")
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(2500)
    for store in ("walks", "findings", "media", "bytes"):
        assert kept(page, store) == []
    assert {record["name"] for record in kept(page, "kept")} <= {"preferences"}
    assert page.evaluate(TRACES) == []
    assert (house.walkers, house.findings) == ({}, {})
    page.click("#bar .bar-button--main")
    page.wait_for_selector(".consent-card")
    page.click("#main .link-button")
    page.click("#bar .bar-button--main")
    page.wait_for_selector("#bar .bar-button--main use[href$='#map-pin']")
    assert len(kept(page, "walks")) == 1
    page.reload()
    page.wait_for_selector("#main input[name=face]")
