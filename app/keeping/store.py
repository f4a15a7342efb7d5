"""All SQL of this room: one unmoving picture of the database, what it names, and whether it is whole."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, and_, inspect, or_, select, text
from sqlalchemy.exc import DatabaseError
from sqlmodel import col

from app.findings import Finding, Medium, Tombstone
from app.foundation.database import engine, writing
from app.keeping.store_old import FORGOTTEN
from app.sites import Site
from app.walks import Walk, Walker

__all__ = ["Connection", "DatabaseError"]

LOCK_WAIT_S = 30
TRIES, TRY_AGAIN_S = 10, 0.2
ROWS_AT_ONCE = 500
ASIDE_SCHEMA = "replaced_"


@dataclass(frozen=True, slots=True)
class Named:
    """Files by the hashes that the database names: those that must be there, and those that may have been swept."""

    needed: frozenset[str]
    optional: frozenset[str]

    @property
    def every(self) -> frozenset[str]:
        return self.needed | self.optional


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


@contextmanager
def standing_still() -> Iterator[None]:
    """While the block lasts, nobody can take a name from a file, so no named file is removed. Reading goes on.

    SQLite has one writer, and that is us. On PostgreSQL the two tables that name files may be read only.
    """
    with writing() as session:
        connection = session.connection()
        if not is_sqlite(connection):
            connection.execute(text(f"SET LOCAL lock_timeout = '{LOCK_WAIT_S}s'"))
            connection.execute(text("LOCK TABLE medium, site IN SHARE MODE"))
        yield


@contextmanager
def one_picture(source: Engine | None = None) -> Iterator[Connection]:
    """A connection on which every question is answered from the moment of the first one."""
    with (source or engine()).connect() as connection:
        yield connection if is_sqlite(connection) else connection.execution_options(isolation_level="REPEATABLE READ")


def exported_picture(connection: Connection) -> str:
    """The name under which pg_dump finds this connection's picture."""
    return str(connection.execute(text("SELECT pg_export_snapshot()")).scalar_one())


def copy_sqlite(connection: Connection, target: Path) -> None:
    """Copy the picture of this connection by SQLite's online backup, into one file without a journal."""
    source = connection.connection.driver_connection
    copy = sqlite3.connect(target, isolation_level=None)
    try:
        source.backup(copy)  # type: ignore[union-attr]
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()


def named_files(connection: Connection) -> Named:
    """An upload that was cleaned is gone by rule; one that could not be opened goes after two weeks.

    One that was lost is named as well, so that it stays once somebody has put it back.
    """
    needed: set[str | None] = set()
    recording = (col(Medium.state) == "clean") & (col(Medium.kind) == "voice")
    for bare in _there(connection, col(Medium.bare_sha256)):
        recording &= bare.is_(None)
    raw = or_(col(Medium.state) == "received", recording)
    needed |= set(connection.execute(select(col(Medium.sha256)).where(raw)).scalars())
    made_here = [
        col(Medium.large_sha256),
        col(Medium.small_sha256),
        col(Medium.bare_sha256),
        col(Medium.listening_sha256),
    ]
    for made in _there(connection, *made_here, col(Site.street_sheet_sha256)):
        needed |= set(connection.execute(select(made).where(made.is_not(None))).scalars())
    perhaps = or_(col(Medium.state) == "broken", _is_lost())
    optional = connection.execute(select(col(Medium.sha256)).where(perhaps)).scalars()
    sure = frozenset(filter(None, needed))
    return Named(sure, frozenset(optional) - sure)


def _there(connection: Connection, *columns: Any) -> list[Any]:
    """Those of these columns that the database has: a backup is made before an update too, when it has the older plan."""
    tables = inspect(connection)
    known = {(table, column["name"]) for table in ("medium", "site") for column in tables.get_columns(table)}
    return [column for column in columns if (column.class_.__tablename__, column.key) in known]


def has_holds() -> bool:
    """Whether this database knows backups that hold files; the first plans did not."""
    return inspect(engine()).has_table("vault_hold")


