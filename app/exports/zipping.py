"""A ZIP made while it is sent: no file of it is ever whole in memory, and nothing is written to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, cast

AT_ONCE = 256 * 1024  # bytes handed to the network at a time


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the archive. Photos are stored as they are: deflating JPEGs costs minutes and saves nothing."""

    name: str
    pieces: Iterable[bytes]
    is_packed: bool = False


class _Wire:
    """Takes what the archive writes and gives it on. It cannot go back, so the archive writes sizes after each file."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self.length = 0

    def write(self, piece: bytes) -> int:
        self._held.append(bytes(piece))
        self.length += len(piece)
        return len(piece)

    def flush(self) -> None:
        """There is nothing behind us to flush."""

    def taken(self) -> bytes:
        held, self._held, self.length = b"".join(self._held), [], 0
        return held


def zipped(members: Iterable[Member], day: date) -> Iterator[bytes]:
    """The bytes of the archive. Every file has midnight of `day` as its time: when a photo was taken is nobody's business."""
    wire = _Wire()
    with zipfile.ZipFile(cast(IO[bytes], wire), "w") as archive:
        for member in members:
            info = zipfile.ZipInfo(member.name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED if member.is_packed else zipfile.ZIP_STORED
            info.external_attr = 0o600 << 16
            with archive.open(info, "w") as file:
                for piece in member.pieces:
                    file.write(piece)
                    if wire.length >= AT_ONCE:
                        yield wire.taken()
    yield wire.taken()
