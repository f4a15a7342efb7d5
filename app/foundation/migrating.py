"""Bringing the database to the newest plan of tables, by Alembic, from wherever the program was started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.foundation.settings import settings

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


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


def upgrade() -> None:
    """Apply what is missing, each migration whole or not at all."""
    if settings().database_url.startswith("sqlite"):
        settings().data.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(), "head")
    for do in _afterwards:
        do()
