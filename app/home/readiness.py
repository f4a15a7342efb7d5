"""Whether requests can be served: the database answers and stands at the newest migration, and files can be written."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from app.foundation.database import is_read_only, reading
from app.foundation.migrating import alembic_config
from app.foundation.settings import settings
from app.foundation.vault import VaultAway, vault

log = logging.getLogger("farola.readiness")

# Ten megabytes: room for one upload of the largest kind and the database's own journal. With less nothing more can be kept.
LEAST_FREE_BYTES = 10_000_000


def what_is_missing() -> dict[str, str]:
    """Why requests cannot be served, by code, in plain words for whoever runs the server; empty when they can."""
    missing: dict[str, str] = {}
    for code, question in QUESTIONS.items():
        if reason := question():
            missing[code] = reason
            log.warning("not ready: %s", reason)
    return missing


def _database() -> str | None:
    try:
        with reading() as session:
            standing = set(MigrationContext.configure(session.connection()).get_current_heads())
        cannot_keep = is_read_only()
    except SQLAlchemyError as fault:
        return f"The database does not answer ({type(fault).__name__})."
    if standing != set(ScriptDirectory.from_config(alembic_config()).get_heads()):
        return "The database is not up to date. Run: farola migrate"
    if cannot_keep:
        return "The database cannot be written. Is it a copy of another one, was its file moved, or is it another account's?"
    return None


def _files() -> str | None:
    try:
        vault().check()
        with tempfile.TemporaryFile(dir=settings().data):
            return None
    except (OSError, VaultAway) as fault:
        return f"Files cannot be written ({type(fault).__name__})."


def _disk() -> str | None:
    try:
        free = shutil.disk_usage(settings().data).free
    except OSError:
        return None  # said already: files cannot be written
    return None if free >= LEAST_FREE_BYTES else f"The disk is full: {free // 1_000_000} MB are free."


QUESTIONS: dict[str, Callable[[], str | None]] = {"database": _database, "files": _files, "disk": _disk}
