"""Files on their way out of the vault, and backups that still read from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.foundation.columns import UtcDateTime


class LeavingFile(SQLModel, table=True):
    """A file for which perhaps nobody stands: it waits to be removed, is being removed, or was removed a moment ago."""

    __tablename__ = "leaving_file"
    __table_args__ = (Index("ix_leaving_file_due", "gone_at", "since"),)

    sha256: str = Field(primary_key=True, max_length=64)
    since: datetime = Field(sa_type=UtcDateTime)
    removal: UUID | None = None  # another one for each try to remove it: whoever put it before that has to put it again
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by whoever is removing it just now
    gone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the row then stays for uploads on their way


class VaultHold(SQLModel, table=True):
    """A backup that reads from an object store: until it ends, or at the latest until this moment, no file is removed."""

    __tablename__ = "vault_hold"

    id: UUID = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)
