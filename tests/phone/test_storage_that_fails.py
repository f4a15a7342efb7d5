"""A phone's storage that was cleared, rots, is full, or closes: said, never silent, and nothing else is lost with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.killing import BYTES
from tests.phone.makers import a_photo_with_a_place
from tests.phone.offline import answer, clear, devtools, shoot, walk_offline
from tests.phone.walking import choose_file, join, kept, menu, ready_offline, show_grid, until, wait_sent

pytestmark = pytest.mark.browser
RESERVE_BYTES = 2 * 1024 * 1024  # what the phone keeps free lies in a file of its own, and is no picture


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
