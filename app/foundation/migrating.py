"""Bringing the database to the newest plan of tables, by Alembic, from wherever the program was started."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.foundation.database import make_engine
from app.foundation.settings import settings

MIGRATING = 0x6661726F6C61  # "farola": the key of the lock; locks of files are keyed by hashes
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


class PlanIsNewer(Exception):
    """The database was brought up to date by a newer version of Farola. Nothing was changed."""


class RestoreBrokeOff(Exception):
    """There is no database, and a restore was moving things here: a new one would look like the house. Nothing was changed."""

    def __init__(self, data: Path) -> None:
        super().__init__(
            f"A restore into {data} goes on, or broke off before the house was in its place. Run farola restore --replace once "
            "more with the same archive. What was here before is not lost: it is in the newest folder replaced-… there, and on "
            "PostgreSQL in a schema replaced_…. Only to begin a new house in its place, remove the folder restoring-… there."
        )


RESTORING = "restoring-"  # so begins the folder below the data folder in which a restore unpacks
_afterwards: list[Callable[[], Any]] = []


def after_upgrade(do: Callable[[], Any]) -> None:
    """Do something after each `upgrade()`, such as filling tables of which older versions knew nothing."""
    if do not in _afterwards:
        _afterwards.append(do)


def alembic_config() -> Config:
    """Alembic's configuration, made here so that no path depends on the folder one stands in."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", settings().database_url.replace("%", "%%"))
    return config


def known_revisions() -> list[str]:
    """Every plan of tables that this version of Farola knows, newest first."""
    return [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def newest_revision() -> str:
    return known_revisions()[0]


def revision_here() -> str | None:
    """The plan that the database has; None when it is new. Raises sqlalchemy.exc.DBAPIError when it cannot be asked."""
    path = settings().sqlite_path
    if path is not None and not path.is_file():  # to ask would be to make it
        return None
    engine = make_engine(settings().database_url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def fault_of(revision: str | None) -> str:
    """Why nothing can be asked of a database with this plan, and what to do; empty for the newest one."""
    if revision == newest_revision():
        return ""
    if revision is None:
        return (
            "The database has no tables yet. If this house was used before, FAROLA_DATA or FAROLA_DATABASE is not right; "
            "for a new one, run farola migrate."
        )
    if revision in known_revisions():
        return "The database was made by an earlier version of Farola. Run farola backup FILE, and then farola migrate."
    return f"The database was made by a newer version of Farola, with the plan {revision}. Update Farola."


def upgrade() -> None:
    """Apply what is missing, each migration whole or not at all; of several processes that start together, one does it.

    Raises PlanIsNewer and RestoreBrokeOff.
    """
    settings().data.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody else of this machine looks into it
    with _one_on_this_machine(), _one_on_this_database():
        here = revision_here()
        if here is not None and here not in known_revisions():
            raise PlanIsNewer(fault_of(here))
        if here is None and any(settings().data.glob(f"{RESTORING}*")):
            raise RestoreBrokeOff(settings().data)
        command.upgrade(alembic_config(), "head")
        for do in _afterwards:
            do()


@contextmanager
def _one_on_this_machine() -> Iterator[None]:
    descriptor = os.open(settings().data, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _one_on_this_database() -> Iterator[None]:
    """PostgreSQL may be shared by several machines; SQLite is not."""
    if settings().database_url.startswith("sqlite"):
        yield
        return
    engine = make_engine(settings().database_url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({MIGRATING})")
            yield
    finally:
        engine.dispose()  # and the lock with it
