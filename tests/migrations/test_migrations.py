"""Up, down and up again, on both databases, and no table that the migrations do not know."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlmodel import SQLModel

from app.foundation import migrating
from app.foundation.database import engine


@pytest.mark.usefixtures("empty_house")
def test_the_migrations_build_exactly_the_tables_of_the_rooms() -> None:
    migrating.upgrade()
    with engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.usefixtures("empty_house")
def test_a_second_start_changes_nothing() -> None:
    migrating.upgrade()
    migrating.upgrade()
    assert "finding" in inspect(engine()).get_table_names()


@pytest.mark.usefixtures("empty_house")
def test_the_way_down_leaves_nothing_and_the_way_up_works_again() -> None:
    migrating.upgrade()
    command.downgrade(migrating.alembic_config(), "base")
    assert inspect(engine()).get_table_names() == ["alembic_version"]
    migrating.upgrade()
    assert "finding" in inspect(engine()).get_table_names()
