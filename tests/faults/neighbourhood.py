"""A neighbourhood with one open walk, made once and copied for each schedule; on SQLite or on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlmodel import select

from app.findings import cleaning, putting
from app.findings.leaving import remove_leaving
from app.findings.sweeping import sweep_left_behind
from app.foundation import clock, database, migrating
from app.foundation.database import writing
from app.people import Account, Organisation, Role, viewer_of
from app.walks import Audit, Walk, code_of
from tests.conftest import living_in
from tests.makers.walks import some_audit, some_walk
from tests.postgresql import fresh_postgresql, name_in

MINUTES_LATER = timedelta(minutes=11)  # whoever was killed over a file keeps what he claimed of it for ten at most
ROOM_MB = 24  # of the small disk on which a schedule lives where we may mount one


@dataclass(frozen=True)
class Neighbourhood:
    """`folder` is the data folder, `database` its address (empty: SQLite in the folder)."""

    folder: Path
    database: str
    walk: Walk
    code: str

    @contextmanager
    def at_home(self) -> Iterator[None]:
        """Look into database and files from this process, past the server."""
        with living_in(self.folder, self.database):
            yield


def minutes_later() -> None:
    """What the next server does within minutes of the death of the one before: nothing is half done afterwards."""
    then = time.time() - MINUTES_LATER.total_seconds()
    for note, _sha256 in putting.notes():
        os.utime(note, (then, then))
    with clock.standing_at(clock.now() + MINUTES_LATER):
        cleaning.clean_waiting()
        sweep_left_behind()
        while remove_leaving():
            pass


def founded(folder: Path, address: str) -> Neighbourhood:
    """Tables by migrations, as on a real server; one organisation, one walk that is open for three more hours."""
    with living_in(folder, address):
        migrating.upgrade()
        with writing() as session:
            group = Organisation(name="Mujeres del Canal")
            session.add(group)
            session.flush()
            leader = Account(
                organisation_id=group.id,
                email="amara@example.org",
                name="Amara",
                role=Role.FACILITATOR,
                password_hash="none",
                language="en",
            )
            session.add(leader)
            session.flush()
            viewer = viewer_of(leader)
            walk = some_walk(session, viewer, some_audit(session, viewer), closes_at=clock.now() + timedelta(hours=3))
        code = code_of(walk)
        if not address:
            with database.engine().connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return Neighbourhood(folder, address, walk, code)


def walks_beside(home: Neighbourhood, count: int) -> list[Walk]:
    """So many walks of the same audit, all open at once, with the first among them. Call it at home."""
    with writing() as session:
        [leader] = session.exec(select(Account).where(Account.role == Role.FACILITATOR))
        audit = session.get_one(Audit, home.walk.audit_id)
        viewer, until = viewer_of(leader), clock.now() + timedelta(hours=3)
        return [home.walk, *(some_walk(session, viewer, audit, closes_at=until) for _ in range(count - 1))]


@contextmanager
def pattern(kind: str, is_durable: bool) -> Iterator[Neighbourhood]:
    """The one that others are copied from. `kind` is "sqlite" or "postgresql"."""
    with tempfile.TemporaryDirectory(prefix="farola-pattern-") as name:
        if kind == "sqlite":
            yield founded(Path(name), "")
        else:
            with fresh_postgresql(is_durable) as address:
                yield founded(Path(name), address)


@contextmanager
def copy_of(first: Neighbourhood, folder: Path, is_durable: bool) -> Iterator[Neighbourhood]:
    """The same in a folder of its own, and in a database of its own."""
    shutil.copytree(first.folder, folder, dirs_exist_ok=True)
    if not first.database:
        yield Neighbourhood(folder, "", first.walk, first.code)
        return
    with fresh_postgresql(is_durable, like=name_in(first.database)) as address:
        yield Neighbourhood(folder, address, first.walk, first.code)


@contextmanager
def small_disk(folder: Path, megabytes: int = ROOM_MB) -> Iterator[bool]:
    """Whether `folder` now is a small disk of its own, which can be filled; it is not where we may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "farola-faults", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)
        with suppress(OSError):
            folder.rmdir()
