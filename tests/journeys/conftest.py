"""A house that was just installed, with one facilitator and one planner, served for real."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import ROOT, free_port, serving

PASSWORD = "a lamp on every corner 7"
FACILITATOR, PLANNER = "amara@example.org", "noor@example.org"


@dataclass(frozen=True)
class Served:
    """Where the house listens, and where its data lies."""

    address: str
    data: Path

    def farola(self, *words: str, said: str = "") -> str:
        """Run the `farola` command as the operator would; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "app", *words],
            input=said,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | {"FAROLA_DATA": str(self.data), "FAROLA_ADDRESS": self.address},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout


def sign_in(browser: Browser, served: Served, email: str, password: str = PASSWORD) -> Page:
    """The desk of whoever has this address, in a browser window of her own."""
    page = browser.new_context(base_url=served.address, locale="en", viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(20_000)
    page.goto("/sign-in")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk")
    return page


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    data = tmp_path / "house"
    data.mkdir()
    port = free_port()
    house = Served(f"http://127.0.0.1:{port}", data)
    house.farola("migrate")
    for email, name, role in ((FACILITATOR, "Amara", "facilitator"), (PLANNER, "Noor", "planner")):
        wishes = ["--email", email, "--name", name, "--role", role, "--organisation", "Lamps", "--password-stdin"]
        house.farola("user", "add", *wishes, said=PASSWORD + "\n")
    with serving(data, port):
        yield house
