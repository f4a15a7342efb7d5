"""A migration that is killed half way leaves the old tables or the new ones, never something between (F30)."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, event, inspect
from sqlalchemy.exc import SQLAlchemyError

from app.foundation import database, migrating
from tests.conftest import living_in
from tests.postgresql import fresh_postgresql

KILLS = 6
SEED = 30


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    if request.param == "sqlite":
        with living_in(tmp_path / "house"):
            (tmp_path / "house").mkdir()
            yield
        return
    with fresh_postgresql() as address, living_in(tmp_path, address):
        yield


def _upgrade_in_a_child(dies_at: int | None) -> int:
    """Migrate in a process of its own, which kills itself before its statement number `dies_at`. How many it ran, or -1."""
    database.forget_engine()  # a fork must not share connections
    reading_end, writing_end = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(reading_end)
            count = 0

            def statement(*_about: object) -> None:
                nonlocal count
                if count == dies_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                count += 1

            event.listen(Engine, "before_cursor_execute", statement)
            migrating.upgrade()
            os.write(writing_end, str(count).encode())
        os._exit(0)
    os.close(writing_end)
    with os.fdopen(reading_end) as said:
        text = said.read()
    os.waitpid(child, 0)
    return int(text) if text else -1


def _tables(connection: Connection) -> dict[str, list[str]]:
    """Every table with its columns and indexes, in an order that does not depend on how they came about."""
    look = inspect(connection)
    return {
        name: sorted(f"{column['name']} {column['nullable']}" for column in look.get_columns(name))
        + sorted(str(index["name"]) for index in look.get_indexes(name))
        for name in sorted(look.get_table_names())
        if name != "alembic_version"
    }


def _state() -> tuple[str | None, dict[str, list[str]]]:
    with database.engine().connect() as connection:
        try:
            revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        except SQLAlchemyError:
            revision = None
            connection.rollback()
        return revision, _tables(connection)


def _plans() -> dict[str | None, dict[str, list[str]]]:
    """What the tables are at each revision when nobody is killed."""
    plans: dict[str | None, dict[str, list[str]]] = {None: {}}
    for revision in reversed(migrating.known_revisions()):
        command.upgrade(migrating.alembic_config(), revision)
        plans[revision] = _state()[1]
    command.downgrade(migrating.alembic_config(), "base")
    return plans


@pytest.mark.usefixtures("empty_house")
def test_an_operator_whose_update_was_cut_off_starts_it_again_and_all_is_well() -> None:
    plans = _plans()
    statements = _upgrade_in_a_child(None)
    assert statements > 20
    assert _state() == (migrating.newest_revision(), plans[migrating.newest_revision()])
    command.downgrade(migrating.alembic_config(), "base")
    chance = random.Random(SEED)
    for dies_at in sorted(chance.sample(range(1, statements), KILLS)):
        assert _upgrade_in_a_child(dies_at) == -1, "it was not killed"
        revision, tables = _state()
        assert tables == plans[revision], f"killed before statement {dies_at}: between two plans"
        migrating.upgrade()
        assert _state() == (migrating.newest_revision(), plans[migrating.newest_revision()])
        command.downgrade(migrating.alembic_config(), "base")
