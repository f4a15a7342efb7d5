"""An organisation, and an account of somebody who works for it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation.clock import now
from app.foundation.columns import UtcDateTime
from app.foundation.identifiers import new_id


class Organisation(SQLModel, table=True):
    """A group that walks, or a city office that reads. Nothing crosses from one to another."""

    __tablename__ = "organisation"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    name: str
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class Account(SQLModel, table=True):
    """Somebody with a password. `email` is folded to one spelling; `disabled_at` keeps her name under what she did."""

    __tablename__ = "account"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    email: str = Field(unique=True)
    name: str
    role: str
    password_hash: str
    language: str
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
