"""A real PostgreSQL for the tests that speak of one: started on a socket of its own, thrown away afterwards."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


@lru_cache(maxsize=1)
def server_folder() -> Path | None:
    """Start the server once for this process; its folder, which also holds its socket. None when there is none to start."""
    binaries = _binaries()
    if binaries is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="farola-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    _as_server(
        [
            str(binaries / "initdb"),
            "-D",
            str(folder / "data"),
            "-U",
            "farola",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
    )
    # Nothing here outlives the run, so its own durability is turned off; that of the code under test is not PostgreSQL's.
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=120"
    _as_server(
        [str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", options, "start"]
    )
    atexit.register(_stop, binaries, folder)
    return folder


def _stop(binaries: Path, folder: Path) -> None:
    _as_server([str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_postgresql() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards. Skips, loudly, where no server is installed."""
    folder = server_folder()
    if folder is None:
        pytest.skip("PostgreSQL is not installed: nothing was tested on it. On Debian: apt-get install postgresql")
    name = f"farola_{secrets.token_hex(6)}"
    keeper = create_engine(f"postgresql+psycopg://farola@/postgres?host={folder}", isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield f"postgresql://farola@/{name}?host={folder}"
    finally:
        with keeper.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        keeper.dispose()
