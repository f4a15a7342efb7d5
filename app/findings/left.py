"""Files on their way out of the vault, and backups that still read from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation.columns import UtcDateTime


class LeavingFile(SQLModel, table=True):
    """A file that nobody stands for and that could not be removed at once."""

    __tablename__ = "leaving_file"

    sha256: str = Field(primary_key=True, max_length=64)
    since: datetime = Field(sa_type=UtcDateTime)


class VaultHold(SQLModel, table=True):
    """A backup that reads from an object store: until it ends, or at the latest until this moment, no file is removed."""

    __tablename__ = "vault_hold"

    id: UUID = Field(primary_key=True)
    until: datetime = Field(sa_type=UtcDateTime)
