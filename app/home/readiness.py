"""Whether requests can be served: the database answers and stands at the newest migration."""

from __future__ import annotations

import logging

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from app.foundation.database import reading
from app.foundation.migrating import alembic_config

log = logging.getLogger("farola.readiness")


def is_ready() -> bool:
    """False, with the reason in the log, when the database does not answer or is behind."""
    try:
        with reading() as session:
            standing = set(MigrationContext.configure(session.connection()).get_current_heads())
    except SQLAlchemyError as fault:
        log.warning("the database does not answer: %s", type(fault).__name__)
        return False
    newest = set(ScriptDirectory.from_config(alembic_config()).get_heads())
    if standing != newest:
        log.warning("the database is not migrated: run `farola migrate`")
    return standing == newest
