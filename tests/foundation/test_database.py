"""One transaction per request, savepoints that hold, and durability as promised."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.foundation.database import engine, reading, writing


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
