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
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright

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
START_LIMIT_S = 60


def chromium() -> str:
    """Where Chromium is. Skips, loudly, where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("Chromium is not installed: no page was looked at. On Debian: apt-get install chromium")
    return found


def open_browser(playwright: Playwright, profile: Path, **wishes: Any) -> BrowserContext:
    """A browser whose storage lives in `profile`, so that it can be killed and opened again."""
    for lock in profile.glob("Singleton*"):
        lock.unlink()
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=chromium(), args=FLAGS, viewport=wishes.pop("viewport", PHONE), **wishes
    )
    context.set_default_timeout(20_000)
    return context


def kill_browser(profile: Path) -> None:
    """SIGKILL to every process of the browser that lives in `profile`, as Android does to a phone short of memory."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if f"--user-data-dir={profile}" in command:
            try:
                os.kill(int(process.name), signal.SIGKILL)
            except ProcessLookupError:
                continue
    time.sleep(0.5)


def free_port() -> int:
    """A port of loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, port: int) -> Iterator[str]:
    """`farola serve` in a process of its own, on loopback; gives its address."""
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"FAROLA_DATA": str(data), "FAROLA_ADDRESS": address}
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app", "serve", "--port", str(port)],
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
