"""Every setting of Farola, with the sentence that explains it. `farola settings` prints them; a test checks the guide."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url


class Settings(BaseSettings):
    """Read from the environment as `FAROLA_<NAME>`; the defaults serve one neighbourhood from one folder."""

    model_config = SettingsConfigDict(env_prefix="FAROLA_", extra="ignore", frozen=True)

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
    templates: Path | None = Field(
        default=None,
        description="Extra folder of instruments of your own city or organisation, read after the built-in ones.",
    )
    fonts: Path | None = Field(
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
    keep_codes_hours: int = Field(
        default=24,
        ge=0,
        description="Hours after a walk's end until `farola forget` makes its join codes worthless. 0 keeps them.",
    )
    keep_tokens_days: int = Field(
        default=30,
        ge=0,
        description="Days after a walk's end until the keys of its phones are forgotten. Receipts go on working. 0 keeps them.",
    )
    keep_photos_days: int = Field(
        default=90,
        ge=0,
        description="Days until photos that were not published are forgotten. 0 keeps them.",
    )
    keep_voice_days: int = Field(
        default=30,
        ge=0,
        description="Days until recordings are forgotten: a voice is a person. 0 keeps them.",
    )
    keep_parked_days: int = Field(
        default=14,
        ge=0,
        description="Days until findings that were set aside are forgotten, and, as long after the walk's end, photos and "
        "recordings that no finding lists. 0 keeps them.",
    )
    keep_hidden_days: int = Field(
        default=14,
        ge=0,
        description="Days after a moderator hid a finding, a photo or a recording until it is erased for good. 0 keeps them.",
    )
    keep_tries_days: int = Field(
        default=30,
        ge=0,
        description="Days until failed sign-ins and invitations that ended are forgotten. 0 keeps them.",
    )
    keep_profiles_days: int = Field(
        default=14,
        ge=0,
        description="Days after an audit's last walk until what walkers said about themselves is forgotten where fewer than "
        "five of them did. 0 keeps it.",
    )
    keep_reads_days: int = Field(
        default=365,
        ge=0,
        description="Days until entries of who read or exported what are forgotten. 0 keeps them.",
    )

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
    """The settings of this process, read once. Tests call `settings.cache_clear()` after changing the environment."""
    return Settings()
