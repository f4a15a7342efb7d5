"""Does what was unpacked fit this installation, and then putting it where it belongs. One place for both databases."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from app.findings import withdrawn_log
from app.foundation import migrating
from app.foundation.database import engine, forget_engine, make_engine
from app.foundation.settings import settings
from app.foundation.vault import VaultAway, vault
from app.keeping import postgresql, store
from app.keeping.keys import fit_of
from app.keeping.manifest import DATABASES, FILES, KEY, Manifest, file_member
from app.keeping.problems import CannotRestore

SQLITE = DATABASES["sqlite"]
SERVING = "Farola is still running on the data that would be replaced. Stop it, and try again."


def check_fits(staged: Path, manifest: Manifest, replaces: bool, foreign_key: bytes | None) -> None:
    """Raises CannotRestore when the archive is newer than this Farola, of another database, or not whole.

    Also when `foreign_key`, which did not come out of it, is that of another house. What is in a PostgreSQL archive is known
    once it is loaded.
    """
    if manifest.revision is not None and manifest.revision not in migrating.known_revisions():
        raise CannotRestore(f"The archive was made by Farola {manifest.farola}, which is newer. Update Farola first.")
    here = "sqlite" if _is_on_sqlite() else "postgresql"
    if manifest.database != here:
        raise CannotRestore(f"The archive holds a {manifest.database} database; FAROLA_DATABASE here means {here}.")
    if here == "sqlite":
        _check_sqlite(staged / SQLITE, manifest, foreign_key)
        if _old_sqlite().exists() and not replaces:
            raise CannotRestore(f"There is a database at {_old_sqlite()}. With --replace it is moved aside.")
        _check_nobody_serves()
    else:
        _check_postgresql(manifest, replaces)


def put_in_place(
    staged: Path, data: Path, manifest: Manifest, aside: Path | None, foreign_key: bytes | None
) -> Path | None:
    """Move the old things aside, the new ones in, and load the database; put all back when that fails half way."""
    forget_engine()
    _hand_over_files(staged / FILES, manifest)
    undo: list[Callable[[], object]] = []
    try:
        if aside is not None:
            _move_aside(data, aside, undo)
        if manifest.database == "postgresql":
            aside_name = f"{store.ASIDE_SCHEMA}{staged.name[-8:]}"
            _load_postgresql(staged / DATABASES["postgresql"], manifest.db_schema, aside_name, undo)
            with store.one_picture() as connection:
                _check_rows(store.rows_of(connection), manifest)
                _check_key(connection, foreign_key)
            forget_engine()
        for old in filter(Path.exists, _database_files()):  # a database that lives outside the data folder
            _move(old, old.with_name(f"replaced-{staged.name[-8:]}-{old.name}"), undo)
        for path in sorted(staged.iterdir()):
            _move(path, _home_of(path, data), undo)
    except BaseException:
        for step in reversed(undo):
            step()
        raise
    return aside


def _hand_over_files(files: Path, manifest: Manifest) -> None:
    """Put the archive's files into an object store, where no old file is touched; on disk they move with all the rest.

    One whose bytes were damaged already when the backup was made has no place there. Raises CannotRestore.
    """
    if vault().has_links or not files.is_dir():
        return
    try:
        for path in sorted(files.glob("??/*")):
            if manifest.members[file_member(path.name)].sha256 == path.name:
                vault().put_file(path, path.name)
    except VaultAway:
        raise CannotRestore("The store of files cannot be reached. Are FAROLA_FILES and its keys right?") from None
    shutil.rmtree(files)


def tombstones_before() -> dict[UUID, datetime]:
    """What the database that is here now knows to be taken back; nothing when there is none, or it cannot be read."""
    if _is_on_sqlite() and not _old_sqlite().is_file():
        return {}
    try:
        with store.one_picture() as connection:
            return store.tombstones(connection) if store.has_tombstones(connection) else {}
    except (store.DatabaseError, sqlite3.DatabaseError):
        return {}  # broken, which is a good reason to restore
    finally:
        forget_engine()


def _is_on_sqlite() -> bool:
    return settings().database_url.startswith("sqlite")


def _old_sqlite() -> Path:
    path = settings().sqlite_path
    assert path is not None, "asked on SQLite only"
    return path


def _check_sqlite(copy: Path, manifest: Manifest, foreign_key: bytes | None) -> None:
    source = make_engine(f"sqlite:///{copy}")
    try:
        with store.one_picture(source) as connection:
            _check_rows(store.rows_of(connection), manifest)
            if faults := store.faults_of_database(connection):
                raise CannotRestore(f"The database in the archive is damaged: {faults[0]}")
            _check_key(connection, foreign_key)
    except (store.DatabaseError, sqlite3.DatabaseError) as fault:
        raise CannotRestore(f"The database in the archive cannot be read: {fault}") from None
    finally:
        source.dispose()


def _check_rows(found: dict[str, dict[str, int | str]], manifest: Manifest) -> None:
    """Row by row: one hash over each table's rows, taken when the backup was made."""
    wanted = {name: rows.model_dump() for name, rows in manifest.tables.items()}
    differing = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if differing:
        raise CannotRestore(f"The archive's database does not hold the rows that were kept: {', '.join(differing)}.")


