"""A signed-in browser, and a try that failed."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import UtcDateTime
from app.foundation.identifiers import new_id


class SignIn(SQLModel, table=True):
    """A signed-in browser."""

    __tablename__ = "sign_in"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    token_digest: str = Field(unique=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    seen_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)


class FailedSignIn(SQLModel, table=True):
    """A wrong password, or an e-mail that nobody here has: both count alike, so that neither can be told from the other."""

    __tablename__ = "failed_sign_in"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    email_digest: str = Field(index=True)
    failed_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
