"""One consistent archive of database and files, made while people walk and phones send."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from app import __version__
from app.findings import holding_files
from app.foundation import clock, migrating
from app.foundation.folders import held_file, held_folder, remove_unheld_file, sweep_unheld, sync_folder
from app.foundation.settings import settings
from app.foundation.vault import vault
from app.keeping import postgresql, store
from app.keeping.manifest import DATABASES, KEY, MANIFEST, Manifest, Member, Rows, file_member
from app.keeping.problems import CannotKeep

STAGING = "backing-up-"  # folder below the data folder, so that its links are on the same disk
# An archive that is being written: a copy of the whole house, which nobody may be left with when its backup is killed.
UNFINISHED = re.compile(r"(.+)\.\w{8}\.farola\.part")
# Locks may end at one machine where several keep their backups on one disk, so those of another name are to be silent as well.
LONGEST_SILENCE = timedelta(hours=1)


def make_backup(target: Path, has_key: bool = True) -> Manifest:
    """Write the archive whole or not at all, readable by its owner only, also before an update.

    Raises CannotKeep, OSError or a fault of the database (disk full).
    """
    data = settings().data
    if not data.is_dir():
        raise CannotKeep(f"There is nothing to keep: the folder {data} is not there. Is FAROLA_DATA right?")
    if target.is_dir():
        raise CannotKeep(f"{target} is a folder. Name a file in it, such as {target / 'walks.tar'}.")
    _check_plan()
    sweep_left_backups()
    _sweep_unfinished(target)
    with held_folder(data, STAGING) as staged, holding_files() if store.has_holds() else nullcontext():
        manifest, named = _stage(staged)
        with _appearing_whole(target) as file:
            _write(file, staged, manifest, named, data / KEY if has_key else None)
    return manifest


def _check_plan() -> None:
    """A backup is made before an update too, so every older plan will do. Of a newer one we do not know what names files."""
    revision = migrating.revision_here()
    if revision not in migrating.known_revisions():
        raise CannotKeep(migrating.fault_of(revision))


def sweep_left_backups() -> None:
    """Remove the copies of the database, and the second names of files, of backups that were killed."""
    sweep_unheld(settings().data, STAGING)


def _sweep_unfinished(target: Path) -> None:
    """Remove the archives that killed backups left beside `target`: those of its own name, and others that grow no more."""
    for path in target.absolute().parent.iterdir():
        left = UNFINISHED.fullmatch(path.name)
        if left and (left[1] == target.name or _is_silent(path)):
            remove_unheld_file(path)


def _is_silent(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > LONGEST_SILENCE.total_seconds()
    except FileNotFoundError:  # finished, or swept by another process, while we looked
        return False


def _stage(staged: Path) -> tuple[Manifest, store.Named]:
    """Copy the database and hold on to every file that this copy names.

    Files on disk are linked while nobody may remove one, and the picture is taken in that moment; the slow work comes
    after. Those of an object store are read after it: whoever removes one waits until they are (`holding_files`).
    """
    with store.one_picture() as connection:
        kind = "sqlite" if store.is_sqlite(connection) else "postgresql"
        with store.standing_still():
            named = store.named_files(connection)
            if vault().has_links:
                _hold(named, staged)
        copy = staged / DATABASES[kind]
        schema = "public" if kind == "sqlite" else store.schema_of(connection)
        if kind == "sqlite":
            _copy(connection, copy)
        else:
            _dump(copy, store.exported_picture(connection), schema)
        manifest = Manifest(
            farola=__version__,
            made_at=clock.now(),
            database=kind,
            db_schema=schema,
            revision=store.revision_of(connection),
            tables={name: Rows.model_validate(rows) for name, rows in store.rows_of(connection).items()},
            members={},
        )
        return manifest, named


def _copy(connection: store.Connection, copy: Path) -> None:
    try:
        store.copy_sqlite(connection, copy)
    except sqlite3.OperationalError as fault:
        raise CannotKeep(
            f"The database could not be copied into {copy.parent.parent} ({fault}). A backup needs room for a second copy of the "
            "database there while it is made, and for the archive where it is written. Make room, and try again."
        ) from None


def _dump(copy: Path, picture: str, schema: str) -> None:
    try:
        postgresql.dump(copy, picture, schema)
    except postgresql.ProgramFailed as failure:
        raise CannotKeep(str(failure)) from None


def _hold(named: store.Named, staged: Path) -> None:
    for sha256 in sorted(named.every):
        target = staged / file_member(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        vault().hold(sha256, target)


def _write(file: BinaryIO, staged: Path, manifest: Manifest, named: store.Named, key: Path | None) -> None:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        members = {name: staged / name for name in DATABASES.values() if (staged / name).is_file()}
        if key is not None and key.is_file():
            members[KEY] = key
        for name, path in members.items():
            with path.open("rb") as member:
                manifest.members[name] = _add(archive, name, member)
        for sha256 in sorted(named.every):
            _add_file(archive, staged, manifest, sha256, is_needed=sha256 in named.needed)
        (staged / MANIFEST).write_text(manifest.model_dump_json(indent=1))
        with (staged / MANIFEST).open("rb") as member:
            _add(archive, MANIFEST, member)


def _add_file(archive: tarfile.TarFile, staged: Path, manifest: Manifest, sha256: str, is_needed: bool) -> None:
    """Add a file of the vault, or note that it is missing where it is needed."""
    name = file_member(sha256)
    try:
        with (staged / name).open("rb") if vault().has_links else vault().open(sha256) as member:
            manifest.members[name] = _add(archive, name, member)
    except FileNotFoundError:
        manifest.missing += [sha256] if is_needed else []


def _add(archive: tarfile.TarFile, name: str, file: BinaryIO) -> Member:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = file.seek(0, os.SEEK_END), 0o600, int(clock.now().timestamp())
    file.seek(0)
    passing = _Hashing(file)
    archive.addfile(info, passing)  # type: ignore[arg-type]
    return Member(bytes=info.size, sha256=passing.seen.hexdigest())


class _Hashing:
    """A file that hashes what is read from it, so that each is read once."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.seen = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.file.read(size)
        self.seen.update(piece)
        return piece


@contextmanager
def _appearing_whole(target: Path) -> Iterator[BinaryIO]:
    """A file that has its name only once all of it is on disk."""
    folder = target.absolute().parent
    with held_file(folder, f"{target.name}.", ".farola.part") as (fresh, file):
        yield file
        file.flush()
        os.fsync(file.fileno())
        fresh.replace(target)
    sync_folder(folder)
