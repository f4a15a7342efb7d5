"""A server that was killed leaves nothing behind for longer than until the next start, and a living one is left alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner

from app.foundation import migrating
from app.web.commands import commands
from app.web.shared_folder import PREFIX, VARIABLE, shared_folder, sweep_left_folders

PATIENCE_S = 60
# Both end with the test, whatever becomes of it: their standard input ends then.
SERVER = """
import subprocess, sys
from app.web.shared_folder import shared_folder
with shared_folder():
    subprocess.Popen([sys.executable, "-c", sys.argv[1]])
    sys.stdin.read()
"""
WORKER = """
import os, sys
from app.web.plugs import working
with working():
    print(os.getpid(), os.environ["PROMETHEUS_MULTIPROC_DIR"], flush=True)
    sys.stdin.read()
"""


@dataclass
class Running:
    """A server process, the worker that it started, and their folder."""

    server: subprocess.Popen[str]
    worker_pid: int
    folder: Path

    def kill_server(self) -> None:
        self.server.kill()
        self.server.wait(PATIENCE_S)

    def kill_worker(self) -> None:
        os.kill(self.worker_pid, signal.SIGKILL)


@contextmanager
def running() -> Iterator[Running]:
    """For as long as the block lasts, unless it is killed in there."""
    command = [sys.executable, "-c", SERVER, WORKER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin and server.stdout
        pid, folder = server.stdout.readline().split(maxsplit=1)
        yield Running(server, int(pid), Path(folder.strip()))
        with suppress(BrokenPipeError):
            server.stdin.close()
        server.wait(PATIENCE_S)


def swept_until_gone(folder: Path) -> bool:
    """A killed process lets go of its lock a moment after the signal."""
    until = time.monotonic() + PATIENCE_S
    while folder.exists() and time.monotonic() < until:
        sweep_left_folders()
        time.sleep(0.01)
    return not folder.exists()


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, of this test and of the servers that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_what_a_killed_server_left_goes_at_the_next_start_and_a_living_one_counts_on() -> None:
    with ExitStack() as stack:
        dead, living = stack.enter_context(running()), stack.enter_context(running())
        (dead.folder / "counter_1.db").write_bytes(b"numbers")
        dead.kill_server()
        sweep_left_folders()
        assert dead.folder.is_dir(), "its worker serves on without it"
        dead.kill_worker()
        assert swept_until_gone(dead.folder)
        assert living.folder.is_dir()
    assert not living.folder.exists(), "whoever ends in peace clears up behind herself"


def test_a_server_whose_new_folder_is_swept_by_another_one_before_it_is_held_makes_another(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    make = tempfile.mkdtemp

    def swept_at_first(**named: str) -> str:
        made.append(make(**named))
        if len(made) == 1:
            sweep_left_folders()
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", swept_at_first)
    with shared_folder():
        assert os.environ[VARIABLE] == made[1]
        assert [path.name for path in temporary.iterdir()] == [Path(made[1]).name]


def test_what_only_looks_like_a_servers_folder_stays(temporary: Path) -> None:
    letters = temporary / "letters"
    letters.mkdir()
    (letters / "one").touch()
    (temporary / f"{PREFIX}link").symlink_to(letters)
    (temporary / f"{PREFIX}file").touch()
    sweep_left_folders()
    assert (letters / "one").exists()
    assert {path.name for path in temporary.iterdir()} == {"letters", f"{PREFIX}link", f"{PREFIX}file"}


@pytest.mark.parametrize("workers", [1, 3])
def test_a_start_sweeps_and_only_several_processes_need_a_folder(
    house: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(migrating, "upgrade", lambda: None)
    left = temporary / f"{PREFIX}left"
    left.mkdir()
    seen: list[list[Path]] = []
    monkeypatch.setattr(uvicorn, "run", lambda *_what, **_how: seen.append(list(temporary.glob(f"{PREFIX}*"))))
    ran = CliRunner().invoke(commands, ["--workers", str(workers)])
    assert ran.exit_code == 0, ran.output
    assert [len(folders) for folders in seen] == [workers > 1] and left not in seen[0]
    assert not list(temporary.glob(f"{PREFIX}*"))
