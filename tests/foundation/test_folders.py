"""Folders for a while: a living maker keeps hers however long it takes, a killed one leaves nothing to keep."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from app.foundation.folders import held_file, held_folder, holding, remove_unheld_file, sweep_unheld

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


def test_a_file_that_is_written_is_left_alone_and_an_abandoned_one_goes(tmp_path: Path) -> None:
    with held_file(tmp_path, "ours-", ".part") as (path, file):
        remove_unheld_file(path)
        file.write(b"words")
        path.replace(tmp_path / "whole")
    (tmp_path / "link").symlink_to("whole")
    remove_unheld_file(tmp_path / "link")
    assert (tmp_path / "whole").read_bytes() == b"words"
    remove_unheld_file(tmp_path / "whole")
    assert [one.name for one in tmp_path.iterdir()] == ["link"]


def test_a_new_file_that_another_ones_sweep_takes_before_it_is_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = tempfile.mkstemp, list[str]()

    def swept_at_first(**named: Any) -> tuple[int, str]:
        descriptor, name = make(**named)
        if not made:
            Path(name).unlink()
        made.append(name)
        return descriptor, name

    monkeypatch.setattr(tempfile, "mkstemp", swept_at_first)
    with held_file(tmp_path, "ours-", ".part") as (path, _file):
        assert str(path) == made[1] and path.is_file()
    assert list(tmp_path.iterdir()) == []


def test_where_no_folder_can_be_made_one_hears_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), held_folder(tmp_path / "nowhere", "ours-"):
        pass
