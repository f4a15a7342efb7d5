"""Where files are kept: each under the hash of its own bytes, on disk before anyone is told that it is."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path
from typing import BinaryIO

from app.foundation.settings import settings

SHA256 = re.compile(r"[0-9a-f]{64}")


class Vault:
    """A folder of immutable files named by SHA-256. Putting the same bytes twice changes nothing.

    A file appears whole or not at all: bytes go to a temporary name, are fsynced, renamed into place, and the folder is
    fsynced too, so that a power cut after `put` returns cannot take the file back.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file with this hash is or would be. Raises ValueError for anything that is not 64 hex digits."""
        if not SHA256.fullmatch(sha256):
            raise ValueError("a file is named by 64 lower-case hex digits")
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def put(self, content: bytes) -> str:
        """Keep these bytes and return their hash. Raises OSError when the disk refuses (full, broken)."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.has(sha256):
            incoming = self.incoming()
            try:
                with incoming.open("xb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                self._settle(incoming, sha256)
            finally:
                incoming.unlink(missing_ok=True)
        return sha256

    def put_file(self, source: Path, sha256: str) -> None:
        """Move a finished file from `incoming()` into the vault. The caller has hashed its bytes while writing them."""
        with source.open("rb") as file:
            os.fsync(file.fileno())
        self._settle(source, sha256)

    def open(self, sha256: str) -> BinaryIO:
        """Raises FileNotFoundError when the file is not here."""
        return self.path(sha256).open("rb")

    def remove(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def incoming(self, name: str | None = None) -> Path:
        """A path on the same disk for bytes that are still arriving; `name` makes it findable again for a resumed upload."""
        folder = self.folder / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / (name or secrets.token_hex(16))

    def _make_folders(self) -> None:
        """All 256 at once and durable: one by one, each of the first photos of an evening would wait for its own."""
        for first in range(256):
            (self.folder / f"{first:02x}").mkdir(parents=True, exist_ok=True)
        _sync_folder(self.folder)

    def _settle(self, source: Path, sha256: str) -> None:
        target = self.path(sha256)
        if not target.parent.is_dir():
            self._make_folders()
        source.replace(target)
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def vault() -> Vault:
    """The vault of this installation, below the data folder."""
    return Vault(settings().data / "files")
