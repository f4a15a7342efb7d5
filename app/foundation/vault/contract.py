"""What a vault promises, wherever it lies. One file of tests holds every kind of vault to it."""

from __future__ import annotations

import hashlib
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.foundation.errors import Problem
from app.foundation.language import N_

SHA256 = re.compile(r"[0-9a-f]{64}")
PIECE = 256 * 1024


class VaultAway(Problem):
    """The place where files are kept does not answer, or not to us. Nothing was decided about any file."""

    status = 503
    code = "files-away"
    sentence = N_(
        "Photos and recordings cannot be reached at this moment. Nothing is lost. Please try again in a minute."
    )


class Damaged(OSError):
    """The bytes that lie under a hash are not those that were put there."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that lies in a vault: `place` is its name in there, `changed_at` in UTC."""

    place: str
    bytes: int
    changed_at: datetime

    @property
    def sha256(self) -> str:
        """The hash that it is named by; empty for something that we never put there."""
        folder, _slash, name = self.place.partition("/")
        return name if SHA256.fullmatch(name) and folder == name[:2] else ""


def place_of(sha256: str) -> str:
    """Where in a vault the file with this hash lies. Raises ValueError for anything that is not 64 hex digits."""
    if not SHA256.fullmatch(sha256):
        raise ValueError("a file is named by 64 lower-case hex digits")
    return f"{sha256[:2]}/{sha256}"


class Vault(ABC):
    """Immutable files named by SHA-256. Putting the same bytes twice changes nothing; a file appears whole or not at all.

    What is still arriving always lies on the local disk, below `folder`. Every method may raise OSError (a disk that is
    full or broken; ENOSPC also for an object store without room) and VaultAway; FileNotFoundError where it says so.
    """

    has_links = True  # whether `hold` costs no more than a name, so that a backup may do it while everybody waits

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def has(self, sha256: str) -> bool:
        """Whether the file is here, whole."""

    @abstractmethod
    def size(self, sha256: str) -> int:
        """In bytes. Raises FileNotFoundError."""

    @abstractmethod
    def put(self, content: bytes) -> str:
        """Keep these bytes, durably, and return their hash."""

    @abstractmethod
    def put_file(self, source: Path, sha256: str) -> None:
        """Take a finished file from `incoming()`, which is gone afterwards. The caller hashed its bytes while writing them.

        When this raises, the source is still there. Raises Damaged when somebody looked, and its bytes are others by now.
        """

    @abstractmethod
    def pieces(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` until before `end`, asked for as they are read. Raises FileNotFoundError at the call."""

    def whole(self, sha256: str) -> bytes:
        """All bytes at once, and only the right ones; for pictures, which fit into memory. Raises FileNotFoundError, Damaged."""
        content = b"".join(self.pieces(sha256))
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(f"file {sha256} is damaged")
        return content

    @abstractmethod
    def open(self, sha256: str) -> BinaryIO:
        """The file for reading from anywhere. Raises FileNotFoundError."""

    @abstractmethod
    def fetched(self, sha256: str) -> AbstractContextManager[Path]:
        """The file under a path of this machine for as long as the block lasts, not to be changed. Raises FileNotFoundError."""

    @abstractmethod
    def hold(self, sha256: str, target: Path) -> bool:
        """Give the file a second life at `target`, whatever happens to it here. False when it is not here."""

    @abstractmethod
    def remove(self, sha256: str) -> None:
        """Nothing happens when it is gone already."""

    @abstractmethod
    def every(self) -> Iterator[Kept]:
        """All that lies here, also what nobody of us put there."""

    @abstractmethod
    def discard(self, kept: Kept) -> None:
        """Remove one of `every()`."""

    @abstractmethod
    def check(self) -> None:
        """Raises VaultAway or OSError when nothing that this vault says of its files can be believed."""

    def incoming(self, name: str | None = None) -> Path:
        """A path on this disk for bytes that are still arriving; `name` makes it findable again for a resumed upload."""
        folder = self.folder / "incoming"
        if not folder.is_dir():  # asked five times for each photo, and a folder that is there costs mkdir an exception
            folder.mkdir(parents=True, exist_ok=True)
        return folder / (name or secrets.token_hex(16))
