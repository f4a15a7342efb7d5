"""One transaction per request, savepoints that hold, and durability as promised."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import IntegrityError

from app.foundation.database import BUSY_TIMEOUT_MS, Session, after_keeping, engine, reading, writing
from tests.conftest import living_in
from tests.postgresql import fresh_postgresql


@pytest.fixture
def notes(either_house: Path) -> None:
    with engine().begin() as connection:
        connection.execute(text("CREATE TABLE note (id INTEGER PRIMARY KEY, word VARCHAR(20) NOT NULL)"))


def kept() -> list[str]:
    with reading() as session:
        return [row[0] for row in session.execute(text("SELECT word FROM note ORDER BY id"))]


def write(session: object, number: int, word: str | None) -> None:
    session.execute(text("INSERT INTO note VALUES (:number, :word)"), {"number": number, "word": word})


@pytest.mark.usefixtures("notes")
def test_what_was_written_is_there_after_the_block() -> None:
    with writing() as session:
        write(session, 1, "lamp")
    assert kept() == ["lamp"]


@pytest.mark.usefixtures("notes")
def test_an_error_takes_back_everything_of_its_request() -> None:
    with pytest.raises(RuntimeError), writing() as session:
        write(session, 1, "lamp")
        raise RuntimeError
    assert kept() == []


@pytest.mark.usefixtures("notes")
def test_one_broken_finding_does_not_take_its_neighbours_with_it() -> None:
    with writing() as session:
        for number, word in enumerate(["lamp", None, "bench"]):
            try:
                with session.begin_nested():
                    write(session, number, word)
            except IntegrityError:
                continue
    assert kept() == ["lamp", "bench"]


@pytest.mark.usefixtures("notes")
def test_a_rollback_after_a_savepoint_takes_the_savepoints_work_back_too() -> None:
    # The trap: with the driver's own transactions, a released savepoint survived the outer rollback.
    with pytest.raises(RuntimeError), writing() as session:
        with session.begin_nested():
            write(session, 1, "lamp")
        raise RuntimeError
    assert kept() == []


@pytest.mark.usefixtures("notes")
def test_sixteen_phones_that_write_at_once_all_get_their_turn() -> None:
    gate, failures = threading.Barrier(16), []

    def send(number: int) -> None:
        try:
            gate.wait()
            with writing() as session:
                session.execute(text("SELECT count(*) FROM note"))
                write(session, number, "lamp")
        except Exception as fault:
            failures.append(fault)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(kept()) == 16


def test_sqlite_is_told_to_be_durable_and_to_overwrite_what_is_deleted(house: Path) -> None:
    with reading() as session:
        told = {
            pragma: session.execute(text(f"PRAGMA {pragma}")).scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


@pytest.mark.usefixtures("house")
def test_whoever_comes_next_gets_the_connection_that_is_still_warm() -> None:
    """Each connection of SQLite keeps pages in memory: taken in a ring, every phone would read all of them anew."""

    def used(session: Session) -> object:
        return session.connection().connection.dbapi_connection

    with reading() as one, reading() as another:
        assert used(one) is not used(another)
    in_turn = []
    for _phone in range(3):
        with reading() as session:
            in_turn.append(used(session))
    assert in_turn[0] is in_turn[1] is in_turn[2]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("default", "used"), [("off", "on"), ("local", "on"), ("on", "on"), ("remote_apply", "remote_apply")]
)
def test_postgresql_is_told_to_be_durable_whatever_its_default_is(tmp_path: Path, default: str, used: str) -> None:
    asked = text("SHOW synchronous_commit")
    with fresh_postgresql() as address:
        name = address.partition("@/")[2].partition("?")[0]
        plain = create_engine(address.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)
        with plain.begin() as connection:
            connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit TO {default}"))
        with plain.connect() as connection:
            assert connection.execute(asked).scalar_one() == default
        with living_in(tmp_path, address):
            with pytest.raises(RuntimeError), writing() as session:  # one that fails must not take it back
                assert session.execute(asked).scalar_one() == used
                raise RuntimeError
            for way in (writing, reading):
                with way() as session:
                    assert session.execute(asked).scalar_one() == used


@pytest.mark.usefixtures("notes")
def test_what_follows_a_write_may_write_again_without_waiting_for_its_own_turn() -> None:
    began = time.monotonic()
    with writing() as session:
        write(session, 1, "lamp")

        def follow() -> None:
            with writing() as other:
                write(other, 2, "bench")

        after_keeping(session, follow)
    assert kept() == ["lamp", "bench"]
    assert time.monotonic() - began < BUSY_TIMEOUT_MS / 1000 / 2, "it stood in its own way"


@pytest.mark.usefixtures("notes")
def test_a_step_that_fails_after_a_write_keeps_no_other_step_from_being_done() -> None:
    done: list[str] = []

    def fail() -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"), writing() as session:
        write(session, 1, "lamp")
        after_keeping(session, fail)
        after_keeping(session, lambda: done.append("journal"))
    assert done == ["journal"] and len(kept()) == 1


@pytest.mark.usefixtures("notes")
def test_what_was_not_kept_is_followed_by_nothing() -> None:
    done: list[str] = []
    with pytest.raises(RuntimeError), writing() as session:
        after_keeping(session, lambda: done.append("journal"))
        raise RuntimeError
    assert not done
