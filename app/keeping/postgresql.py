"""PostgreSQL's own programs for copying a database out and in. Its password never stands on a command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from app.foundation.settings import settings

INSTALL = "Install PostgreSQL's client programs of the server's version (on Debian: apt-get install postgresql-client)."


class ProgramFailed(Exception):
    """pg_dump or pg_restore is missing or refused; the message says what it said."""


def dump(target: Path, picture: str, schema: str) -> None:
    """Write the exported picture of this schema in pg_dump's custom format. Raises ProgramFailed."""
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f'--schema="{schema}"',  # quoted, because pg_dump takes patterns here
        f"--snapshot={picture}",
        f"--file={target}",
    )


def load(source: Path, schema: str) -> None:
    """Fill this schema, which is empty, whole or not at all. Raises ProgramFailed."""
    name = str(_facts().get("dbname") or "")
    _run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        f"--schema={schema}",  # what is in it, and not the schema itself, which is here
        f"--dbname={name}",
        str(source),
    )


def check_program(name: str) -> None:
    """Raises ProgramFailed, which says what to install."""
    if shutil.which(name) is None:
        raise ProgramFailed(f"{name} is not installed. {INSTALL}")


def _run(name: str, *arguments: str) -> None:
    check_program(name)
    known = {f"PG{_ENVIRONMENT[key]}": str(value) for key, value in _facts().items() if key in _ENVIRONMENT}
    done = subprocess.run([name, *arguments], env=os.environ | known, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, names of ours
    if done.returncode:
        raise ProgramFailed(f"{name} failed: {done.stderr.strip()[-600:]}")


_ENVIRONMENT = {
    "host": "HOST",
    "port": "PORT",
    "user": "USER",
    "password": "PASSWORD",
    "dbname": "DATABASE",
    "sslmode": "SSLMODE",
    "sslrootcert": "SSLROOTCERT",
    "sslcert": "SSLCERT",
    "sslkey": "SSLKEY",
}


def _facts() -> dict[str, object]:
    address = settings().database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    return dict(conninfo_to_dict(address))
