"""A house that was just installed, with one facilitator and one planner, served for real."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

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
