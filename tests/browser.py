"""A real Chromium, a real server, and the faults that phones meet: killed, offline, brought back."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
# Without these Chromium looks for its maker's servers at every start.
FLAGS = [
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
PHONE = {"width": 360, "height": 640}
HERE = {"longitude": 24.941, "latitude": 60.17, "accuracy": 12}
START_LIMIT_S = 60


def chromium() -> str:
    """What starts Chromium. Skips, loudly, where there is none."""
    if not any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        pytest.skip("Chromium is not installed: no page was looked at. On Debian: apt-get install chromium")
    return str(Path(__file__).with_name("chromium"))


class Phone:
    """A phone in somebody's hand: it can be opened, killed without warning and opened again."""

    def __init__(self, playwright: Playwright, folder: Path, address: str) -> None:
        self.playwright, self.folder, self.address = playwright, folder, address
        self.context: BrowserContext | None = None
        self.page: Page = None  # type: ignore[assignment]
        self.complaints: list[str] = []

    def open(self, path: str = "/w/", is_offline: bool = False, **more: Any) -> Page:
        wishes: dict[str, Any] = {
            "viewport": PHONE,
            "locale": "en",
            "color_scheme": "light",
            "permissions": ["geolocation", "camera"],
            "geolocation": HERE,
        }
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=chromium(),
            args=FLAGS,
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
        """As a phone kills: SIGKILL to the browser that this test started and to all its helpers, no goodbye."""
        assert self.context is not None
        family = [child for pid in _browsers_in(self.folder) for child in [pid, *_descendants_of(pid)]]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        # A helper that lingers holds the lock of the storage, and the next browser would open with nothing in it.
        deadline = time.monotonic() + START_LIMIT_S
        while any(_is_running(pid) for pid in family) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.context = None

    def is_alive(self) -> bool:
        return bool(_browsers_in(self.folder))

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


def _state_and_parent(pid: int) -> tuple[str, int]:
    """As /proc tells: the letter of its state, and its parent. Raises OSError when it is gone."""
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return words[0], int(words[1])


def _is_running(pid: int) -> bool:
    try:
        return _state_and_parent(pid)[0] not in "ZX"
    except OSError:
        return False


def _descendants_of(pid: int) -> list[int]:
    """Children, their children and so on."""
    parents: dict[int, int] = {}
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            parents[int(process.name)] = _state_and_parent(int(process.name))[1]
    found = [child for child, parent in parents.items() if parent == pid]
    return found + [later for child in found for later in _descendants_of(child)]


@pytest.fixture(scope="module")
def playwright_here() -> Iterator[Playwright]:
    """The driver of this file's browsers. It holds an event loop, so it is closed before other files' tests need theirs."""
    chromium()
    with sync_playwright() as playwright:
        yield playwright


def free_port() -> int:
    """A port of loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, port: int, *wishes: str) -> Iterator[str]:
    """`farola serve` in a process of its own, on loopback, with these options; gives its address."""
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"FAROLA_DATA": str(data), "FAROLA_ADDRESS": address}
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(port), *wishes],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(address, process, data / "server.log")
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{address}/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"the server was not ready in {START_LIMIT_S} s: {log.read_text()[-2000:]}")


def serious_faults(page: Page) -> list[str]:
    """What axe finds on the page as it stands, by its WCAG 2.2 A and AA rules, of impact serious or critical."""
    page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}))
            .violations.filter((each) => ["serious", "critical"].includes(each.impact))
            .map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(" ")).slice(0, 3).join(" | ")}`)"""
    )
    return [str(fault) for fault in found]
