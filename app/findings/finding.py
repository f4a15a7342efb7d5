"""The finding: what one walker noticed at one place, in one go."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from app.foundation.columns import Json, UtcDateTime

KEPT, WITHDRAWN = "kept", "withdrawn"
NEW, ACCEPTED, HIDDEN = "new", "accepted", "hidden"


class Finding(SQLModel, table=True):
    """One row for each id a phone made; revisions replace each other by the law in `merging.py`.

    A withdrawn finding is an emptied row: it says that something was taken back, and nothing of what was said.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_audit_newest", "audit_id", "received_at", "id"),
        Index("ix_finding_audit_place", "audit_id", "morton"),
        Index("ix_finding_walker_received", "walker_id", "received_at"),
    )

    id: UUID = Field(primary_key=True)  # made on the phone
    audit_id: UUID = Field(foreign_key="audit.id")
    walk_id: UUID = Field(foreign_key="walk.id", index=True)
    walker_id: UUID = Field(foreign_key="walker.id")
    revision: int
    stop_id: UUID | None = Field(default=None, foreign_key="stop.id", index=True)
    # By the phone's clock, which may be wrong by years; `received_at` is the server's. Revisions decide, never clocks.
    started_at: datetime = Field(sa_type=UtcDateTime, nullable=False)
    changed_at: datetime = Field(sa_type=UtcDateTime, nullable=False)
    received_at: datetime = Field(sa_type=UtcDateTime, nullable=False)
    # Where it is shown: as sent, or as a moderator put right. WGS 84 degrees.
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    place_source: str | None = None  # "gps", "pin", "stop", "corrected"
    fixed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_place: dict[str, Any] | None = Field(
        default=None, sa_type=Json
    )  # what the phone said, whatever was corrected since
    sent_stop_id: UUID | None = None
    morton: int | None = Field(default=None, sa_type=BigInteger)
    mode: str  # "one_person", "pair", "group_agreed"
    entry: str  # "on_the_spot", "later_same_day", "from_paper"
    period: str  # "day", "dusk", "night": from the sun, not from the clock alone
    answers: dict[str, Any] = Field(default_factory=dict, sa_type=Json, nullable=False)
    marks: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)
    words: dict[str, str] = Field(default_factory=dict, sa_type=Json, nullable=False)
    hidden_words: list[str] = Field(
        default_factory=list, sa_type=Json, nullable=False
    )  # codes of words a moderator hid
    instrument_sha256: str
    content_sha256: str  # of the whole finding as sent: sending twice changes nothing
    state: str = KEPT
    moderation: str = NEW
    is_late: bool = False  # arrived after the walk had closed

    @property
    def is_hidden(self) -> bool:
        return self.moderation == HIDDEN

    @property
    def shown_words(self) -> dict[str, str]:
        """Words that no moderator hid. They are of the sensitive class wherever they go."""
        return {code: text for code, text in self.words.items() if code not in self.hidden_words}
