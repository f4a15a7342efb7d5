"""Faces are covered by hand before anything of a photo is kept: solid, undoable, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import Phone
from tests.phone.fake_house import SECRET, FakeHouse
from tests.phone.makers import a_photo_with_a_place
from tests.phone.walking import Thumb, bar, join, kept, wait_sent

pytestmark = pytest.mark.browser

DARK = """async (sha) => {
  const answer = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const database = await answer(indexedDB.open("farola"));
  const all = await answer(database.transaction("bytes").objectStore("bytes").getAll());
  database.close();
  const { bytes } = all.find((one) => one.key.endsWith(sha));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const brush = canvas.getContext("2d");
  brush.drawImage(bitmap, 0, 0);
  const at = (x, y) => brush.getImageData(bitmap.width * x, bitmap.height * y, 1, 1).data[1] < 12;
  return [at(0.5, 0.5), at(0.47, 0.53), at(0.25, 0.25)];
}"""


def _open_camera(page: Page) -> None:
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")


def test_a_covered_face_is_black_in_the_only_picture_that_is_kept(phone: Phone, house: FakeHouse) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    _open_camera(page)
    page.click(".camera [aria-pressed=false]")
    page.click(".shutter")
    page.wait_for_selector(".hiding canvas")
    page.click(".hiding canvas", position={"x": 40, "y": 40})
    page.click(".hiding .bar-button:has(use[href$='#arrow-u-up-left'])")
    page.click(".hiding canvas")
    assert [one["key"] for one in kept(page, "bytes")] == ["reserve"], (
        "nothing of the picture is kept before she says so"
    )
    page.click(".hiding .bar-button--main")
    page.wait_for_selector("dialog", state="detached")
    [medium] = kept(page, "media")
    assert page.evaluate(DARK, medium["sha256"]) == [True, True, False]
    wait_sent(page)
    assert list(house.media) == [medium["sha256"]]


def test_a_photo_that_needs_no_hiding_is_kept_with_one_more_tap(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    _open_camera(page)
    page.click(".camera [aria-pressed=false]")
    page.click(".camera [aria-label=Close]")
    page.wait_for_selector(".camera", state="detached")
    _open_camera(page)
    assert page.locator(".camera [aria-pressed=true]").count() == 1, "her choice lasts"
    page.click(".shutter")
    thumb = Thumb(page)
    thumb.tap(".hiding .bar-button--main")
    page.wait_for_selector("dialog", state="detached")
    assert (thumb.taps, len(kept(page, "media"))) == (1, 1)


def test_a_photo_thrown_away_leaves_nothing_and_the_camera_goes_on(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    _open_camera(page)
    page.click(".camera [aria-pressed=false]")
    page.click(".shutter")
    page.click(".hiding .icon-button")
    page.wait_for_selector(".hiding", state="detached")
    assert page.is_enabled(".shutter")
    assert kept(page, "media") == []


def test_a_file_is_covered_too_with_the_keyboard_alone(phone: Phone, tmp_path: Path) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none')); }")
    page.click(bar(3))
    page.set_input_files("#photo-file", str(a_photo_with_a_place(tmp_path)))
    page.wait_for_selector(".hiding canvas")
    page.focus(".hiding canvas")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.click(".hiding .bar-button--main")
    page.wait_for_selector("dialog", state="detached")
    [medium] = kept(page, "media")
    assert page.evaluate(DARK, medium["sha256"])[0]