def lost_media(connection: Connection) -> list[tuple[str, UUID]]:
    """(hash, finding) of what a phone was told is kept and the cleaning did not find."""
    wanted = select(col(Medium.sha256), col(Medium.finding_id)).where(_is_lost())
    return [(row[0], row[1]) for row in connection.execute(wanted.order_by(col(Medium.sha256), col(Medium.finding_id)))]


def _is_lost() -> ColumnElement[bool]:
    return and_(col(Medium.state) == "awaited", col(Medium.reason) == "lost")


def revision_of(connection: Connection) -> str | None:
    """The schema's revision as Alembic noted it; None for a database that no migration ever touched."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def rows_of(connection: Connection) -> dict[str, dict[str, int | str]]:
    """Of each table how many rows it has, and one hash over all of them in the order of their keys."""
    if not is_sqlite(connection):  # moments are hashed as text, whatever the zone of the server
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))
    tables = inspect(connection)
    return {
        name: _rows_of(connection, name, tables.get_pk_constraint(name)["constrained_columns"])
        for name in sorted(tables.get_table_names())
    }


def _rows_of(connection: Connection, table: str, keys: list[str]) -> dict[str, int | str]:
    quote = connection.dialect.identifier_preparer.quote
    if is_sqlite(connection):
        order = ", ".join(quote(key) for key in keys) or "1"
    else:  # by bytes, whatever the language of the server
        order = ", ".join(f'{quote(key)}::text COLLATE "C"' for key in keys) or "1"
    rows = connection.exec_driver_sql(
        f"SELECT * FROM {quote(table)} ORDER BY {order}",  # noqa: S608 - names come from the database itself
        execution_options={"stream_results": True, "yield_per": ROWS_AT_ONCE},
    )
    count, seen = 0, hashlib.sha256()
    names = sorted(rows.keys())
    for row in rows.mappings():
        count += 1
        seen.update(json.dumps([row[name] for name in names], default=str, sort_keys=True).encode() + b"\n")
    return {"rows": count, "sha256": seen.hexdigest()}


def count_rows(connection: Connection) -> int:
    """Rows of all tables together."""
    quote = connection.dialect.identifier_preparer.quote
    counts = (f"SELECT count(*) FROM {quote(name)}" for name in inspect(connection).get_table_names())  # noqa: S608
    return sum(int(connection.exec_driver_sql(count).scalar_one()) for count in counts)


def is_empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def is_left_alone(connection: Connection) -> bool:
    """Whether nobody else speaks to this PostgreSQL database, once those who just left are gone."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    for _try in range(TRIES):
        if not connection.execute(others).scalar_one():
            return True
        connection.rollback()  # PostgreSQL keeps its list of sessions still within a transaction
        time.sleep(TRY_AGAIN_S)
    return False


def schema_of(connection: Connection) -> str:
    """Where our tables are: many hosts give a role a schema of its own, which comes before `public`."""
    return str(connection.execute(text("SELECT current_schema()")).scalar_one())


def set_tables_aside(connection: Connection, schema: str, name: str) -> None:
    """Keep all tables under another schema's name, and leave an empty one in their place."""
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(text(f"ALTER SCHEMA {quote(schema)} RENAME TO {quote(name)}"))
    connection.execute(text(f"CREATE SCHEMA {quote(schema)}"))


def schemas_aside(connection: Connection) -> list[str]:
    """What restores left of the tables that they replaced."""
    if is_sqlite(connection):
        return []
    return sorted(f"schema {name}" for name in inspect(connection).get_schema_names() if name.startswith(ASIDE_SCHEMA))


