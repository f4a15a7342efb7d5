"""What tabs, clocks, updates and long days do to a phone: said, never silent, and never at the cost of what was kept."""

from __future__ import annotations

import json

import pytest

from app.web import phone as shell
from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.offline import answer, devtools, online, walk_offline
from tests.phone.walking import join, kept, menu, until, wait_sent

pytestmark = pytest.mark.browser


def test_two_tabs_keep_each_others_answers_and_send_them_once(phone: Phone, house: FakeHouse) -> None:
    one = walk_offline(phone, taps=1)
    assert phone.context is not None
    other = phone.context.new_page()
    other.goto(phone.address + "/w/")
    other.wait_for_selector(".grid-mode")
    for row in range(2, 10):
        answer(other if row % 2 else one, row, row % 4 + 1)
    [record] = kept(one)
    assert len([code for code in record["body"]["answers"] if code != "ctx_period"]) == 9
    online(phone)
    other.evaluate("() => window.dispatchEvent(new Event('online'))")
    wait_sent(one)
    wait_sent(other)
    assert len(house.findings) == 1
    assert house.findings[record["id"]]["answers"] == record["body"]["answers"]
    other.close()


@pytest.mark.parametrize("year", ["1970-01-02", "2019-01-01", "2038-02-01"])
def test_a_clock_that_is_wrong_by_years_loses_and_blocks_nothing(phone: Phone, house: FakeHouse, year: str) -> None:
    page = walk_offline(phone, taps=1)
    page.clock.set_fixed_time(f"{year}T03:04:05Z")
    answer(page, 2, 4)
    page.click("#bar .bar-button:has(use[href$='#caret-right'])")
    page.wait_for_function("() => !document.querySelector('.row input:checked')")
    answer(page, 3, 1)
    assert page.locator(".banner--err").count() == 0
    online(phone)
    until(page, "() => !document.querySelector('#unsent bdi')")
    assert {record["id"] for record in kept(page)} == set(house.findings)
    assert len(house.findings) == 2


def test_a_walk_keeps_the_questions_it_began_with(
    phone: Phone, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = walk_offline(phone, taps=1)
    before = house.pack()
    changed = json.loads(json.dumps(before))
    changed["instrument"] |= {"sha256": "f" * 64, "version": "9.9.9"}
    monkeypatch.setattr(house, "pack", lambda: changed)
    phone.context.set_offline(False)  # type: ignore[union-attr]
    page.goto(f"{phone.address}/w/#{SECRET}")
    page.reload()
    page.wait_for_selector(".row:nth-child(1) input:checked")
    answer(page, 2, 3)
    wait_sent(page)
    [sent] = house.findings.values()
    assert sent["instrument"]["sha256"] == before["instrument"]["sha256"]


def test_a_page_that_is_frozen_has_kept_every_tap(phone: Phone) -> None:
    page = walk_offline(phone)
    session = devtools(phone)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    session.send("Page.setWebLifecycleState", {"state": "active"})
    answer(page, 4, 1)
    page.reload()
    page.wait_for_selector(".row:nth-child(4) input:checked")
    assert page.locator(".row input:checked").count() == 4


def test_the_kill_switch_frees_a_phone_from_a_worker_that_went_wrong(
    phone: Phone, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = walk_offline(phone, taps=2)
    monkeypatch.setattr(shell, "is_worker_off", lambda: True)
    phone.context.set_offline(False)  # type: ignore[union-attr]
    page.reload()
    until(page, "async () => (await caches.keys()).length === 0")
    page.reload()
    page.wait_for_selector(".grid-mode")
    assert page.locator(".row input:checked").count() == 2, "the app goes, what she answered stays"
    assert page.evaluate("() => navigator.serviceWorker.controller") is None
    wait_sent(page)


def test_an_update_waits_while_something_is_sent_or_another_tab_is_open(
    phone: Phone, house: FakeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = walk_offline(phone, taps=1)
    phone.context.set_offline(False)  # type: ignore[union-attr]
    monkeypatch.setattr(shell, "version", lambda: "next")
    page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }")
    until(page, "async () => Boolean((await navigator.serviceWorker.ready).waiting)")
    assert phone.context is not None
    other = phone.context.new_page()
    other.goto(phone.address + "/w/")
    other.wait_for_selector(".grid-mode")
    page.bring_to_front()
    menu(page, "arrows-clockwise")
    page.wait_for_selector(".banner--warn:has-text('other tabs')")
    other.close()
    until(
        page, "async () => (await navigator.locks.query()).held.filter(({ name }) => name === 'open page').length === 1"
    )
    menu(page, "arrows-clockwise")
    until(page, "async () => (await caches.keys()).includes('shell-next') && (await caches.keys()).length === 1")
    page.wait_for_selector(".row input:checked")


def test_what_lies_here_for_a_day_is_said_with_two_ways_out(phone: Phone) -> None:
    page = walk_offline(phone)
    phone.close()
    page = phone.open("/w/quiet", is_offline=True)
    page.clock.install(time="2030-01-01T20:00:00Z")
    page.goto(phone.address + "/w/")
    page.wait_for_selector(".banner [data-way=copy]")
    assert "1 thing is only on this phone, since yesterday" in page.inner_text(".banner")


def test_a_window_that_forgets_says_so_at_the_start(phone: Phone) -> None:
    page = phone.open("/w/quiet")
    page.add_init_script(
        """const { storage } = navigator; storage.persist = async () => false;
        storage.estimate = async () => ({ quota: 120 * 1024 * 1024 });"""
    )
    page.goto(f"{phone.address}/w/#{SECRET}")
    join(page)
    page.wait_for_selector(".banner--warn:has-text('forgets')")
