"""The shapes at the border, as `phone-api.md` freezes them: what a phone sends and the receipts it gets."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.functional_validators import AfterValidator

MOST_MEDIA = 40  # a stop has one to three photos; more is a phone gone wrong
MOST_WORDS = 20
LONGEST_WORDS = 4_000  # characters; ten minutes of typing on a phone
LONGEST_CAPTION = 500
MOST_ANSWERS = 200  # the whole dictionary has 130 questions
MOST_MARKS = 100
LARGEST_REVISION = 2**31 - 1
# A phone's clock may stand at 1970 or run ahead for years. Beyond these years no database keeps the moment.
FIRST_YEAR, LAST_YEAR = 1970, 2200

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z0-9_-]+$")]


def _within_the_calendar(moment: datetime) -> datetime:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("outside the calendar that can be kept")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_within_the_calendar)]


class _Sent(BaseModel):
    """Unknown names are passed over: a newer phone may say more, and is not turned away for it."""

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)


class SentPlace(_Sent):
    """WGS 84 degrees and metres. Whether the place is on the planet is judged later, with a sentence of its own."""

    lon: float
    lat: float
    accuracy_m: float | None = Field(default=None, ge=0, le=1e7)
    source: Literal["gps", "pin", "stop"] = "gps"
    fixed_at: Moment | None = None


class SentMedium(_Sent):
    sha256: Sha256
    kind: Literal["photo", "voice"]
    indicator: Code | None = None
    taken_at: Moment | None = None
    seconds: float | None = Field(default=None, ge=0, le=3_600)
    caption: Annotated[str, StringConstraints(max_length=LONGEST_CAPTION)] | None = None


class SentInstrument(_Sent):
    code: str = Field(max_length=60)
    version: str = Field(default="", max_length=40)
    sha256: Sha256


class SentFinding(_Sent):
    """One finding as a phone sends it."""

    id: UUID
    revision: int = Field(ge=1, le=LARGEST_REVISION)
    walk: UUID
    stop: UUID | None = None
    started_at: Moment
    changed_at: Moment
    place: SentPlace | None = None
    answers: dict[Code, Any] = Field(default_factory=dict, max_length=MOST_ANSWERS)
    marks: list[Code] = Field(default_factory=list, max_length=MOST_MARKS)
    words: dict[Code, Annotated[str, StringConstraints(max_length=LONGEST_WORDS)]] = Field(
        default_factory=dict, max_length=MOST_WORDS
    )
    media: list[SentMedium] = Field(default_factory=list, max_length=MOST_MEDIA)
    mode: Literal["one_person", "pair", "group_agreed"] = "one_person"
    entry: Literal["on_the_spot", "later_same_day", "from_paper"] = "on_the_spot"
    instrument: SentInstrument


ReceiptState = Literal["kept", "unchanged", "older", "parked", "withdrawn"]


class Receipt(BaseModel):
    """Says that something is durable, or why not. `token` is opaque: the phone keeps it as proof."""

    id: str | None = None
    sha256: str | None = None
    revision: int | None = None
    state: ReceiptState
    code: str | None = None
    sentence: str | None = None
    token: str = ""

    def worded(self) -> dict[str, Any]:
        """As JSON for the phone, without what does not apply."""
        return {name: value for name, value in self.__dict__.items() if value is not None}


class Receipts(BaseModel):
    """The answer to a batch: one receipt for each finding, in order."""

    receipts: list[Receipt]
    server_time: AwareDatetime


class SentBatch(BaseModel):
    """The body of `POST /api/v1/findings`. Each finding is read alone, so that a malformed one never fails the rest."""

    findings: list[SentFinding] = Field(max_length=100)


class HeldFinding(BaseModel):
    id: UUID | None
    revision: int
    state: Literal["kept", "parked", "withdrawn"]
    code: str | None = None
    sentence: str | None = None


class HeldMedium(BaseModel):
    sha256: str
    state: Literal["awaited", "received", "clean", "broken"]
    code: str | None = None
    sentence: str | None = None


class Held(BaseModel):
    """The answer to `GET /api/v1/me`: what the server holds of this walker."""

    walker: UUID
    walk: UUID
    findings: list[HeldFinding]
    media: list[HeldMedium]
    server_time: AwareDatetime


class ReceiptNumber(BaseModel):
    """The body of `POST /api/v1/withdraw`: sixteen digits, with or without spaces."""

    receipt: str = Field(max_length=60)


class Withdrawn(BaseModel):
    receipts: list[Receipt]


_spell = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode


def canonical(body: Any) -> str:
    """One spelling of a JSON value: equal findings have equal text, whatever the order of their names."""
    return _spell(body)


def sha256_of(text: str) -> str:
    """SHA-256 of a text in UTF-8, 64 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()
