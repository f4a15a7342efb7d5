"""Every setting of Farola, with the sentence that explains it. `farola settings` prints them; a test checks the guide."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses of the reverse proxies whose X-Forwarded headers are believed, separated by commas.",
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
    def is_https(self) -> bool:
        """Whether people reach this server over TLS: decides on Secure cookies and HSTS."""
        return self.address.startswith("https://")


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once. Tests call `settings.cache_clear()` after changing the environment."""
    return Settings()
