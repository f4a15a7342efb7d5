"""The medium: one photo or recording that belongs to a finding, from the phone's promise of it to its clean pictures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, column
from sqlmodel import Field, SQLModel

from app.findings.finding import NEW
from app.foundation.columns import UtcDateTime
from app.foundation.identifiers import nameless_id

AWAITED, RECEIVED, CLEAN, BROKEN = "awaited", "received", "clean", "broken"
HELD = (RECEIVED, CLEAN, BROKEN)  # the server has, or had, the bytes: the phone need not send them again
LOST = "lost"  # why it is awaited again: the phone was told that it is kept, and its bytes are gone
PHOTO, VOICE = "photo", "voice"
MADE = ("large_sha256", "small_sha256", "bare_sha256", "listening_sha256")  # the files that cleaning makes


def _found_by(name: str) -> Index:
    """Who still stands for a file is asked for each photo that was cleaned, and most columns of most rows are empty."""
    is_there = column(name).is_not(None)
    return Index(f"ix_medium_{name}", name, sqlite_where=is_there, postgresql_where=is_there)


class Medium(SQLModel, table=True):
    """A finding may arrive before its media and media before their finding, so `finding_id` is no foreign key.

    A row that no finding of the same walker lists (`is_listed`) is never shown. The same photo in two findings is two rows.
    """

    __tablename__ = "medium"
    __table_args__ = (
        UniqueConstraint("finding_id", "walker_id", "sha256", name="uq_medium_once"),
        Index("ix_medium_sha256", "sha256"),
        Index("ix_medium_walker", "walker_id", "received_at"),
        Index("ix_medium_waiting", "state", "received_at", "id"),
        *(_found_by(name) for name in MADE),
    )

    id: UUID = Field(default_factory=nameless_id, primary_key=True)
    finding_id: UUID
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    walker_id: UUID = Field(foreign_key="walker.id")
    sha256: str  # of the bytes as sent
    kind: str = PHOTO
    indicator: str | None = None  # the question it belongs to
    taken_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seconds: float | None = None
    caption: str = ""
    position: int = 0
    is_listed: bool = False
    state: str = AWAITED
    reason: str = ""  # why it is broken, or awaited again: a code of `cleaning.REASONS`
    moderation: str = NEW
    size_bytes: int = 0
    received_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    claims: int = 0
    swept_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # a broken upload whose bytes were let go
    sound: str = ""  # media type of a recording, sniffed from its bytes
    width: int | None = None  # of the large picture, in pixels
    height: int | None = None
    large_sha256: str | None = None
    small_sha256: str | None = None
    bare_sha256: str | None = None  # a recording without what else it told, where it told anything
    listening_sha256: str | None = None  # a recording as MP3, where one was made

    @property
    def is_held(self) -> bool:
        return self.state in HELD
