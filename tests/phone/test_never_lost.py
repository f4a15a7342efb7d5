"""What browsers, storage and clocks do to a phone: said, never silent, and never at the cost of what was kept."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from app.web import phone as shell
from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.killing import BYTES
from tests.phone.makers import a_photo_with_a_place
from tests.phone.walking import choose_file, join, kept, menu, ready_offline, show_grid, until, wait_sent

pytestmark = pytest.mark.browser

RESERVE_BYTES = 2 * 1024 * 1024  # what the phone keeps free lies in a file of its own, and is no picture


def walk_offline(phone: Phone, taps: int = 3) -> Page:
    """Joined, everything on the phone, no network, and a few answers that are only here."""
    page = phone.open("/w/words/en.json")
    page.evaluate("() => localStorage.setItem('preferences', JSON.stringify({ hidesFaces: false }))")
    page.goto(f"{phone.address}/w/#{SECRET}")
    join(page)
    show_grid(page)
    ready_offline(page)
    wait_sent(page)
    assert phone.context is not None
    phone.context.set_offline(True)
    for row in range(1, taps + 1):
        answer(page, row, 2)
    return page


def answer(page: Page, row: int, level: int) -> None:
    page.click(f".row:nth-child({row}) .level-choice:nth-child({level})")
    page.wait_for_selector(f".row:nth-child({row}) .level-choice:nth-child({level}) input:checked")


def shoot(page: Page) -> None:
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    page.click(".shutter")


def online(phone: Phone) -> None:
    assert phone.context is not None
    phone.context.set_offline(False)
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")


def devtools(phone: Phone) -> Any:
    assert phone.context is not None
    return phone.context.new_cdp_session(phone.page)


def clear(phone: Phone, what: str) -> None:
    devtools(phone).send("Storage.clearDataForOrigin", {"origin": phone.address, "storageTypes": what})


def test_what_the_browser_cleared_away_is_counted_by_the_cookie_that_it_left(phone: Phone) -> None:
    page = walk_offline(phone)
    shoot(page)
    page.wait_for_selector(".camera", state="detached")
    page.goto(phone.address + "/w/quiet")  # a page that is open would write down again what it still knows
    clear(phone, "indexeddb,local_storage,cache_storage,service_workers")
    phone.context.set_offline(False)  # type: ignore[union-attr]
    page.goto(phone.address + "/w/")
    page.wait_for_selector(".banner--err")
    assert "2 things that were on this phone are gone" in page.inner_text(".banner")
    page.reload()
    page.wait_for_selector(".banner--err")
    page.click(".banner .icon-button")
    page.reload()
    page.wait_for_selector("#code")
    page.wait_for_timeout(500)
    assert page.locator(".banner").count() == 0, "said until she closed it, and then no more"
    cookies = phone.context.cookies()  # type: ignore[union-attr]
    assert [(one["name"], one["value"]) for one in cookies if one["name"] == "kept"] == [("kept", "0.0")]


def _leveldb(phone: Phone) -> Path:
    [folder] = phone.folder.rglob("IndexedDB/*.indexeddb.leveldb")
    return folder


def _cut_the_manifest(phone: Phone) -> None:
    for file in _leveldb(phone).glob("MANIFEST-*"):
        os.truncate(file, file.stat().st_size // 2)


def _flip_the_log(phone: Phone) -> None:
    for file in _leveldb(phone).glob("*.log"):
        flipped = bytearray(file.read_bytes())
        for place in range(0, len(flipped), 7):
            flipped[place] ^= 0xFF
        file.write_bytes(bytes(flipped))


@pytest.mark.parametrize("damage", [_cut_the_manifest, _flip_the_log], ids=["manifest", "log"])
def test_a_damaged_store_that_opens_empty_is_not_believed(phone: Phone, damage: Callable[[Phone], None]) -> None:
    page = walk_offline(phone)
    page.wait_for_timeout(1000)  # localStorage reaches the disk late; the cookie stands in when it does not
    phone.close()
    damage(phone)
    page = phone.open(is_offline=True)
    page.wait_for_selector(".banner--err")
    said = page.inner_text(".banner")
    assert "1 thing that was on this phone is gone" in said or "does not let us read" in said


def test_one_photo_that_rots_on_the_phone_is_said_and_everything_else_arrives(
    phone: Phone, house: FakeHouse, tmp_path: Path
) -> None:
    page = walk_offline(phone)
    shoot(page)
    page.wait_for_selector(".camera", state="detached")
    choose_file(page, a_photo_with_a_place(tmp_path))
    until(page, "() => document.querySelector('#unsent bdi')?.textContent === '3'")
    phone.close()
    blobs = [
        file
        for folder in phone.folder.rglob("IndexedDB/*.indexeddb.blob")
        for file in folder.rglob("*")
        if file.is_file() and file.stat().st_size < RESERVE_BYTES
    ]
    if blobs:
        blobs[0].unlink()
    page = phone.open(is_offline=True)  # or it would be sent before it rots
    page.wait_for_selector(".grid-mode")
    if not blobs:  # this Chromium keeps small pictures inside its log
        page.evaluate(
            """async () => { const asked = indexedDB.open("farola"); await new Promise((done) => { asked.onsuccess = done; });
              const shelf = asked.result.transaction("bytes", "readwrite").objectStore("bytes"); const keys = shelf.getAllKeys();
              await new Promise((done) => { keys.onsuccess = done; });
              shelf.put({ key: keys.result.find((key) => key !== "reserve"), bytes: new ArrayBuffer(5) }); }"""
        )
    phone.context.set_offline(False)
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    wait_sent(page)
    assert (len(house.findings), len(house.media)) == (1, 1)
    menu(page, "list")
    page.wait_for_selector(".thumb--broken")
    assert "1 thing could not be sent" in page.inner_text(".card")


def test_bytes_are_kept_as_arrays_and_never_as_blobs(phone: Phone) -> None:
    page = walk_offline(phone, taps=1)
    shoot(page)
    page.wait_for_selector(".camera", state="detached")
    found = page.evaluate(BYTES)
    assert len(found) == 2  # the photo, and the room kept aside
    assert "?" not in found.values()


FILL = """async () => {
  const asked = indexedDB.open("farola");
  await new Promise((done) => { asked.onsuccess = done; });
  const database = asked.result;
  const put = (size, name) => new Promise((done, lost) => {
    const deal = database.transaction("bytes", "readwrite", { durability: "strict" });
    deal.objectStore("bytes").put({ key: `filler-${name}`, bytes: crypto.getRandomValues(new Uint8Array(size)).buffer });
    deal.oncomplete = done;
    deal.onabort = () => lost(deal.error ?? new Error("aborted"));
  });
  let count = 0;
  for (const size of [65536, 16384, 4096]) {
    try {
      for (;;) { await put(size, count); count += 1; if (count > 400) return "never full"; }
    } catch (trouble) {
      if (trouble.name !== "QuotaExceededError") throw trouble;
    }
  }
  database.close();
  return "full";
}"""


def test_a_full_phone_keeps_answers_refuses_photos_and_shows_two_ways_out(phone: Phone, house: FakeHouse) -> None:
    phone.open("/w/quiet")
    session = devtools(phone)
    session.send("Storage.overrideQuotaForOrigin", {"origin": phone.address, "quotaSize": 8 * 1024 * 1024})
    page = phone.page
    page.evaluate("() => localStorage.setItem('preferences', JSON.stringify({ hidesFaces: false }))")
    page.goto(f"{phone.address}/w/#{SECRET}")
    join(page)
    show_grid(page)
    ready_offline(page)
    phone.context.set_offline(True)  # type: ignore[union-attr]
    answer(page, 1, 2)
    assert page.evaluate(FILL) == "full"
    for row in range(2, 10):
        answer(page, row, 3)
    answer(page, 1, 4)
    page.click("#bar .bar-button--main")
    page.wait_for_selector(".banner [data-way=copy]")
    assert "full" in page.inner_text(".banner")
    assert page.locator(".camera").count() == 0, "the camera is not offered for a photo that cannot be kept"
    [record] = kept(page)
    answers = [level for code, level in record["body"]["answers"].items() if code != "ctx_period"]
    assert sorted(answers) == [2] * 8 + [3]
    assert kept(page, "media") == []
    phone.context.set_offline(False)  # type: ignore[union-attr]
    page.click(".banner [data-way=send]")
    wait_sent(page)
    assert house.findings[record["id"]]["answers"] == record["body"]["answers"]


def test_a_connection_that_the_browser_closes_is_opened_again(phone: Phone) -> None:
    page = walk_offline(phone, taps=1)
    helpers = [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if f"--user-data-dir={phone.folder}" in (words := _words_of(process))
        and "storage.mojom.StorageService" in words
    ]
    for pid in helpers:
        os.kill(pid, signal.SIGKILL)
    answer(page, 2, 4)
    page.reload()
    page.wait_for_selector(".row:nth-child(2) input:checked")


def _words_of(process: Path) -> str:
    with suppress(OSError):
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return ""


def test_a_store_that_stays_closed_stops_all_tapping_and_offers_the_copy(phone: Phone) -> None:
    page = walk_offline(phone)
    page.evaluate(
        """() => { window.real = IDBDatabase.prototype.transaction;
          IDBDatabase.prototype.transaction = () => { throw new DOMException("lost", "UnknownError"); }; }"""
    )
    page.click(".row:nth-child(5) .level-choice:nth-child(1)")
    page.wait_for_selector("#broken[open]")
    assert page.locator(".row:nth-child(5) input:checked").count() == 0, "what is not kept does not look kept"
    page.keyboard.press("Escape")
    assert page.locator("#broken[open]").count() == 1
    page.evaluate("() => { delete Navigator.prototype.canShare; delete window.showSaveFilePicker; }")
    with page.expect_download():
        page.click("#broken [data-way=copy]")
    page.evaluate("() => { IDBDatabase.prototype.transaction = window.real; }")
    page.click("#broken .big-button--main")
    page.wait_for_selector("#broken", state="detached")
    page.wait_for_selector(".row:nth-child(3) input:checked")


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
