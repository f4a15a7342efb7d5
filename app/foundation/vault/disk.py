"""The vault in a folder of this machine."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from app.foundation.folders import sync_folder
from app.foundation.vault.contract import PIECE, Kept, Vault, place_of


class VaultOnDisk(Vault):
    """Bytes go to a temporary name, are fsynced, renamed into place, and the folder is fsynced too, so that a power cut
    after `put` returns cannot take the file back."""

    def path(self, sha256: str) -> Path:
        """Where the file with this hash is or would be. Raises ValueError for anything that is not 64 hex digits."""
        return self.folder / place_of(sha256)

    def has(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def size(self, sha256: str) -> int:
        return self.path(sha256).stat().st_size

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        if self.has(sha256):
            sync_folder(self.path(sha256).parent)  # whoever put it there may not have come to that yet, or never
        else:
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
        with source.open("rb") as file:
            os.fsync(file.fileno())
        self._settle(source, sha256)

    def pieces(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        return _pieces_of(self.open(sha256), start, end)

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    @contextmanager
    def fetched(self, sha256: str) -> Iterator[Path]:
        if not self.has(sha256):
            raise FileNotFoundError(sha256)
        yield self.path(sha256)

    def hold(self, sha256: str, target: Path) -> bool:
        """A second name for the same bytes; a copy where the disk knows no second names."""
        try:
            os.link(self.path(sha256), target)
        except FileNotFoundError:
            return False
        except OSError:
            shutil.copyfile(self.path(sha256), target)
        return True

    def remove(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def every(self) -> Iterator[Kept]:
        for path in sorted(self.folder.glob("??/*")):
            try:
                seen = path.stat()
            except FileNotFoundError:
                continue  # removed while we looked
            if path.is_file():
                changed_at = datetime.fromtimestamp(seen.st_mtime, UTC)
                yield Kept(path.relative_to(self.folder).as_posix(), seen.st_size, changed_at)

    def discard(self, kept: Kept) -> None:
        (self.folder / kept.place).unlink(missing_ok=True)

    def check(self) -> None:
        """A folder that was never made is an empty vault; a data folder that is missing is a disk that is not there."""
        if not self.folder.parent.is_dir():
            raise FileNotFoundError(f"the folder {self.folder.parent} is not there")

    def _make_folders(self) -> None:
        """All 256 at once and durable: one by one, each of the first photos of an evening would wait for its own."""
        for first in range(256):
            (self.folder / f"{first:02x}").mkdir(parents=True, exist_ok=True)
        sync_folder(self.folder)
        sync_folder(self.folder.parent)

    def _settle(self, source: Path, sha256: str) -> None:
        target = self.path(sha256)
        if not target.parent.is_dir():
            self._make_folders()
        source.replace(target)
        sync_folder(target.parent)


def _pieces_of(file: BinaryIO, start: int, end: int | None) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = None if end is None else end - start
        while piece := file.read(PIECE if left is None else min(PIECE, left)):
            left = None if left is None else left - len(piece)
            yield piece