def _check_key(connection: Connection, foreign_key: bytes | None) -> None:
    if foreign_key is not None and fit_of(foreign_key, connection).is_of_another_house:
        raise CannotRestore(
            "That secret key is not the one of this archive: no receipt in it would work. Say where the right one is with "
            "--key FILE; every archive that was made with its key has it."
        )


def _check_nobody_serves() -> None:
    """SQLite leaves its journal mode only when nobody else has the file open; that also folds the journal into it."""
    forget_engine()
    old = _old_sqlite()
    if not old.is_file():
        return
    connection = sqlite3.connect(old, timeout=0)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError:
        raise CannotRestore(SERVING) from None
    except sqlite3.DatabaseError:
        pass  # what is here is broken, which is a good reason to restore
    finally:
        connection.close()


def _check_postgresql(manifest: Manifest, replaces: bool) -> None:
    try:
        postgresql.check_program("pg_restore")
    except postgresql.ProgramFailed as failure:
        raise CannotRestore(str(failure)) from None
    forget_engine()
    with store.one_picture() as connection:
        if not store.is_left_alone(connection):
            raise CannotRestore(SERVING)
        if (schema := store.schema_of(connection)) != manifest.db_schema:
            raise CannotRestore(
                f'The tables of the archive are of the schema "{manifest.db_schema}"; here they would be looked for in '
                f'"{schema}". As the role that FAROLA_DATABASE names, say CREATE SCHEMA IF NOT EXISTS "{manifest.db_schema}"; '
                f'ALTER ROLE CURRENT_USER SET search_path = "{manifest.db_schema}"; and try again.'
            )
        if not store.is_empty(connection) and not replaces:
            raise CannotRestore("The PostgreSQL database is not empty. With --replace its tables are moved aside.")


def _load_postgresql(copy: Path, schema: str, aside_name: str, undo: list[Callable[[], object]]) -> None:
    """The old tables stay in a schema of their own. Raises CannotRestore, with the old tables back in their place."""
    with engine().begin() as connection:
        store.set_tables_aside(connection, schema, aside_name)
    undo.append(lambda: _bring_back(schema, aside_name))
    try:
        postgresql.load(copy, schema)
    except postgresql.ProgramFailed as failure:
        raise CannotRestore(f"{failure}. Your database is as it was.") from None
    copy.unlink()


def _bring_back(schema: str, aside_name: str) -> None:
    with engine().begin() as connection:
        store.bring_tables_back(connection, schema, aside_name)


def ours_in(data: Path) -> list[Path]:
    """What an archive would replace there. All else is somebody else's and stays: archives, lost+found, other disks.

    The log of what was taken back is ours and stays as well.
    """
    return [path for path in (data / KEY, data / FILES, *_database_files()) if path.parent == data and path.exists()]


def _database_files() -> list[Path]:
    """With what SQLite puts beside it: a new database that found an old one's journal would take it for its own."""
    path = settings().sqlite_path
    return [] if path is None else [path.with_name(path.name + end) for end in ("", "-wal", "-shm", "-journal")]


def _move_aside(data: Path, aside: Path, undo: list[Callable[[], object]]) -> None:
    """Also a copy of the log of what was taken back: the log itself stays, for were we killed now, nothing else would know."""
    log, things = withdrawn_log(), ours_in(data)
    aside.mkdir(mode=0o700)
    undo.append(aside.rmdir)
    if log.is_file():
        undo.append(lambda: (aside / log.name).unlink(missing_ok=True))
        shutil.copy2(log, aside / log.name)
    for path in things:
        _move(path, aside / path.name, undo)


def _move(source: Path, target: Path, undo: list[Callable[[], object]]) -> None:
    source.rename(target)
    undo.append(lambda: target.rename(source))


def _home_of(path: Path, data: Path) -> Path:
    return _old_sqlite() if path.name == SQLITE else data / path.name
