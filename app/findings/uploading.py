"""Bytes on their way to disk: hashed while they arrive, never whole in memory, findable again when the line breaks."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple
from uuid import UUID

from app.findings.admission import RETRY_AFTER_S, TooBusy
from app.findings.hands import MEDIA_HANDS
from app.foundation.errors import Problem
from app.foundation.language import N_
from app.foundation.vault import Damaged, vault

log = logging.getLogger(__name__)
LARGEST_BYTES = 8_000_000  # the contract's 8 MB: a photo as cameras make it, while our own phone app sends 300 kB
PIECE = 256 * 1024


class HashDiffers(Problem):
    status = 422
    code = "hash-differs"
    sentence = N_("The file arrived damaged. Your phone still has it and will send it again.")


class OffsetDiffers(Problem):
    status = 409
    code = "offset-differs"
    sentence = N_(
        "This piece does not fit what is already here: {offset} bytes. Ask where to go on, and send from there."
    )


class FileTooLarge(Problem):
    status = 413
    code = "body-too-large"
    sentence = N_("This is too large: at most {megabytes} MB can be taken at once. Send less, or a smaller file.")


def partial_path(walker_id: UUID, sha256: str) -> Path:
    """Where the bytes of an upload that broke off wait for the rest. Its own walker alone can go on with it."""
    return vault().incoming(f"{walker_id.hex}-{sha256}")


def durable_bytes(walker_id: UUID, sha256: str) -> int:
    """How many bytes of a broken upload are safely on disk."""
    try:
        return partial_path(walker_id, sha256).stat().st_size
    except FileNotFoundError:
        return 0


class BrokenOff(NamedTuple):
    """What lies here of uploads that broke off."""

    uploads: int = 0
    size_bytes: int = 0


def broken_off(walker_id: UUID, besides: str) -> BrokenOff:
    """Of this walker, without the upload of `besides`, which is what comes now."""
    uploads = size_bytes = 0
    for one in _partials_of(walker_id, {besides}):
        with suppress(FileNotFoundError):  # finished in this moment
            size_bytes += one.stat().st_size
            uploads += 1
    return BrokenOff(uploads, size_bytes)


def forget_partials(walker_id: UUID, besides: Collection[str]) -> None:
    """Remove what lies here of uploads of this walker that broke off, but for those of `besides`."""
    for one in _partials_of(walker_id, besides):
        Path(one.path).unlink(missing_ok=True)


def _partials_of(walker_id: UUID, besides: Collection[str]) -> Iterator[os.DirEntry[str]]:
    with suppress(FileNotFoundError), os.scandir(vault().folder / "incoming") as arriving:
        for one in arriving:
            whose, _dash, sha256 = one.name.partition("-")
            if whose == walker_id.hex and sha256 not in besides:
                yield one


class Upload:
    """A file on its way: hashed and written piece by piece, with the last piece still in memory until `finish`.

    It lies at `path`, which nobody else knows, and at `partial` once it broke off. The file is made once and never again: if
    it were put away meanwhile, its end alone would lie there as if it were whole. Each step then raises FileNotFoundError.
    """

    def __init__(self, path: Path, partial: Path) -> None:
        self.path, self.partial, self.length = path, partial, 0
        self._hash, self._rest = hashlib.sha256(), bytearray()
        self._is_made = False

    @property
    def sha256(self) -> str:
        """Of all that is written."""
        return self._hash.hexdigest()

    def read_back(self) -> None:
        """Go on with what is in the file already."""
        self._is_made = True
        with self.path.open("rb") as file:
            while piece := file.read(PIECE):
                self._hash.update(piece)
                self.length += len(piece)

    async def pour(self, stream: AsyncIterator[bytes]) -> None:
        """Take the stream in. Raises FileTooLarge.

        A disk that is busy with other photos' fsyncs lets writers wait, so that is done in a thread: all phones would wait else.
        """
        async for arrived in stream:
            self.length += len(arrived)
            if self.length > LARGEST_BYTES:
                raise FileTooLarge(megabytes=LARGEST_BYTES // 1_000_000)
            self._rest += arrived
            if len(self._rest) >= PIECE:
                await MEDIA_HANDS.do(self._write)

    def finish(self, sha256: str) -> Path:
        """Write what is left, and return the whole file.

        Raises HashDiffers and TooBusy, and then nothing is left of it; OSError.
        """
        with told_to_come_again(self.path):
            with _put_aside(self.path, self.partial):
                self._write()
            self.check_length()
        if self.sha256 != sha256:
            self.path.unlink(missing_ok=True)
            raise HashDiffers()
        return self.path

    def leave(self) -> None:
        """The line broke: what came waits, durable, for the rest."""
        self.settle()
        self.path.replace(self.partial)

    def settle(self) -> None:
        """Make durable what came. Raises OSError."""
        with _put_aside(self.path, self.partial):
            self._write()
            with self.path.open("rb") as file:
                os.fsync(file.fileno())

    def check_length(self) -> None:
        """What is hashed is what came, and not what lies here. Raises Damaged when that is not as long, for any reason."""
        if self.path.stat().st_size != self.length:
            raise Damaged(f"{self.path} is not as long as what arrived")

    def _write(self) -> None:
        piece, self._rest = self._rest, bytearray()  # whatever happens now, it is written once
        self._hash.update(piece)
        with self.path.open("r+b" if self._is_made else "xb") as file:
            self._is_made = True
            file.seek(0, os.SEEK_END)
            file.write(piece)


async def receive_whole(walker_id: UUID, sha256: str, stream: AsyncIterator[bytes]) -> Upload:
    """Take an upload from its first byte; whoever calls this finishes it, and it is not durable before.

    Raises FileTooLarge, TooBusy. When the line breaks, what came is kept for a resumed upload and the error goes on.
    """
    upload = Upload(vault().incoming(), partial_path(walker_id, sha256))
    with told_to_come_again(upload.path):
        await _poured(upload, stream)
    return upload


async def receive_rest(
    walker_id: UUID, sha256: str, offset: int, stream: AsyncIterator[bytes]
) -> tuple[Path | None, int]:
    """Append to a broken upload: (the finished file, its length), or (None, the length now durable) when more is to come.

    Raises OffsetDiffers and changes nothing when `offset` is not what is here, or another tab is appending right now;
    FileTooLarge, TooBusy.
    """
    path = partial_path(walker_id, sha256)
    with path.open("ab") as file:
        is_ours = _locked(file) and _lies_at(file, path)
        length = file.seek(0, os.SEEK_END)  # not before it is ours: another process may have gone on with it in between
        if not is_ours or offset != length:
            if is_ours and length == 0:
                path.unlink(missing_ok=True)
            raise OffsetDiffers(offset=length)
        os.utime(file.fileno())  # it may have waited for days, and under its next name it is swept after an hour
        # Under a name that nobody else knows: another tab that sends the whole photo meanwhile, and puts away what is left
        # over, would take the beginning of this one with it, and its end alone would lie in the vault as if it were whole.
        try:
            upload = Upload(path.replace(vault().incoming()), path)
        except FileNotFoundError:  # put away in this very moment, by the tab that has just sent it whole
            raise OffsetDiffers(offset=0) from None
        with told_to_come_again(upload.path):
            await MEDIA_HANDS.do(upload.read_back)
            await _poured(upload, stream)
            await MEDIA_HANDS.do(upload.settle)
            upload.check_length()
            if upload.sha256 != sha256:
                upload.path.replace(path)
                return None, upload.length
        return upload.path, upload.length


async def _poured(upload: Upload, stream: AsyncIterator[bytes]) -> None:
    """Take the stream in. What came before the line broke is left; of a file that is too large, nothing."""
    try:
        await upload.pour(stream)
    except FileTooLarge:
        upload.path.unlink(missing_ok=True)
        raise
    except Exception:
        await MEDIA_HANDS.do(upload.leave)
        raise


@contextmanager
def told_to_come_again(path: Path) -> Iterator[None]:
    """Raises TooBusy when this file is gone while it arrives, or is not what arrived: then nothing is left of it.

    It may have been swept as the server's clock was put right meanwhile.
    """
    try:
        yield
    except (FileNotFoundError, Damaged) as fault:
        log.error("an upload did not stay on the disk as it arrived, so its phone sends it again: %s", fault)
        if isinstance(fault, Damaged):
            path.unlink(missing_ok=True)
        raise TooBusy(retry_after_s=RETRY_AFTER_S) from None


@contextmanager
def kept_for_later(walker_id: UUID, sha256: str, path: Path) -> Iterator[None]:
    """When the vault refuses a finished upload, its bytes stay, and the phone need not send them again."""
    with _put_aside(path, partial_path(walker_id, sha256)):
        yield


@contextmanager
def _put_aside(path: Path, partial: Path) -> Iterator[None]:
    """When the block raises, what is written lies where its phone goes on with it, or nowhere: never where nobody looks.

    A disk that has no room would else fill up with what each new try leaves behind.
    """
    try:
        yield
    except BaseException:
        try:
            path.replace(partial)
        except OSError:
            path.unlink(missing_ok=True)
        raise


def forget_partial(walker_id: UUID, sha256: str) -> None:
    partial_path(walker_id, sha256).unlink(missing_ok=True)


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lies_at(file: IO[bytes], path: Path) -> bool:
    """Whether this open file is still the one of that name: another tab may have finished with it in between."""
    try:
        return os.fstat(file.fileno()).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False
