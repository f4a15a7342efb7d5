"""What was set aside, what was taken back, and who decided what: the three memories beside the findings."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import Json, UtcDateTime
from app.foundation.identifiers import new_id


class Parked(SQLModel, table=True):
    """A finding that a rule refused, kept whole with the reason, until the reason is gone or it is too old."""

    __tablename__ = "parked"
    __table_args__ = (
        UniqueConstraint("walker_id", "content_sha256", name="uq_parked_once"),
        # Bodies are large, and lie before what is asked for: counting and choosing must not read through them.
        Index("ix_parked_walker", "walker_id", "created_at"),
        Index("ix_parked_code", "code", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    finding_id: UUID | None = Field(default=None, index=True)  # None when what was sent has no readable id
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    walker_id: UUID = Field(foreign_key="walker.id")
    revision: int = 0
    # JSON as text: a broken finding may hold what a JSON column refuses (NUL, numbers without end).
    body_text: str = Field(sa_type=Text)
    content_sha256: str
    code: str  # of `refusals.REFUSALS`
    # [{"pointer", "code", "words"}], in no language; of older versions [{"pointer", "sentence"}], in that of the phone.
    detail: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json, nullable=False)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, nullable=False)

    @property
    def body(self) -> Any:
        """The finding as it was sent."""
        return json.loads(self.body_text)


class Tombstone(SQLModel, table=True):
    """An id that must never return, of a finding or of a walker who took back everything. Replayed after a restore."""

    __tablename__ = "tombstone"

    finding_id: UUID = Field(primary_key=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, nullable=False)


class ModerationStep(SQLModel, table=True):
    """Who decided what about a finding, and when. Only ever added to; erased with the finding when she takes it back."""

    __tablename__ = "moderation_step"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    medium_id: UUID | None = None
    account_id: UUID = Field(foreign_key="account.id")
    did: str  # of `moderating.STEPS`
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)  # what it was before, for "undo"
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, nullable=False)


def number_beside(walker_id: UUID, finding_id: UUID) -> UUID:
    """Under which id is remembered that she took back a text whose number is another phone's: that finding stays."""
    return uuid5(walker_id, str(finding_id))
