"""A phone that walks along. Farola knows no name: an id made on the phone, a token, a receipt, and what was agreed to."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import Json, UtcDateTime


class Walker(SQLModel, table=True):
    """One person's part in one walk. The id is made on her phone and is never shown to anyone."""

    __tablename__ = "walker"

    id: UUID = Field(primary_key=True)
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    token_digest: str = Field(unique=True, index=True)
    receipt_digest: str = Field(unique=True, index=True)
    language: str
    scopes: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    consent_text_sha256: str
    consented_on: date  # the day, not the minute: a consent record needs no more
    joined_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, nullable=False)
    clock_offset_s: int = 0  # phone's clock minus ours when she joined
    # What her phone last said it still holds; None before it ever said anything.
    unsent_findings: int | None = None
    unsent_media: int | None = None
    pulsed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WalkerProfile(SQLModel, table=True):
    """One optional answer about the walker herself, kept apart from what she noticed."""

    __tablename__ = "walker_profile"

    walker_id: UUID = Field(foreign_key="walker.id", primary_key=True)
    code: str = Field(primary_key=True)
    value: str
    # Of her finding that last said it; None once that is taken back, and of what was said before this was noted.
    finding_id: UUID | None = None
