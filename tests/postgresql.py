"""A real PostgreSQL for the tests that speak of one: started on a socket of its own, thrown away afterwards."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text


def _binaries() -> Path | None:
    """The newest server that is installed: Debian keeps them out of the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _as_server(command: list[str]) -> None:
    """PostgreSQL refuses to run as root, so root lends it the account that Debian made for it."""
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, capture_output=True, timeout=60, cwd="/")


@lru_cache(maxsize=2)
def server_folder(is_durable: bool = False) -> Path | None:
    """Start a server once for this process; its folder, which also holds its socket. None when there is none to start."""
    binaries = _binaries()
    if binaries is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="farola-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = str(folder / "data")
    _as_server([str(binaries / "initdb"), "-D", data, "-U", "farola", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
    start(folder, is_durable)
    atexit.register(_stop, binaries, folder)
    return folder


def start(folder: Path, is_durable: bool) -> None:
    """Start the server of this folder, also after it was killed; it answers when this returns."""
    # Nothing here outlives the run, so its own durability is turned off, except where it is killed to see what remains.
    careless = "" if is_durable else "-c fsync=off -c full_page_writes=off"
    options = f"-k {folder} -c listen_addresses='' {careless} -c max_connections=120"
    binaries = _binaries()
    assert binaries is not None
    _as_server(
        [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", options, "start"]
    )


def kill(folder: Path) -> None:
    """SIGKILL to PostgreSQL and all its children at once, as when the machine stops."""
    first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    family = [first, *(int(child) for child in Path(f"/proc/{first}/task/{first}/children").read_text().split())]
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 20
    while any(_lives(pid) for pid in family) and time.monotonic() < until:
        time.sleep(0.02)


def start_again(folder: Path) -> None:
    """After `kill`. A child that was born in that very moment may need a while to notice that it is an orphan."""
    for _try in range(40):
        with suppress(subprocess.CalledProcessError):
            start(folder, is_durable=True)
            return
        time.sleep(0.25)
    start(folder, is_durable=True)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _stop(binaries: Path, folder: Path) -> None:
    with suppress(subprocess.CalledProcessError):
        _as_server([str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


def name_in(address: str) -> str:
    """The name of the database at an address of `fresh_postgresql`: what another one can be like."""
    return address.removeprefix("postgresql://farola@/").partition("?")[0]


@contextmanager
def fresh_postgresql(is_durable: bool = False, like: str = "template1") -> Iterator[str]:
    """The address of a database that is dropped afterwards: empty, or a copy of the one named `like`.

    Skips, loudly, where no server is installed.
    """
    folder = server_folder(is_durable)
    if folder is None:
        pytest.skip("PostgreSQL is not installed: nothing was tested on it. On Debian: apt-get install postgresql")
    name = f"farola_{secrets.token_hex(6)}"
    keeper = create_engine(f"postgresql+psycopg://farola@/postgres?host={folder}", isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
    try:
        yield f"postgresql://farola@/{name}?host={folder}"
    finally:
        with keeper.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        keeper.dispose()
