"""The database, and the only place in the house that commits.

SQLite is the embedded default; a PostgreSQL address changes nothing in the rooms. Whoever writes says so
(`writing()`): on SQLite a transaction that begins by reading and then writes can fail half way when another one wrote in
between, so writers take the lock first and wait their turn.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from typing import Any

import orjson
import psycopg
from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event
from sqlmodel import Session

from app.foundation.settings import settings
from app.foundation.turns import Turns

__all__ = ["Session", "after_keeping", "engine", "forget_engine", "has_one_writer", "make_engine", "reading", "writing"]

BUSY_TIMEOUT_MS = 15_000  # longer than any transaction of ours; a phone's own time-out is 30 s
# SQLite lets those who wait sleep for up to a tenth of a second before they look again, and whoever is awake goes first: among
# phones that send without a pause, one that wanted to join waited for seconds. Between processes it still is so.
_writers = Turns()
AFTERWARDS, TURN = "database: after keeping", "database: turn"


def _spelled(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # half an emoji: whoever stores it is to hear from the database, as ever
        return json.dumps(value)


# A finding has five columns of JSON, and a page reads thousands of them: orjson takes a tenth of the time of `json`.
# And no error of the database quotes what somebody wrote: errors end in logs.
ALWAYS: dict[str, Any] = {"json_serializer": _spelled, "json_deserializer": orjson.loads, "hide_parameters": True}


def make_engine(url: str, *, writes: bool = False) -> Engine:
    """An engine for `url` with our rules of durability. Raises sqlalchemy.exc.ArgumentError for a malformed address.

    On SQLite each of its transactions begins by taking the writers' lock when it `writes`.
    """
    if not url.startswith("sqlite"):
        remote = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, **ALWAYS)
        event.listen(remote, "connect", _prepare_postgresql)
        return remote
    # The connection that was used last: it still holds the pages of the database in memory, the others have to read them anew.
    made = create_engine(
        url, connect_args={"check_same_thread": False}, pool_size=20, max_overflow=40, pool_use_lifo=True, **ALWAYS
    )
    event.listen(made, "connect", _prepare_sqlite)
    # The dialect's own step, not a "begin" event: one listener on an engine makes SQLAlchemy look for more at each step
    # of every statement, which is a fifth of what a small request costs.
    made.dialect.do_begin = _begin_writing if writes else _begin_reading  # type: ignore[method-assign, assignment]
    if writes:
        made.dialect.do_commit = partial(_end_turn, made.dialect.do_commit)  # type: ignore[method-assign]
        made.dialect.do_rollback = partial(_end_turn, made.dialect.do_rollback)  # type: ignore[method-assign]
    return made


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    """Durable (FULL fsyncs at every commit), strict on references, and deleted text is overwritten, not only unlinked."""
    # The driver would open transactions by its own guess and break savepoints; `_begin_sqlite` opens them instead.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgresql(connection: psycopg.Connection, _record: Any) -> None:
    """Durable, whatever the server's default is: some hosts and guides turn `synchronous_commit` off, because it is quicker.

    Then a commit is answered before it is on disk, and what a phone was told is kept is gone when the machine stops. `on` also
    waits for the copies that the server was told to wait for; `remote_apply` is stricter and stays.
    """
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false)"
        " WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')"
    )
    connection.commit()  # what is set in a transaction that is rolled back is not set


def _begin_reading(connection: PoolProxiedConnection) -> None:
    _execute(connection, "BEGIN")


def _begin_writing(connection: PoolProxiedConnection) -> None:
    connection.info[TURN] = _writers.take(BUSY_TIMEOUT_MS / 1000)
    _execute(connection, "BEGIN IMMEDIATE")


def _end_turn(end: Callable[[PoolProxiedConnection], None], connection: PoolProxiedConnection) -> None:
    """Commit or roll back, which passes the turn on. A commit that fails is followed by a rollback."""
    end(connection)
    with suppress(NotImplementedError):  # SQLAlchemy's own first look at a new connection carries nothing with it
        turn = connection.info.pop(TURN, None)
        if turn is not None:
            turn.end()


def _execute(connection: PoolProxiedConnection, statement: str) -> None:
    cursor = connection.cursor()
    cursor.execute(statement)
    cursor.close()


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process. Makes the data folder when it is missing."""
    if has_one_writer():
        settings().data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_engine(settings().database_url)


@lru_cache(maxsize=1)
def _writing_engine() -> Engine:
    """SQLite's writers have connections of their own; elsewhere one engine does both."""
    reader = engine()
    return make_engine(settings().database_url, writes=True) if reader.dialect.name == "sqlite" else reader


def forget_engine() -> None:
    """Close every connection; the next use opens anew. For tests, forks and restores."""
    for kept in (_writing_engine, engine):
        if kept.cache_info().currsize:
            kept().dispose()
        kept.cache_clear()


def size_bytes() -> int:
    """How much room the database takes, without its journal."""
    asked = "SELECT pg_database_size(current_database())"
    if engine().dialect.name == "sqlite":
        asked = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
    with engine().connect() as connection:
        return int(connection.exec_driver_sql(asked).scalar_one())


def is_read_only() -> bool:
    """Whether nothing can be kept: a PostgreSQL that copies another one, or a file of SQLite that is somebody else's."""
    path = settings().sqlite_path
    if path is not None:
        return not os.access(path, os.W_OK)
    with engine().connect() as connection:
        return bool(connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on")


@contextmanager
def reading() -> Iterator[Session]:
    """A session that keeps nothing. On SQLite it sees one unmoving picture, on PostgreSQL each statement what is kept by then:
    whoever asks twice may get two answers.
    """
    with Session(engine()) as session:
        yield session


@contextmanager
def writing() -> Iterator[Session]:
    """A session whose work is kept whole when the block ends well, and not at all when it raises.

    Where the database lets in one writer at a time, those of this process go in the order in which they came to their first
    statement, and not before: between two threads of a request nobody else need wait.
    """
    with Session(_writing_engine(), expire_on_commit=False) as session:
        yield session
        session.commit()
    _do_afterwards(session.info.pop(AFTERWARDS, []))


def after_keeping(session: Session, do: Callable[[], None]) -> None:
    """Do something once what this session wrote is kept and its turn is over, and never when it is not kept.

    Whoever is killed in between has not done it: what has to happen must be written down in the same transaction as well.
    """
    session.info.setdefault(AFTERWARDS, []).append(do)


def _do_afterwards(steps: list[Callable[[], None]]) -> None:
    """All of them, also when one fails; then the first fault is raised."""
    faults: list[Exception] = []
    for do in steps:
        try:
            do()
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise faults[0]


def has_one_writer() -> bool:
    """Whether this database lets one writer in at a time."""
    return settings().database_url.startswith("sqlite")
