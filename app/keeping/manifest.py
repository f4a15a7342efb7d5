"""The list at the end of an archive: what is in it, how large, with which hash."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
KEY = "secret.key"
FILES = "files"  # the vault's folder in the archive and in the data folder
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 256_000_000  # bytes: a million photos
MEMBER = re.compile(r"database\.sqlite3|database\.pgdump|secret\.key|files/([0-9a-f]{2})/\1[0-9a-f]{62}")

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Size = Annotated[int, Field(ge=0)]


class Member(BaseModel):
    """One file of the archive."""

    model_config = ConfigDict(extra="forbid", strict=True)
    bytes: Size
    sha256: Sha256


class Rows(BaseModel):
    """One table: how many rows, and one hash over all of them in the order of their keys."""

    model_config = ConfigDict(extra="forbid", strict=True)
    rows: Size
    sha256: Sha256


class Manifest(BaseModel):
    """Written last, so that an archive without one is known to be cut off."""

    model_config = ConfigDict(extra="forbid")
    farola: str  # version that made it
    made_at: AwareDatetime
    database: Annotated[str, Field(pattern="^(sqlite|postgresql)$")]
    db_schema: str = "public"  # of PostgreSQL, in which the tables are
    revision: str | None
    tables: dict[str, Rows]
    members: dict[str, Member]
    missing: list[str] = []  # files that the database names and the vault no longer had


def file_member(sha256: str) -> str:
    """The name of a vault file in the archive, which is also its place below the data folder."""
    return f"{FILES}/{sha256[:2]}/{sha256}"
