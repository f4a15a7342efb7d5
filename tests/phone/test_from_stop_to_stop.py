"""From one stop to the next: one tap when it is the same there, one tap when she walked on without saying so."""

from __future__ import annotations

import pytest

from tests.browser import HERE, Phone
from tests.phone.fake_house import SECRET
from tests.phone.walking import Thumb, bar, go_on, join, kept, show_grid

pytestmark = pytest.mark.browser


def test_a_stop_like_the_last_one_takes_one_tap_and_one_back(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    assert page.locator("#offer").count() == 0, "nothing came before the first stop"
    for row in (1, 2, 3):
        page.click(f".row:nth-child({row}) .level-choice:nth-child({row})")
        page.wait_for_selector(f".row:nth-child({row}) input:checked")
    go_on(page)
    thumb = Thumb(page)
    thumb.tap("#offer")
    page.wait_for_selector(".row:nth-child(3) input:checked")
    assert thumb.taps == 1
    first, second = sorted(kept(page), key=lambda record: record["body"]["started_at"])
    assert first["body"]["answers"] == second["body"]["answers"]
    assert (second["body"]["revision"], second["body"]["place"]["source"]) == (1, "gps")
    page.click(bar(1))
    page.wait_for_function("() => !document.querySelector('.row input:checked')")
    page.wait_for_selector("#offer")
    page.click(".row:nth-child(1) .level-choice:nth-child(4)")
    page.wait_for_selector("#offer", state="detached")


def test_walking_on_offers_a_new_stop_and_answering_refuses_it(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    show_grid(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(4)")
    page.wait_for_selector(".row:nth-child(2) input:checked")
    phone.context.set_geolocation(HERE | {"latitude": HERE["latitude"] + 0.0009})  # a hundred metres north
    page.wait_for_selector("#offer")
    page.click(".row:nth-child(3) .level-choice:nth-child(4)")
    page.wait_for_selector("#offer", state="detached")
    go_on(page)
    page.click(".row:nth-child(2) .level-choice:nth-child(4)")
    page.wait_for_selector(".row:nth-child(2) input:checked")
    phone.context.set_geolocation(HERE | {"latitude": HERE["latitude"] + 0.0018})
    page.wait_for_selector("#lines:has-text('New stop?')")
    page.click("#offer")
    page.wait_for_function("() => !document.querySelector('.row input:checked')")
    assert len(kept(page)) == 2
