"""The outline's arithmetic in the browser, run under Node."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
def test_the_drawn_outline_means_the_same_in_the_browser() -> None:
    files = [str(path) for path in HERE.glob("*.test.js")]
    ran = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:]
    assert "# pass 4" in ran.stdout
