"""The shell is the same for everybody: nothing of anyone in it, neutral to look at, and under the strict walls."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.web.static_files import files, without_comments
from tests.conftest import living_in
from tests.phone.fake_house import FakeHouse, app_of


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[TestClient]:
    with living_in(tmp_path), TestClient(app_of(FakeHouse())) as client:
        yield client


def test_the_shell_holds_nothing_of_anybody(visitor: TestClient) -> None:
    answer = visitor.get("/w/")
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert "csrf" not in answer.text.lower()
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text
    assert "<script>" not in answer.text


def test_it_speaks_the_language_of_the_browser(visitor: TestClient) -> None:
    answer = visitor.get("/w/", headers={"Accept-Language": "ar-EG,ar;q=0.9"})
    assert '<html lang="ar" dir="rtl"' in answer.text


def test_the_home_screen_says_nothing_about_safety(visitor: TestClient) -> None:
    told = visitor.get("/w/manifest.webmanifest")
    assert told.headers["content-type"].startswith("application/manifest+json")
    body = told.json()
    assert (body["scope"], body["id"]) == ("/w/", "/w/")
    for word in ("safety", "audit", "women", "farola"):
        assert word not in (body["name"] + body["short_name"]).lower()
    for sign in body["icons"]:
        assert visitor.get(sign["src"]).status_code == 200


def test_the_way_out_is_a_clock(visitor: TestClient) -> None:
    text = visitor.get("/w/quiet").text.lower()
    assert "<title>clock</title>" in text
    for word in ("walk", "safety", "farola", "street"):
        assert word not in text.replace("/static/", "")


def test_words_come_in_our_languages_and_no_other(visitor: TestClient) -> None:
    told = visitor.get("/w/words/ar.json").json()
    assert (told["language"], told["direction"], told["locale"]) == ("ar", "rtl", "ar-EG")
    assert visitor.get("/w/words/xx.json").status_code == 404
    assert visitor.get("/w/words/..%2F..%2Fsecret.json").status_code == 404


PARSE = """
import { readFileSync } from "node:fs";
import { SourceTextModule } from "node:vm";
for (const [name, text] of Object.entries(JSON.parse(readFileSync(0, "utf-8")))) new SourceTextModule(text, { identifier: name });
console.log("parsed");
"""


def test_modules_travel_without_their_comments_and_with_all_their_code() -> None:
    modules = {name: path.read_text() for name, path in files().items() if re.fullmatch(r"phone/.*\.js", name)}
    bare = {name: without_comments(text) for name, text in modules.items()}
    for name, text in modules.items():
        left = (re.sub(r"(?<=\S)[ \t]+// [^\"'`]*$", "", line) for line in text.splitlines())
        taken = [
            line for kept in bare[name].splitlines() for line in takewhile(lambda line, kept=kept: line != kept, left)
        ]
        assert all(re.match(r"\s*(/\*\*|\*|//)|.*\*/$", line) for line in [*taken, *left]), name
        assert "/**" not in bare[name], name
    assert sum(map(len, bare.values())) < 0.85 * sum(map(len, modules.values()))
    node = ["node", "--experimental-vm-modules", "--no-warnings", "--input-type=module", "-e", PARSE]
    ran = subprocess.run(node, input=json.dumps(bare), capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout == "parsed\n", ran.stderr


def test_styles_travel_without_their_comments_and_with_all_their_rules() -> None:
    styles = {name: path.read_text() for name, path in files().items() if re.fullmatch(r"style/.*\.css", name)}
    assert len(styles) > 3
    for name, text in styles.items():
        bare = without_comments(text, ".css")
        assert not re.search(r"^\s*/\*", bare, re.MULTILINE), name
        assert _rules(bare) == _rules(text), name
    assert sum(len(without_comments(text, ".css")) for text in styles.values()) < 0.98 * sum(map(len, styles.values()))


def _rules(style: str) -> list[str]:
    return [line.strip() for line in re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL).splitlines() if line.strip()]


def test_the_worker_is_never_kept_by_a_cache(visitor: TestClient) -> None:
    answer = visitor.get("/w/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.text.startswith("const VERSION = ")
    for address in (
        visitor.get("/w/sw.js").text.split("const FILES = ")[1].split(";\n")[0].strip("[]").replace('"', "").split(", ")
    ):
        assert visitor.get(address).status_code == 200, address
