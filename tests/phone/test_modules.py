"""The phone's modules without a screen, run under Node: `node --test` finds them beside this file."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
NEEDED = HERE.parent / "node_modules" / "fake-indexeddb"


@pytest.mark.skipif(not shutil.which("node"), reason="Node is not installed")
@pytest.mark.skipif(not NEEDED.is_dir(), reason="run `npm ci` in tests/ first")
def test_the_phones_modules_keep_their_promises() -> None:
    files = sorted(str(path) for path in HERE.rglob("*.test.js"))
    ran = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=120, check=False)
    broken = re.findall(r"^not ok .*?^  \.\.\.$", ran.stdout, re.MULTILINE | re.DOTALL)
    assert ran.returncode == 0, "\n".join(broken) or ran.stdout[-6000:] + ran.stderr[-2000:]
    assert "# fail 0" in ran.stdout
    assert ran.stdout.count("\nok ") >= len(files) * 3, "each file has at least three promises"
