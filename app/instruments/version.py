"""The table of every instrument's meaning that was ever taken on a walk, under its hash."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from app.foundation.columns import Json, UtcDateTime


class InstrumentVersion(SQLModel, table=True):
    """Kept whole and never changed, so that findings of years ago can be read by what was asked then.

    `body` is `Instrument.meaning()`; `sha256` is the hash of its canonical JSON.
    """

    __tablename__ = "instrument_version"

    sha256: str = Field(primary_key=True, max_length=64)
    code: str = Field(max_length=40, index=True)
    version: str = Field(max_length=20)
    body: dict[str, Any] = Field(sa_type=Json)
    kept_at: datetime = Field(sa_type=UtcDateTime)
