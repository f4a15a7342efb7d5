"""Phones that die at any moment: `python -m tests.phone.killing --seeds 50` kills one a seed and looks what is left.

Each seed opens a real Chromium on a phone that has joined, does something in the middle of which all its processes get
SIGKILL, opens it again without a network and holds it against what the screen had called saved; then it lets it send and
holds the house against the phone. The moment comes from the seed, and so does everything that is tapped.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, Playwright, sync_playwright

from app.web import phone as shell
from tests.browser import Phone
from tests.conftest import living_in
from tests.phone.fake_house import SECRET, FakeHouse, serving
from tests.phone.walking import join, kept, menu, ready_offline, show_grid, until, wait_sent

LATEST_S = {"typing": 9.0, "photo": 6.0, "upload": 5.0, "update": 8.0}
BYTES = """async () => {
  const answer = (asked) => new Promise((done, lost) => { asked.onsuccess = () => done(asked.result); asked.onerror = lost; });
  const database = await answer(indexedDB.open("farola"));
  const all = await answer(database.transaction("bytes").objectStore("bytes").getAll());
  database.close();
  const hex = (digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const nameOf = async (bytes) => (bytes instanceof ArrayBuffer ? hex(await crypto.subtle.digest("SHA-256", bytes)) : "?");
  const hashed = all.map(async ({ key, bytes }) => [key, await nameOf(bytes)]);
  return Object.fromEntries(await Promise.all(hashed));
}"""

# No two pictures are the same: the browser's own test camera begins anew each time, and equal pictures are kept once.
CAMERA = """() => {
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 720 });
    const pen = canvas.getContext("2d");
    const draw = () => { for (let n = 0; n < 300; n += 1) {
      pen.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`;
      pen.fillRect(Math.random() * 960, Math.random() * 720, 60, 60);
    } };
    draw();
    setInterval(draw, 100);
    return canvas.captureStream(10);
  };
}"""


@dataclass
class Shown:
    """What the screen had called saved before the phone died, and the one thing that was in the air."""

    stops: list[dict[str, int]] = field(default_factory=lambda: [{}])
    in_the_air: tuple[str, int] | None = None
    words: str = ""
    typed: str = ""
    photos: int = 0
    shots: int = 0


@dataclass
class Evening:
    """One phone with one fate."""

    phone: Phone
    house: FakeHouse
    chance: random.Random
    shown: Shown = field(default_factory=Shown)

    @property
    def page(self) -> Page:
        return self.phone.page

    def tap(self) -> None:
        row, level = self.chance.randint(1, 9), self.chance.randint(0, 3)
        box = self.page.locator(f".row:nth-child({row}) .level-choice:nth-child({level + 1}) input")
        code = str(box.get_attribute("data-code"))
        if self.shown.stops[-1].get(code) == level:
            return  # a second tap would take it away
        self.shown.in_the_air = (code, level)
        box.click()
        until(self.page, "(box) => document.querySelector(box)?.checked", f"input[data-code={code}][value='{level}']")
        self.shown.stops[-1][code] = level
        self.shown.in_the_air = None

    def go_on(self) -> None:
        if self.shown.stops[-1]:
            self.page.click("#bar .bar-button:has(use[href$='#caret-right'])")
            self.page.wait_for_function("() => !document.querySelector('.row input:checked')")
            self.shown.stops.append({})

    def write(self) -> None:
        menu(self.page, "note-pencil")
        self.page.wait_for_selector("textarea.words")
        box = self.page.locator("textarea.words").first
        for word in self.chance.sample(["the lamp", " is out", " since", " May,", " and nobody", " comes"], 4):
            self.page.evaluate("() => { document.querySelector('.field small').textContent = ''; }")
            self.shown.typed = box.input_value() + word
            box.press_sequentially(word, delay=20)
            self.page.wait_for_function("() => document.querySelector('.field small').textContent")
            self.shown.words = self.shown.typed.strip()
        self.page.click("dialog .big-button--main")
        self.page.wait_for_selector("dialog", state="detached")

    def shoot(self) -> None:
        self.page.click("#bar .bar-button--main")
        self.page.wait_for_function("() => document.querySelector('.camera video')?.videoWidth > 0")
        self.shown.shots += 1
        self.page.click(".shutter")
        self.page.wait_for_selector(".camera", state="detached")
        self.shown.photos += 1

    # What is going on when the phone dies.

    def typing(self) -> None:
        self.write()
        while True:
            self.chance.choice([self.tap, self.tap, self.tap, self.go_on])()

    def photo(self) -> None:
        while True:
            self.shoot()

    def upload(self) -> None:
        while True:
            self.page.evaluate("() => window.dispatchEvent(new Event('online'))")
            self.page.wait_for_timeout(50)

    def update(self) -> None:
        shell.version = lambda: f"next-{self.chance.random()}"  # type: ignore[assignment]
        self.page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }")
        while not self.page.evaluate("async () => Boolean((await navigator.serviceWorker.ready).waiting)"):
            self.tap()
        menu(self.page, "arrows-clockwise")
        while True:
            self.page.wait_for_selector(".grid-mode")
            self.tap()

    def before(self, scene: str) -> None:
        """What is done before the clock of fate starts."""
        self.page.evaluate(CAMERA)
        is_sending = scene == "upload"
        for _some in range(3):
            self.tap()
        if scene != "update":
            self.phone.context.set_offline(True)  # type: ignore[union-attr]
        if is_sending:
            self.shoot()
            self.shoot()
            self.house.pause_s = 0.25
            self.phone.context.set_offline(False)  # type: ignore[union-attr]


def live_and_die(evening: Evening, scene: str) -> float:
    """Do the scene until the phone dies. Returns the seconds that it had."""
    evening.before(scene)
    had_s = evening.chance.uniform(0.05, LATEST_S[scene])
    fate = threading.Timer(had_s, evening.phone.kill)
    fate.start()
    try:
        getattr(evening, scene)()
    except (Error, AssertionError):
        if fate.is_alive() and evening.phone.context is not None and evening.phone.is_alive():
            raise  # not the death of the phone
    finally:
        fate.join()
    return had_s


def hold_phone_against_screen(page: Page, shown: Shown) -> None:
    """Raises AssertionError when something that was called saved is not there, or something is there by half."""
    records = sorted(kept(page), key=lambda record: record["body"]["started_at"])
    stops = [stop for stop in shown.stops if stop]
    assert len(stops) <= len(records) <= len(stops) + 1, "every stop that was shown, and at most the one in the air"
    for stop, record in zip(stops, records, strict=False):
        for code, level in stop.items():
            allowed = {level}
            if shown.in_the_air and shown.in_the_air[0] == code and stop is stops[-1]:
                allowed.add(shown.in_the_air[1])
            assert record["body"]["answers"].get(code) in allowed, (code, level, record["body"]["answers"])
    words = "".join(text for record in records for text in record["body"]["words"].values())
    assert words.startswith(shown.words), (words, shown.words)
    assert shown.typed.strip().startswith(words), (words, shown.typed)
    media, bytes_ = kept(page, "media"), page.evaluate(BYTES)
    assert shown.photos <= len(media) <= shown.shots, f"{shown.photos} shown, {len(media)} kept, {shown.shots} taken"
    assert {key: sha256 for key, sha256 in bytes_.items() if key != "reserve"} == {
        medium["key"]: medium["sha256"] for medium in media
    }, "each photo whole, and no bytes without one"
    named = {item["sha256"] for record in records for item in record["body"]["media"]}
    assert named == {medium["sha256"] for medium in media}, "a stop names its photos and no others"


def hold_house_against_phone(page: Page, house: FakeHouse) -> None:
    """Raises AssertionError when the house lacks something, has something more, or took something twice."""
    for record in kept(page):
        held = house.findings[record["id"]]
        assert (held["answers"], held["words"]) == (record["body"]["answers"], record["body"]["words"])
        assert record["receipt"]["revision"] == record["body"]["revision"]
    assert set(house.findings) == {record["id"] for record in kept(page)}
    assert set(house.media) == {medium["sha256"] for medium in kept(page, "media")}
    assert all(hashlib.sha256(photo).hexdigest() == sha256 for sha256, photo in house.media.items())
    new = [(name, revision) for name, revision, state in house.receipted if state == "kept"]
    assert len(new) == len(set(new)), "nothing is taken twice"


def hold_house_in_the_end(page: Page, house: FakeHouse) -> None:
    """The same once everything is sent. A better place may come at any moment and is sent again: asked until it holds."""
    deadline = time.monotonic() + 60
    while True:
        wait_sent(page)
        try:
            return hold_house_against_phone(page, house)
        except (AssertionError, KeyError):
            if time.monotonic() > deadline:
                raise
        page.wait_for_timeout(500)


class Nursery:
    """A phone that has joined and holds the app, to be copied for each seed."""

    def __init__(self, playwright: Playwright, house: FakeHouse, address: str, folder: Path) -> None:
        self.playwright, self.house, self.address, self.folder = playwright, house, address, folder
        self.version = shell.version
        phone = Phone(playwright, folder / "first", address)
        page = phone.open("/w/words/en.json")
        page.evaluate("() => localStorage.setItem('preferences', JSON.stringify({ hidesFaces: false }))")
        page.goto(f"{address}/w/#{SECRET}")
        join(page)
        show_grid(page)
        ready_offline(page)
        until(page, "() => !document.querySelector('#unsent bdi')")
        phone.close()

    @contextmanager
    def evening(self, seed: int) -> Iterator[Evening]:
        shell.version = self.version
        for memory in (self.house.findings, self.house.media, self.house.parts, self.house.receipted):
            memory.clear()
        self.house.pause_s = 0.0
        folder = self.folder / f"seed-{seed}"
        shutil.copytree(self.folder / "first", folder, symlinks=True, ignore=shutil.ignore_patterns("Singleton*"))
        phone = Phone(self.playwright, folder, self.address)
        try:
            phone.open()
            phone.page.wait_for_selector(".grid-mode")
            yield Evening(phone, self.house, random.Random(seed))
        finally:
            phone.close()
            shell.version = self.version
            shutil.rmtree(folder, ignore_errors=True)


def scene_of(seed: int) -> str:
    return list(LATEST_S)[seed % len(LATEST_S)]


def one_death(nursery: Nursery, seed: int) -> dict[str, Any]:
    """Live, die, come back, send. Raises AssertionError when anything was lost."""
    scene = scene_of(seed)
    with nursery.evening(seed) as evening:
        had_s = live_and_die(evening, scene)
        page = evening.phone.open(is_offline=True)
        page.wait_for_selector(".grid-mode", timeout=60_000)
        hold_phone_against_screen(page, evening.shown)
        nursery.house.pause_s = 0.0
        evening.phone.context.set_offline(False)  # type: ignore[union-attr]
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
        hold_house_in_the_end(page, nursery.house)
        assert evening.phone.complaints == []
        shown = evening.shown
        return {
            "seed": seed,
            "scene": scene,
            "s": round(had_s, 2),
            "answers": sum(map(len, shown.stops)),
            "photos": shown.photos,
        }


@contextmanager
def nursery_in(folder: Path, playwright: Playwright) -> Iterator[Nursery]:
    house = FakeHouse()
    with living_in(folder / "data"), serving(house) as address:
        yield Nursery(playwright, house, address, folder)


def main(words: list[str] | None = None, tell: Callable[[str], object] = sys.stdout.write) -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=50, help="how many phones die")
    asked.add_argument("--first", type=int, default=1, help="the first seed")
    wishes = asked.parse_args(words)
    lost = 0
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        nursery_in(Path(folder), playwright) as nursery,
    ):
        for seed in range(wishes.first, wishes.first + wishes.seeds):
            began = time.monotonic()
            try:
                tell(f"{one_death(nursery, seed)} in {time.monotonic() - began:.0f} s\n")
            except (AssertionError, KeyError, Error) as fault:
                lost += 1
                where = traceback.extract_tb(fault.__traceback__)[-1]
                tell(f"LOST at seed {seed} ({scene_of(seed)}): {where.name}: {where.line}: {fault}\n")
            sys.stdout.flush()
    tell(f"{wishes.seeds - lost} of {wishes.seeds} phones lost nothing\n")
    return int(lost > 0)


if __name__ == "__main__":
    os.environ.setdefault("FAROLA_ADDRESS", "http://testserver")
    sys.exit(main())
