"""The end of a walk: honest counts, faces, a number in pictures; the phone goes to the next person, or forgets."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.walking import go_back, join, kept, menu, ready_offline, until, wait_sent

pytestmark = pytest.mark.browser

EVERYTHING = """async () => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const plain = (record) => JSON.stringify(record, (key, value) => value instanceof ArrayBuffer ? "bytes" : value);
  const database = await answer(indexedDB.open("farola"));
  const stores = {};
  for (const name of database.objectStoreNames) {
    stores[name] = (await answer(database.transaction(name).objectStore(name).getAll())).map(plain);
  }
  database.close();
  const shelves = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  const addresses = (await Promise.all(shelves.map((shelf) => shelf.keys()))).flat().map((asked) => asked.url);
  const local = { ...localStorage }, session = { ...sessionStorage };
  return { stores, local, session, addresses, cookies: document.cookie, page: document.body.innerText };
}"""
# thirteen, as in static/phone/walks/receipt_pictures.js
PICTURES = "sun moon star tree fish flower house boat key cup umbrella heart bell".split()  # noqa: SIM905
HERS = ("Sun", "Moon", "Star", "Fish")


def _answer(page: Page, tile: int = 2) -> None:
    page.click(f".tile:nth-child({tile})")
    page.wait_for_selector("#bar button:first-child:enabled")


def _finish(page: Page) -> None:
    menu(page, "check-circle")
    page.wait_for_selector("#sent-line")


def _tap_pictures(page: Page, names: tuple[str, ...]) -> None:
    for name in names:
        page.click(f".key[aria-label={name}]")


def _ready_walk(phone: Phone) -> Page:
    page = phone.open(f"/w/#{SECRET}")
    page.wait_for_selector(".language-tile")
    ready_offline(page)
    return page


def test_the_end_counts_honestly_asks_two_faces_and_shows_her_number_in_pictures(
    phone: Phone, house: FakeHouse
) -> None:
    page = _ready_walk(phone)
    house.mood = "busy"
    join(page)
    _answer(page)
    _finish(page)
    line = page.inner_text("#sent-line")
    assert line.startswith("1 thing: 0 sent."), line
    assert "1 is only on this phone." in line
    alone = "fee_dark" if page.query_selector("[name=fee_dark]") else "fee_day"
    for code in ("fee_walk", alone):
        page.click(f"label:has([name={code}]) >> nth=1")
        page.wait_for_selector(f"[name={code}]:checked")
    house.mood = "well"
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('#sent-line').innerText === '1 thing: 1 sent.'")
    [finding] = house.findings.values()
    assert (finding["answers"]["fee_walk"], finding["answers"][alone]) == (1, "bit_unsafe")
    go_back(page)
    _finish(page)
    drawn = page.locator(".memory use").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('href').split('#')[1])"
    )
    assert page.inner_text(".code-big") == "1234 5678 9012 3456"
    assert drawn == [PICTURES[int(four) % 13] for four in page.inner_text(".code-big").split()]


def test_the_next_person_finds_a_phone_on_which_nobody_walked(phone: Phone, house: FakeHouse) -> None:
    page = _ready_walk(phone)
    join(page)
    house.mood = "busy"
    _answer(page)
    _finish(page)
    page.click("#hand-on")
    page.click("dialog .big-button--main")
    _tap_pictures(page, HERS)
    page.wait_for_function("() => document.querySelector('dialog .keys') && !document.querySelector('dialog .is-done')")
    _tap_pictures(page, HERS)
    page.wait_for_selector("#code")
    house.mood = "well"
    # She joins the same walk as another walker, and sees her own stop only; what the first one gave is sent beside hers.
    page.evaluate(f"() => {{ location.hash = '{SECRET}'; }}")
    page.wait_for_selector(".language-tile")
    join(page)
    _answer(page, tile=4)
    menu(page, "list")
    page.wait_for_selector(".card-list")
    assert page.locator(".card-list > li").count() == 1
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    until(page, "async () => !JSON.parse(localStorage.getItem('canary')).findings.length")
    assert len(house.walkers) == len(house.findings) == 2
    go_back(page)
    _finish(page)
    page.click("#hand-on")
    page.click("dialog .big-button--quiet")
    _only_her_pictures_open_her_notes(page)


def _only_her_pictures_open_her_notes(page: Page) -> None:
    page.click("#main .big-button--quiet")
    page.click("#main .choice:has(use[href$='#lock'])")
    _tap_pictures(page, ("House", "Moon", "Star", "Fish"))
    page.wait_for_function("() => document.querySelector('dialog [role=status]').innerText.includes('others')")
    assert "Canal" not in page.inner_text("body")
    _tap_pictures(page, HERS)
    page.wait_for_selector(".picture-mode")
    menu(page, "list")
    page.wait_for_selector(".card-list .strip__bar.level-1")


def test_two_taps_without_a_signal_and_nothing_of_the_walk_is_on_the_phone(phone: Phone, house: FakeHouse) -> None:
    page = _ready_walk(phone)
    join(page)
    _answer(page)
    wait_sent(page)
    phone.context.set_offline(True)
    _answer(page, tile=1)
    page.wait_for_selector("#unsent bdi")
    _finish(page)
    page.click("#forget")
    assert "1 thing is only on this phone. It will be lost." in page.inner_text("dialog")
    page.click("dialog .big-button--main")
    page.wait_for_selector("#code")
    left = page.evaluate(EVERYTHING)
    assert {name: records for name, records in left["stores"].items() if records} == {}
    told = json.dumps(left)
    for trace in ("Canal", "1234", "token-", SECRET, "lgt_level", "fee_safe", "0190b6a0"):
        assert trace not in told, trace
    assert left["local"].keys() <= {"canary"}
    assert left["session"] == {}
    assert all("/static/" in address or "/w/" in address for address in left["addresses"])
    page.reload()
    page.wait_for_selector("#code")


def test_she_takes_everything_back_and_the_server_hears_of_it(phone: Phone, house: FakeHouse) -> None:
    page = _ready_walk(phone)
    join(page)
    _answer(page)
    wait_sent(page)
    assert len(house.findings) == 1
    phone.context.set_offline(True)
    _finish(page)
    page.click("#take-back")
    page.click("dialog .big-button--main")
    page.wait_for_selector(".thanks use[href$='#arrow-u-up-left']")
    assert kept(page) == []
    phone.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    page.wait_for_function("() => document.querySelector('#sent-line').innerText.includes('on the server')")
    assert house.findings == {}


def test_a_photo_taken_away_comes_back_and_her_yes_to_photos_can_be_taken_back(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    _answer(page)
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    page.click(".shutter")
    page.wait_for_selector(".camera", state="detached")
    wait_sent(page)
    is_sent = "async () => document.querySelector('[data-finding]').innerText === 'Sent'"
    menu(page, "list")
    page.click(".thumb:has(img)")
    page.wait_for_selector("dialog img")
    page.click("dialog .big-button--quiet")
    page.wait_for_selector(".banner--ok")
    assert page.locator(".thumb").count() == 0
    until(page, is_sent)
    house.media.clear()  # as the server does with what she no longer lists
    page.click(".banner .link-button")
    page.wait_for_selector(".thumb img")
    until(page, is_sent)
    assert len(house.media) == 1
    go_back(page)
    _without_photos(page, house)
    _what_was_not_answered_opens(page)


def _without_photos(page: Page, house: FakeHouse) -> None:
    menu(page, "shield-check")
    for scope in ("photo", "quote"):
        page.click(f"label:has(input[value={scope}])")
    page.click("#bar .bar-button--main")
    assert "1 photo was kept" in page.inner_text("dialog")
    page.click("dialog .big-button--main")
    page.wait_for_selector(".picture-mode")
    wait_sent(page)
    [finding], [walker] = house.findings.values(), house.walkers.values()
    assert finding["media"] == []
    assert finding["answers"]
    assert {"quote"} == {"photo", "quote"} & set(walker["consent"]["scopes"])


def _what_was_not_answered_opens(page: Page) -> None:
    menu(page, "list")
    gap = page.inner_text(".link-button--start")
    assert "not answered" in gap
    page.click(".link-button--start")
    page.wait_for_selector(".picture-mode .tile")
    assert page.get_attribute(".progress__step[aria-current]", "aria-label") in gap