def bring_tables_back(connection: Connection, schema: str, name: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    connection.execute(text(f"DROP SCHEMA {quote(schema)} CASCADE"))
    connection.execute(text(f"ALTER SCHEMA {quote(name)} RENAME TO {quote(schema)}"))


def tombstones(connection: Connection) -> dict[UUID, datetime]:
    rows = connection.execute(select(col(Tombstone.finding_id), col(Tombstone.created_at)))
    return {row[0]: row[1] for row in rows}


def has_tombstones(connection: Connection) -> bool:
    return inspect(connection).has_table("tombstone")


def risen_findings(connection: Connection) -> list[tuple[UUID, UUID]]:
    """(finding, walker) of what is kept although it, or all that its walker gave, was taken back. There must be none."""
    buried = col(Tombstone.finding_id).in_((col(Finding.id), col(Finding.walker_id)))
    wanted = select(col(Finding.id), col(Finding.walker_id)).where(col(Finding.state) == "kept")
    rows = connection.execute(wanted.where(select(col(Tombstone.finding_id)).where(buried).exists()))
    return [(row[0], row[1]) for row in rows]


def receipts_given(connection: Connection) -> Iterator[tuple[UUID, UUID, str]]:
    """(walk, walker, digest of her receipt) of everybody."""
    rows = connection.execute(select(col(Walker.walk_id), col(Walker.id), col(Walker.receipt_digest)))
    return ((row[0], row[1], row[2]) for row in rows)


def codes_given(connection: Connection) -> Iterator[tuple[UUID, int, str]]:
    """(walk, turn, digest of its code) of the walks whose codes were not forgotten."""
    wanted = select(col(Walk.id), col(Walk.code_turn), col(Walk.code_digest))
    rows = connection.execute(wanted.where(~col(Walk.code_digest).startswith(FORGOTTEN)))
    return ((row[0], row[1], row[2]) for row in rows)


def count_stuck(connection: Connection, before: datetime) -> int:
    """Uploads that arrived before then and still wait for cleaning."""
    wanted = select(col(Medium.id)).where(col(Medium.state) == "received", col(Medium.received_at) < before)
    return len(connection.execute(wanted).all())


def faults_of_database(connection: Connection) -> list[str]:
    """What the database says is wrong with itself, in its own words; nothing when it is whole."""
    return _sqlite_faults(connection) if is_sqlite(connection) else _postgresql_faults(connection)


def _sqlite_faults(connection: Connection) -> list[str]:
    said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    return [line for line in said if line != "ok"] + [
        f"{row[0]} names a row of {row[2]} that is not there" for row in orphans
    ]


def _postgresql_faults(connection: Connection) -> list[str]:
    """Reading every row finds pages that cannot be read; indexes and references say by themselves when they are invalid.

    And each reference is followed: PostgreSQL checks them when somebody writes, not what a broken disk or a copy left out.
    """
    rows_of(connection)
    broken = connection.execute(
        text(
            "SELECT 'index ' || indexrelid::regclass || ' is not valid' FROM pg_index WHERE NOT indisvalid"
            " UNION ALL SELECT 'reference ' || conname || ' was never checked' FROM pg_constraint WHERE NOT convalidated"
        )
    )
    return [str(row[0]) for row in broken] + _broken_references(connection)


def _broken_references(connection: Connection) -> list[str]:
    quote, tables = connection.dialect.identifier_preparer.quote, inspect(connection)
    faults = []
    for table in sorted(tables.get_table_names()):
        for reference in tables.get_foreign_keys(table):
            other = reference["referred_table"]
            pairs = list(zip(reference["constrained_columns"], reference["referred_columns"], strict=True))
            same = " AND ".join(f"one.{quote(ours)} = other.{quote(theirs)}" for ours, theirs in pairs)
            named = " AND ".join(f"one.{quote(ours)} IS NOT NULL" for ours, _theirs in pairs)
            lost = connection.exec_driver_sql(
                f"SELECT count(*) FROM {quote(table)} AS one WHERE {named}"  # noqa: S608 - names come from the database itself
                f" AND NOT EXISTS (SELECT 1 FROM {quote(other)} AS other WHERE {same})"
            ).scalar_one()
            faults += [f"{table} names a row of {other} that is not there"] * int(lost)
    return faults
