"""What phones say to the walks room and what they are told: the shapes of /api/v1/pack, /join and /pulse.

Unknown fields are ignored: a phone of next year must be able to speak with a server of today.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt, StrictStr

from app.instruments import SCOPES

LANGUAGE = r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$"  # BCP 47, as far as walks need it
SHA256 = r"^[0-9a-f]{64}$"
MOST_COUNT = 1_000_000

Code = Annotated[
    StrictStr,
    Field(
        min_length=1,
        max_length=64,
        description="The eight characters as typed, or the secret behind the # of the join link.",
        examples=["7Q3K9MXW"],
    ),
]
Language = Annotated[StrictStr, Field(pattern=LANGUAGE, max_length=35, description="BCP 47 tag", examples=["sw"])]


def _only_text(value: object) -> object:
    """Times and ids are text on the wire; a number would silently be read as seconds since 1970."""
    if not isinstance(value, str):
        raise ValueError("text expected")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_only_text)]
Id = Annotated[UUID, BeforeValidator(_only_text)]


class FromPhone(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class PackAsked(FromPhone):
    """Ask for what a walk needs offline."""

    code: Code
    languages: list[Language] = Field(
        default_factory=list, max_length=20, description="Wanted languages; all of the walk's when empty."
    )


class ConsentGiven(FromPhone):
    """What the walker was shown and what she allowed."""

    text_sha256: Annotated[StrictStr, Field(pattern=SHA256, description="Of the very text she saw, from the pack.")]
    scopes: list[StrictStr] = Field(max_length=50, description=f"Any of {', '.join(SCOPES)}; unknown ones are ignored.")


class JoinAsked(FromPhone):
    """Walk along. Send the same again and get the same answer."""

    code: Code
    walker: Id = Field(description="A random UUID made on the phone for this walk.")
    language: Language
    consent: ConsentGiven
    clock: Moment = Field(description="The phone's clock now.")


class JoinAnswer(BaseModel):
    """Keep both. The receipt takes everything back, from any phone."""

    token: str = Field(description="For the Authorization header.")
    receipt: str = Field(examples=["1234 5678 9012 3456"])
    server_time: AwareDatetime


class Unsent(FromPhone):
    findings: Annotated[StrictInt, Field(ge=0, le=MOST_COUNT)]
    media: Annotated[StrictInt, Field(ge=0, le=MOST_COUNT)]


class PulseSent(FromPhone):
    """What the phone still holds."""

    unsent: Unsent
    app: Annotated[StrictStr, Field(max_length=40)] = ""


# What the pack holds, for the published description; the pack itself is made in `pack.py` and sent as it is.
class PackWalk(BaseModel):
    id: UUID
    title: str
    state: Literal["planned", "open", "closed"]
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    is_invented: bool = Field(description="A demonstration: nobody walks, and the phone should say so.")


class PackStop(BaseModel):
    id: UUID
    name: str
    lon: float
    lat: float


class PackSite(BaseModel):
    name: str
    time_zone: str = Field(description="IANA name.", examples=["Africa/Nairobi"])
    boundary: dict[str, Any] = Field(description="GeoJSON Polygon or MultiPolygon.")
    route: dict[str, Any] | None = Field(description="GeoJSON LineString from stop to stop; null without two stops.")
    stops: list[PackStop]
    streets: dict[str, Any] = Field(
        description="GeoJSON FeatureCollection of lines; properties name and is_lit (true, false or null)."
    )
    credit: str = Field(description="Whom the street data belongs to; show it beside the streets.")


class PackContact(BaseModel):
    kind: str = Field(examples=["helpline"])
    name: str
    number: str
    hours: str
    languages: str


class PackLimits(BaseModel):
    photo_edge_px: int
    photo_bytes: int
    voice_seconds: int
    batch: int = Field(description="Findings in one request.")


class PackSound(BaseModel):
    language: str
    code: str
    sha256: str
    bytes: int


class Pack(BaseModel):
    """Everything that a walk needs without a network."""

    walk: PackWalk
    site: PackSite
    instrument: dict[str, Any] = Field(
        description="code, version, sha256, quick, full, questions; each question with its text by language."
    )
    consent: dict[str, Any] = Field(description="text_sha256, scopes and pages, by language.")
    contacts: list[PackContact]
    languages: list[str]
    limits: PackLimits
    audio: list[PackSound]


class FieldProblem(BaseModel):
    pointer: str = Field(examples=["/consent/text_sha256"])
    sentence: str


class ProblemAnswer(BaseModel):
    """RFC 9457. Act on `code`; show `title` to the person."""

    type: str
    title: str = Field(description="A sentence in the language of Accept-Language.")
    status: int
    code: str = Field(examples=["code-unknown"])
    errors: list[FieldProblem] = Field(default_factory=list)
