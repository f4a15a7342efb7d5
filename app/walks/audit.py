"""An audit: one place, one instrument, one purpose, and the walks that belong to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import Json, UtcDateTime
from app.foundation.identifiers import new_id


class Audit(SQLModel, table=True):
    """What an organisation wants to know about a site. Its instrument never changes: answers must stay comparable."""

    __tablename__ = "audit"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    site_id: UUID = Field(foreign_key="site.id", index=True)
    title: str
    purpose: str = ""  # who asked for it and who promised to answer
    instrument_code: str
    instrument_sha256: str
    languages: list[str] = Field(default_factory=list, sa_type=Json, nullable=False)  # of the walkers, first one first
    is_invented: bool = False  # a demonstration: nobody walked, and every page says so
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime, nullable=False)
