"""A phone that finds no network: everything goes into one file."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pytest

from tests.browser import Phone
from tests.phone.fake_house import SECRET
from tests.phone.walking import Thumb, join, kept, menu, ready_offline

pytestmark = pytest.mark.browser


def test_the_whole_walk_fits_in_one_file_without_a_network(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    ready_offline(page)
    phone.context.set_offline(True)
    page.click(".tile:nth-child(1)")
    page.wait_for_selector("#unsent bdi")
    page.click("#bar .bar-button--main")
    page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
    page.click(".shutter")
    page.wait_for_selector(".camera", state="detached")
    menu(page, "check-circle")
    page.evaluate("() => { delete Navigator.prototype.canShare; delete window.showSaveFilePicker; }")
    with page.expect_download() as waiting:
        thumb = Thumb(page)
        thumb.tap("#copy")
    assert waiting.value.suggested_filename.endswith(".walk")
    page.wait_for_selector(".banner--ok")
    with zipfile.ZipFile(waiting.value.path()) as copy:
        assert copy.testzip() is None
        told = json.loads(copy.read("walk.json"))
        [medium] = told["media"]
        assert hashlib.sha256(copy.read(medium["file"])).hexdigest() == medium["sha256"]
    assert told["findings"] == [record["body"] for record in kept(page)]
    assert "token" not in told


def test_changing_her_mind_is_no_trouble(phone: Phone) -> None:
    page = phone.open(f"/w/#{SECRET}")
    join(page)
    page.click(".tile:nth-child(1)")
    page.wait_for_selector(".progress__step.is-done")
    menu(page, "check-circle")
    page.evaluate(
        """() => { navigator.canShare = () => true;
          navigator.share = ({ files }) => {
            window.offered = files[0].name;
            return Promise.reject(new DOMException("no", "AbortError"));
          }; }"""
    )
    page.click("#copy")
    page.wait_for_function("() => window.offered?.endsWith('.walk')")
    assert page.locator(".banner").count() == 0
