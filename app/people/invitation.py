"""An invitation by link. The secret travels in the link's fragment, which browsers never send and servers never log."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import UtcDateTime
from app.foundation.identifiers import new_id

GOOD_FOR = timedelta(days=7)


class Invitation(SQLModel, table=True):
    """A place in an organisation, for whoever holds the secret first. Only the secret's digest is stored."""

    __tablename__ = "invitation"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    invited_by: UUID = Field(foreign_key="account.id")
    role: str
    label: str = ""  # a word by which the inviter knows whom she meant
    secret_digest: str = Field(unique=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
