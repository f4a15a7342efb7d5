"""The table of prompts: what a phone says aloud, recorded by the group in its own language."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.foundation.columns import UtcDateTime
from app.foundation.identifiers import new_id


class Prompt(SQLModel, table=True):
    """One line of the script in one language.

    The bytes lie in the database and not in the vault: a whole language has half a megabyte, a backup of the database has
    them all, and whoever takes back a recording of her own can never remove them. `words_sha256` is the hash of the words
    when they were spoken, so that a later change of words can be seen.
    """

    __tablename__ = "prompt"
    __table_args__ = (
        UniqueConstraint("organisation_id", "language", "code", name="uq_prompt_once"),
        Index("ix_prompt_sha256", "sha256"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id")
    language: str
    code: str
    words_sha256: str
    sha256: str  # of the bytes
    media_type: str
    content: bytes = Field(sa_type=LargeBinary)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
