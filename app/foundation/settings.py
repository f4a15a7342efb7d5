"""Every setting of Farola, with the sentence that explains it. `farola settings` prints them; a test checks the guide."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import DirectoryPath, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "FAROLA_"
DATABASES = ("postgresql://", "postgres://", "postgresql+psycopg://", "sqlite:///")
# A hundred years: with more than that, some dates would be before the first that there is.
Hours: TypeAlias = Annotated[int, Field(ge=0, le=876_000)]
Days: TypeAlias = Annotated[int, Field(ge=0, le=36_500)]


class SettingWrong(Exception):
    """A setting has a value that cannot be meant. Says which and what it is for, and never the value: it may be a password."""

    def __init__(self, fault: ValidationError) -> None:
        fields = Settings.model_fields
        super().__init__(
            "\n".join(
                f"{PREFIX}{str(one['loc'][0]).upper()} is not right: {one['msg'].removeprefix('Value error, ')}. "
                f"It is for: {fields[str(one['loc'][0])].description}"
                for one in fault.errors(include_input=False)
            )
        )


class Settings(BaseSettings):
    """Read from the environment as `FAROLA_<NAME>`; the defaults serve one neighbourhood from one folder."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Field(
        default=Path("data"),
        description="Folder that holds everything: the database, photos, voice and the secret key. Back this up.",
    )
    database: str = Field(
        default="",
        description="Database address, such as postgresql://farola@localhost/farola. Empty means SQLite in the data folder.",
    )
    files: str = Field(
        default="",
        pattern=r"^(s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._/-]*)?)?$",
        description="Where photos and recordings lie, such as s3://bucket/folder on any S3-compatible store. Empty means the "
        "data folder. Endpoint and keys come from AWS_ENDPOINT_URL, AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
    )
    address: str = Field(
        default="http://127.0.0.1:8000",
        description="The address people type to reach this server. Join links and QR codes carry it, so it must be right.",
    )
    templates: DirectoryPath | None = Field(
        default=None,
        description="Extra folder of instruments of your own city or organisation, read after the built-in ones.",
    )
    fonts: DirectoryPath | None = Field(
        default=None,
        description="Extra folder of TrueType fonts for PDF reports in scripts beyond Latin, Greek, Cyrillic and Arabic.",
    )
    phone_worker: Literal["on", "off"] = Field(
        default="on",
        description="Off frees phones from a release that no longer opens: they let go of the app, never of answers.",
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses of the reverse proxies whose X-Forwarded headers are believed, separated by commas.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="A long random word with which Prometheus may read /metrics, as its bearer token. Empty: nobody may.",
    )
    keep_codes_hours: Hours = Field(
        default=24,
        description="Hours after a walk's end until `farola forget` makes its join codes worthless. 0 keeps them.",
    )
    keep_tokens_days: Days = Field(
        default=30,
        description="Days after a walk's end until the keys of its phones are forgotten. Receipts go on working. 0 keeps them.",
    )
    keep_photos_days: Days = Field(
        default=90,
        description="Days until photos that were not published are forgotten. 0 keeps them.",
    )
    keep_voice_days: Days = Field(
        default=30,
        description="Days until recordings are forgotten: a voice is a person. 0 keeps them.",
    )
    keep_parked_days: Days = Field(
        default=14,
        description="Days until findings that were set aside are forgotten, and, as long after the walk's end, photos and "
        "recordings that no finding lists. 0 keeps them.",
    )
    keep_hidden_days: Days = Field(
        default=14,
        description="Days after a moderator hid a finding, a photo or a recording until it is erased for good. 0 keeps them.",
    )
    keep_tries_days: Days = Field(
        default=30,
        description="Days until failed sign-ins and invitations that ended are forgotten. 0 keeps them.",
    )
    keep_profiles_days: Days = Field(
        default=14,
        description="Days after an audit's last walk until what walkers said about themselves is forgotten where fewer than "
        "five of them did. 0 keeps it.",
    )
    keep_reads_days: Days = Field(
        default=365,
        description="Days until entries of who read or exported what are forgotten. 0 keeps them.",
    )

    @field_validator("database")
    @classmethod
    def _is_an_address(cls, database: str) -> str:
        """Raises ValueError, without a word of the address."""
        try:
            is_right = not database or (database.startswith(DATABASES) and make_url(database).database != "")
        except (ArgumentError, ValueError):  # a port that is no number, as when a password has a colon or a slash in it
            is_right = False
        if not is_right:
            raise ValueError("write it as postgresql://USER:PASSWORD@HOST/NAME, with %40 for an @ in the password")
        return database

    @field_validator("address")
    @classmethod
    def _is_what_people_type(cls, address: str) -> str:
        """Without the slash at the end, which links would have twice. Raises ValueError."""
        if not re.fullmatch(r"https?://[^\s/?#@]+/?", address):
            raise ValueError("write it as https://walks.example.org, without a path")
        return address.rstrip("/")

    @property
    def database_url(self) -> str:
        """SQLAlchemy's form of the address; PostgreSQL always goes through psycopg 3."""
        if not self.database:
            return f"sqlite:///{self.data / 'farola.sqlite3'}"
        for spelling in ("postgresql://", "postgres://"):
            if self.database.startswith(spelling):
                return "postgresql+psycopg://" + self.database.removeprefix(spelling)
        return self.database

    @property
    def sqlite_path(self) -> Path | None:
        """The file of the database, wherever it lies; None on PostgreSQL."""
        url = make_url(self.database_url)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    @property
    def is_https(self) -> bool:
        """Whether people reach this server over TLS: decides on Secure cookies and HSTS."""
        return self.address.startswith("https://")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once. Tests call `settings.cache_clear()` after changing the environment.

    Raises SettingWrong.
    """
    try:
        return Settings()
    except ValidationError as fault:
        raise SettingWrong(fault) from None


def unknown_settings() -> list[str]:
    """A sentence for each variable that looks like a setting and is none: whoever mistyped it believes that it works."""
    known = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    said = []
    for name in sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in known):
        meant = get_close_matches(name.upper(), known, n=1)
        said.append(f"{name} is no setting of Farola, and does nothing." + (f" Is {meant[0]} meant?" if meant else ""))
    return said
