"""All SQL of the room."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from app.foundation.database import Session
from app.instruments.version import InstrumentVersion


def version_with_hash(session: Session, sha256: str) -> InstrumentVersion | None:
    return session.get(InstrumentVersion, sha256)


def keep_once(session: Session, version: InstrumentVersion) -> None:
    """Insert the row unless it is there: two facilitators may plan the first walk of an instrument at the same moment."""
    insert = insert_sqlite if session.get_bind().dialect.name == "sqlite" else insert_postgresql
    session.exec(insert(InstrumentVersion).values(**version.model_dump()).on_conflict_do_nothing())
