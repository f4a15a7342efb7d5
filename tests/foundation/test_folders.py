"""Folders for a while: a living maker keeps hers however long it takes, a killed one leaves nothing to keep."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.foundation.folders import held_folder, holding, sweep_unheld

KILLED = """
import os, signal, sys
from pathlib import Path
from app.foundation.folders import held_folder
with held_folder(Path(sys.argv[1]), "ours-") as folder:
    (folder / "words").write_text("behind the kiosk")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_goes_at_once_and_what_another_one_works_on_stays(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    [left] = tmp_path.iterdir()
    with held_folder(tmp_path, "ours-") as mine:
        long_ago = time.time() - 90 * 86_400
        os.utime(mine, (long_ago, long_ago))
        sweep_unheld(tmp_path, "ours-")
        assert mine.is_dir() and not left.exists()
        assert mine.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_folder_stays_for_as_long_as_one_of_its_holders_lives(tmp_path: Path) -> None:
    folder = tmp_path / "ours-1"
    folder.mkdir()
    with holding(folder):
        with holding(folder):
            pass
        sweep_unheld(tmp_path, "ours-")
        assert folder.is_dir()
    sweep_unheld(tmp_path, "ours-")
    assert not folder.exists()


def test_a_folder_goes_also_when_what_was_done_in_it_failed(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), held_folder(tmp_path, "ours-"):
        _ = 1 / 0
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_can_be_made_one_hears_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), held_folder(tmp_path / "nowhere", "ours-"):
        pass
