"""One outing of an audit: when it opens, when it closes, and the two secrets that let a phone join."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import UtcDateTime
from app.foundation.identifiers import new_id

WalkState = Literal["planned", "open", "closed"]


class Walk(SQLModel, table=True):
    """The clock decides its state, unless its leader closes it by hand."""

    __tablename__ = "walk"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    audit_id: UUID = Field(foreign_key="audit.id", index=True)
    title: str
    opens_at: datetime = Field(sa_type=UtcDateTime, nullable=False)
    closes_at: datetime = Field(sa_type=UtcDateTime, nullable=False)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # by hand
    is_joining_open: bool = True
    code_turn: int = 0  # counts the codes of this walk; each turn makes the earlier ones worthless
    code_digest: str = Field(unique=True, index=True)
    secret_digest: str = Field(unique=True, index=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, nullable=False)

    @property
    def ended_at(self) -> datetime:
        """When it was closed by hand, or else when the clock closes it."""
        return end_of(self.closes_at, self.closed_at)

    @property
    def state(self) -> WalkState:
        return walk_state_at(self, clock.now())


def end_of(closes_at: datetime, closed_at: datetime | None) -> datetime:
    """The end of a walk that the clock closes at `closes_at`, unless it was closed by hand before."""
    return min(closed_at, closes_at) if closed_at else closes_at


def walk_state_at(walk: Walk, moment: datetime) -> WalkState:
    """ "planned" before it opens, "closed" from its end on, "open" between. `moment` must be aware."""
    if walk.closed_at is not None or moment >= walk.closes_at:
        return "closed"
    return "open" if moment >= walk.opens_at else "planned"
