"""A house that speaks the contract, and a phone: a real Chromium with a folder of its own that survives being killed."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.conftest import living_in
from tests.phone.fake_house import FakeHouse, serving

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]
HERE = {"longitude": 24.941, "latitude": 60.17, "accuracy": 12}


class Phone:
    """A phone in somebody's hand: it can be opened, killed without warning and opened again."""

    def __init__(self, playwright: Playwright, folder: Path, address: str) -> None:
        self.playwright, self.folder, self.address = playwright, folder, address
        self.context: BrowserContext | None = None
        self.page: Page = None  # type: ignore[assignment]
        self.complaints: list[str] = []

    def open(self, path: str = "/w/", is_offline: bool = False, **more: Any) -> Page:
        wishes: dict[str, Any] = {
            "viewport": {"width": 360, "height": 640},
            "locale": "en",
            "color_scheme": "light",
            "permissions": ["geolocation", "camera"],
            "geolocation": HERE,
        }
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            args=SWITCHES,
            offline=is_offline,
            **(wishes | more),
        )
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)
        self.page.goto(self.address + path)
        return self.page

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.complaints.append(message.text)

    def kill(self) -> None:
        """As a phone kills: SIGKILL to the browser that this test started, no goodbye."""
        assert self.context is not None
        for pid in _browsers_in(self.folder):
            os.kill(pid, signal.SIGKILL)
        self.context = None

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
        self.context = None


def _browsers_in(folder: Path) -> list[int]:
    """The processes that were started with this very profile folder, and no others."""
    wanted = f"--user-data-dir={folder}"
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted.encode() in words and not any(word.startswith(b"--type=") for word in words):
            found.append(int(process.name))
    return found


@pytest.fixture(scope="session")
def playwright_here() -> Iterator[Playwright]:
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def house(tmp_path: Path) -> Iterator[FakeHouse]:
    """A house with a walk in it. `house.address` is where it listens."""
    with living_in(tmp_path / "data"):
        fake = FakeHouse()
        with serving(fake) as address:
            fake.address = address  # type: ignore[attr-defined]
            yield fake


@contextmanager
def _phone(playwright: Playwright, folder: Path, house: FakeHouse) -> Iterator[Phone]:
    phone = Phone(playwright, folder, house.address)  # type: ignore[attr-defined]
    try:
        yield phone
    finally:
        phone.close()


@pytest.fixture
def phone(playwright_here: Playwright, tmp_path: Path, house: FakeHouse) -> Iterator[Phone]:
    with _phone(playwright_here, tmp_path / "phone", house) as made:
        yield made
        assert made.complaints == []
