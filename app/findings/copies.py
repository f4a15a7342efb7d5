"""The copy of a walk that a phone without a network wrote: one ZIP with `walk.json`, and photos and voice by their hashes.

Nothing in it is believed. It may be cut off, damaged in places, or made to do harm: only what it lists is read, never more
than a phone could have kept, and a medium whose bytes do not have its hash is named as missing and costs nothing else.
The phone's side is `static/phone/findings/copy.js`.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.findings.uploading import LARGEST_BYTES
from app.findings.wire import Sha256
from app.foundation.errors import Problem
from app.foundation.language import N_
from app.walks import Consent

FORMAT, NEWEST, TOLD = "farola-walk", 1, "walk.json"
LARGEST_TOLD = 8_000_000  # bytes: a hundred findings of the largest size that intake takes, with room around them
# What one phone may send in an evening (reliability.md A4: 300 media and 120 findings an hour), three hours long. Not the
# 200 entries of A16: a copy with one photo more would then lose an evening.
MOST_MEDIA, MOST_FINDINGS = 900, 360
MOST_UNPACKED = 600_000_000  # bytes, the most that one phone may send at all
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # an LZMA member of a few bytes may ask for gigabytes of memory


class NotACopy(Problem):
    status = 422
    code = "not-a-copy"
    sentence = N_("This is not a copy of a walk. On the phone: Finish, then “Keep a copy”. Its file ends in .walk.")


class CopyIsCutOff(Problem):
    status = 422
    code = "copy-is-cut-off"
    sentence = N_(
        "This copy is damaged: its end is missing. Make it once more on the phone; the phone still has it all."
    )


class CopyIsNewer(Problem):
    status = 422
    code = "copy-is-newer"
    sentence = N_("This copy was made by a newer version of Farola than this one. Update Farola, then take it in.")


class CopyIsTooLarge(Problem):
    status = 413
    code = "copy-is-too-large"
    sentence = N_("This copy holds more than one phone can keep in an evening, so it was not taken in.")


class _Told(BaseModel):
    """Unknown names are passed over: a phone of next year may say more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CopiedConsent(_Told):
    text_sha256: Sha256
    scopes: list[str] = Field(max_length=50)

    def given(self) -> Consent:
        return Consent(self.text_sha256, tuple(self.scopes))


class CopiedMedium(_Told):
    finding: UUID
    sha256: Sha256
    type: str = Field(pattern=r"^(image|audio)/", max_length=80)
    file: str | None = Field(default=None, max_length=120)


class CopiedWalk(_Told):
    """`walk.json`. The findings are read later, each alone, so that a malformed one never fails the rest."""

    format: str
    version: int
    walk: UUID
    walker: UUID
    language: str = Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$", max_length=35)
    consent: CopiedConsent
    findings: list[Any] = Field(max_length=MOST_FINDINGS)
    withdrawn: list[UUID] = Field(default_factory=list, max_length=MOST_FINDINGS)
    media: list[CopiedMedium] = Field(default_factory=list, max_length=MOST_MEDIA)


@dataclass(frozen=True, slots=True)
class Copy:
    """An opened copy: what it tells, and its media one at a time."""

    told: CopiedWalk
    archive: zipfile.ZipFile

    def bytes_of(self, medium: CopiedMedium) -> bytes | None:
        """The medium's bytes; None when the phone could no longer read them, or they are damaged here."""
        content = _read(self.archive, medium.file, LARGEST_BYTES) if medium.file else None
        return content if content and hashlib.sha256(content).hexdigest() == medium.sha256 else None


@contextmanager
def opened(file: BinaryIO) -> Iterator[Copy]:
    """Open a copy. Raises NotACopy, CopyIsCutOff, CopyIsNewer, CopyIsTooLarge."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _not_an_archive(file) from None
    with archive:
        members = archive.infolist()
        if len(members) > MOST_MEDIA + 1 or sum(one.file_size for one in members) > MOST_UNPACKED:
            raise CopyIsTooLarge()
        told = _told_in(archive)
        sizes = {one.filename: one.file_size for one in members}
        if sum(sizes.get(medium.file or "", 0) for medium in told.media) > MOST_UNPACKED:  # one file, named many times
            raise CopyIsTooLarge()
        yield Copy(told, archive)


def _not_an_archive(file: BinaryIO) -> Problem:
    """A ZIP begins as one; what is missing then is its end, where the list of its files stands."""
    file.seek(0)
    return CopyIsCutOff() if file.read(4) == b"PK\x03\x04" else NotACopy()


def _told_in(archive: zipfile.ZipFile) -> CopiedWalk:
    if TOLD not in archive.namelist():
        raise NotACopy()
    if archive.getinfo(TOLD).file_size > LARGEST_TOLD:
        raise CopyIsTooLarge()
    text = _read(archive, TOLD, LARGEST_TOLD)
    if text is None:
        raise CopyIsCutOff()
    try:
        told = json.loads(text, parse_constant=_refuse)
        if told.get("format") != FORMAT:
            raise NotACopy()
        if told.get("version") != NEWEST:
            raise CopyIsNewer()
        return CopiedWalk.model_validate(told)
    except (ValueError, RecursionError, AttributeError, ValidationError):
        raise NotACopy() from None


def _refuse(constant: str) -> None:
    """NaN and Infinity are not JSON: no phone writes them, and no database keeps them."""
    raise ValueError(constant)


def _read(archive: zipfile.ZipFile, name: str, most: int) -> bytes | None:
    """A member's bytes after its checksum was compared; None when it is missing, damaged, locked or too large."""
    try:
        if archive.getinfo(name).compress_type not in PACKINGS:
            return None
        with archive.open(name) as member:
            content = member.read(most + 1)
    except (KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError):
        return None  # ValueError: the archive has lost its beginning, and its list leads to places before it
    return content if len(content) <= most else None
