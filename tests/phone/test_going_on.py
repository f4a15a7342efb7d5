"""She goes on faster than her phone: what comes late comes not over what she chose since, and no tap of hers is lost."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import CODE, SECRET, FakeHouse
from tests.phone.slowing import A_MOMENT, HOLD, Held, tap_twice
from tests.phone.walking import LATER, NEXT, bar, join, kept, menu, standing, until, wait_sent

pytestmark = pytest.mark.browser

FINISH = "**/finish_view.js"
PACK = "**/api/v1/pack"
IS_BACK = "async () => document.getElementById('said').textContent === 'It is back.'"
PUT = """([store, record]) => new Promise((done) => {
  const asked = indexedDB.open("farola");
  asked.onsuccess = () => {
    const deal = asked.result.transaction(store, "readwrite");
    deal.objectStore(store).put(record);
    deal.oncomplete = () => { asked.result.close(); done(); };
  };
})"""


def _look_back(phone: Phone) -> Page:
    """A phone that looks back on one stop, and gets its screens from the network."""
    page = phone.open(f"/w/#{SECRET}", service_workers="block")
    page.wait_for_selector(".language-tile")
    join(page)
    page.click(".tile:nth-child(1)")
    page.wait_for_selector(".progress__step.is-done")
    menu(page, "list")
    page.wait_for_selector(".card__actions")
    return page


def test_a_screen_that_comes_late_does_not_come_over_the_one_she_went_to(phone: Phone) -> None:
    page = _look_back(phone)
    slow = Held(page, FINISH)
    page.click(bar(2))
    page.click(bar(1))
    page.wait_for_selector(".picture-mode .tile")
    with page.expect_response(FINISH):
        slow.let_go()
    page.evaluate(A_MOMENT)
    assert page.locator(".picture-mode .tile").count(), (
        "she is answering: nothing takes the question from under her finger"
    )


def test_what_is_drawn_anew_waits_for_the_finger_on_it(phone: Phone) -> None:
    page = _look_back(phone)
    page.click("#main .card__actions .big-button--quiet")
    page.wait_for_selector("[data-deleted]")
    page.hover(bar(1))
    page.mouse.down()
    page.evaluate("() => document.querySelector('[data-deleted] .big-button').click()")
    page.wait_for_timeout(300)
    assert [record["isWithdrawn"] for record in kept(page) if record["body"]["answers"]] == [False], "her undo is kept"
    page.mouse.up()
    page.wait_for_selector(".picture-mode .tile")
    until(page, IS_BACK)
    assert page.locator(".picture-mode .tile").count(), "and Look back does not come back over it"


def test_an_undo_that_comes_after_the_server_deleted_does_not_say_that_it_is_back(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector(".progress__step.is-done")
    menu(page, "list")
    page.click(".card__actions button:nth-child(2)")
    page.wait_for_selector("[data-deleted] button")
    [record] = kept(page)
    page.evaluate(PUT, ["findings", record | {"receipt": {"state": "withdrawn", "revision": 1}}])
    page.click("[data-deleted] button")
    page.wait_for_function("() => document.querySelector('.card').innerText.includes('on the server')")
    until(page, "() => document.getElementById('said').textContent.includes('on the server')", seconds=5)


def test_a_stop_that_the_server_deletes_while_she_undoes_is_not_shown_as_kept(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}", service_workers="block")
    join(page)
    page.click(".tile:nth-child(2)")
    page.wait_for_selector("#unsent bdi")
    wait_sent(page)
    menu(page, "list")
    page.click(".card__actions button:nth-child(2)")
    page.wait_for_selector("[data-deleted] button")
    deleting = Held(page, "**/api/v1/findings/*")
    page.evaluate(LATER)
    deleting.wait()
    page.click("[data-deleted] button")
    page.wait_for_selector(".card__actions")
    deleting.let_go()
    page.wait_for_function("() => document.querySelector('.card').innerText.includes('on the server')")
    assert page.locator(".card button").count() == 0


def test_a_place_that_was_found_since_goes_with_her_yes_to_places(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    for _stop in (1, 2):
        page.click(".tile:nth-child(2)")
        page.wait_for_selector(".progress__step.is-done")
        page.click(NEXT)
        page.wait_for_function("() => !document.querySelector('.progress__step.is-done')")
    one, other = standing(page)
    without = other | {"body": other["body"] | {"place": None}}
    tell = "() => new BroadcastChannel('diary').postMessage('changed')"
    page.evaluate(PUT, ["findings", without])
    page.evaluate(tell)
    menu(page, "list")
    page.wait_for_selector("[data-where]")
    page.click(bar(1))
    page.wait_for_selector(".picture-mode")
    menu(page, "shield-check")
    page.click("label:has(input[value=place])")
    page.click("#bar .bar-button--main")
    page.wait_for_selector("dialog:has-text('of 1 stop')")
    page.evaluate(PUT, ["findings", other])
    page.evaluate(tell)
    page.evaluate(A_MOMENT)
    page.click("dialog .big-button--main")
    page.wait_for_selector(".picture-mode")
    assert [record["body"]["place"] for record in standing(page)] == [None, None]
    assert one["body"]["place"]


def test_whoever_agrees_twice_joins_once_and_whoever_thinks_again_does_not_join(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}", service_workers="block")
    slow = Held(page, "**/setting_out.js")
    page.click(".language-tile[lang=en]")
    page.click("#main .link-button")
    page.wait_for_selector("#main .choice input")
    page.click("#bar .bar-button--main")
    page.click(bar(1))
    page.wait_for_selector("#main .big-button--main")
    slow.let_go()
    until(page, "() => performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/outing.js'))")
    page.evaluate(A_MOMENT)
    assert page.locator("#main .big-button--main").count() == 1, "nothing was kept, as the screen says"
    assert (kept(page, "walks"), house.walkers) == ([], {})

    page.click("#main .big-button:not(.big-button--main)")
    page.click("#main .link-button")
    page.wait_for_selector("#main .choice input")
    page.evaluate(HOLD, ["walks"])
    tap_twice(page, "#bar .bar-button--main")
    page.evaluate("() => letGo()")
    page.wait_for_selector("#bar .bar-button--main use[href$='#map-pin']")
    assert len(kept(page, "walks")) == 1


def test_agreeing_where_the_rest_cannot_be_fetched_is_answered_and_can_be_tried_again(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", service_workers="block")
    page.route("**/setting_out.js", lambda route: route.abort())
    page.click(".language-tile[lang=en]")
    page.click("#main .link-button")
    page.wait_for_selector("#main .choice input")
    page.click("#bar .bar-button--main")
    page.wait_for_selector(".banner--err:has-text('No internet')")
    page.unroute("**/setting_out.js")
    page.click("#bar .bar-button--main")
    page.wait_for_selector("#bar .bar-button--main use[href$='#map-pin']")


def test_the_language_that_she_tapped_last_wins_and_brings_nobody_back(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}", service_workers="block")
    page.wait_for_selector(".language-tile")
    slow = Held(page, "**/words/es.json")
    page.click(".language-tile[lang=es]")
    page.click(".language-tile[lang=en]")
    page.click("#main .link-button")
    page.wait_for_selector("#main .choice input")
    answer: dict[str, Any] = {}
    page.on("requestfinished", lambda request: answer.update(url=request.url) if "es.json" in request.url else None)
    slow.let_go()
    until(page, "() => performance.getEntriesByName(new URL('/w/words/es.json', location).href).length > 0")
    page.evaluate(A_MOMENT)
    assert page.get_attribute("html", "lang") == "en"
    assert page.locator("#main .choice input").count() > 0, "she is where she was"


def test_the_code_that_she_gave_last_wins_and_the_walk_of_the_first_does_not_come_over_it(phone: Phone) -> None:
    page = phone.open("/w/", service_workers="block")
    slow = Held(page, PACK, times=1)
    page.fill("#code", CODE)
    page.keyboard.press("Enter")
    page.wait_for_selector("#main [role=status]")
    slow.wait()
    page.evaluate(f"() => {{ location.hash = '{SECRET}'; }}")
    page.click(".language-tile[lang=en]")
    page.wait_for_selector(".consent-card .link-button")
    with page.expect_response(PACK):
        slow.let_go()
    page.evaluate(A_MOMENT)
    assert page.locator(".consent-card .link-button").count() == 1
