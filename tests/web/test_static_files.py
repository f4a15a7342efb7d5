"""Files come under addresses that change with their content, and nothing else of the disk can be reached."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.web.show import ROOMS
from app.web.static_files import STATIC, files, static_url, tree_hash, without_comments
from tests.makers.web import app_with, browser_of

SCRIPT = "vendor/htmx/htmx.min.js"


@pytest.fixture
def browser(house: Path) -> TestClient:
    return browser_of(app_with())


def test_a_phone_fetches_a_file_once_and_for_good(browser: TestClient) -> None:
    answer = browser.get(static_url(SCRIPT))
    assert answer.content == (STATIC / SCRIPT).read_bytes()
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_browser_without_gzip_gets_the_same_bytes(browser: TestClient) -> None:
    answer = browser.get(static_url(SCRIPT), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert answer.content == (STATIC / SCRIPT).read_bytes()


def test_a_page_from_before_an_update_still_finds_its_files(browser: TestClient) -> None:
    answer = browser.get(f"/static/an-older-tree/{SCRIPT}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    again = browser.get(f"/static/an-older-tree/{SCRIPT}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["../pyproject.toml", "..%2fpyproject.toml", "%2e%2e/pyproject.toml", "/etc/passwd", "style", "", "a%00b"]
)
def test_nothing_outside_the_folder_can_be_reached(browser: TestClient, path: str) -> None:
    assert browser.get(f"/static/{tree_hash()}/{path}").status_code == 404


def test_every_file_that_a_template_names_exists() -> None:
    named = {
        (page.relative_to(ROOMS).as_posix(), path)
        for page in ROOMS.glob("*/templates/**/*.html")
        for path in re.findall(r"static_url\(\"([^\"]+)\"\)", page.read_text())
    }
    assert {path for _page, path in named} >= {"style/desk.css", SCRIPT}
    assert [each for each in sorted(named) if each[1] not in files()] == []


def test_third_party_files_are_as_published() -> None:
    import hashlib

    listed = re.findall(
        r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", (STATIC / "vendor/VENDOR.md").read_text(), re.MULTILINE
    )
    sums = dict(listed)
    there = {name.removeprefix("vendor/") for name in files() if name.startswith("vendor/")} - {"VENDOR.md"}
    assert set(sums) == there
    for name in there:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == sums[name], name


def test_text_is_squeezed_the_same_way_each_time(browser: TestClient) -> None:
    raw = browser.get(static_url(SCRIPT), headers={"Accept-Encoding": "gzip"})
    assert int(raw.headers["Content-Length"]) == len(gzip.compress((STATIC / SCRIPT).read_bytes(), 9, mtime=0))


def test_comments_go_no_further_than_this_server_and_the_code_stays_as_it_is() -> None:
    text = '/** Why. */\nsay("// aloud"); // and how\n  // alone\nask("https://x // y");\n'
    assert without_comments(text) == 'say("// aloud");\nask("https://x // y");\n'
