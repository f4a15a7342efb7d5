"""Bytes on their way to disk: hashed while they arrive, never whole in memory, findable again when the line breaks."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from uuid import UUID

from anyio.to_thread import run_sync

from app.foundation.errors import Problem
from app.foundation.language import N_
from app.foundation.vault import vault

LARGEST_BYTES = 8_000_000  # the contract's 8 MB: a photo as cameras make it, while our own phone app sends 300 kB
MOST_AT_ONCE = 64  # uploads in flight in this process; beyond it, an early "later" is kinder than a slow death
RETRY_AFTER_S = 5
QUIET_S = 0.5
PIECE = 256 * 1024


class TooBusy(Problem):
    status = 503
    code = "too-busy"
    sentence = N_("Many phones are sending at this moment. Yours will try again in a few seconds. Nothing is lost.")


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


class Turnstile:
    """Counts uploads in flight."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self.most, self.inside, self.last_s = most, 0, -QUIET_S

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Raises TooBusy when there are too many."""
        if self.inside >= self.most:
            raise TooBusy(retry_after_s=RETRY_AFTER_S)
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
            self.last_s = time.monotonic()

    @property
    def is_quiet(self) -> bool:
        """Whether nobody sends, and nobody did a moment ago: between two photos of one phone it is not quiet."""
        return not self.inside and time.monotonic() - self.last_s >= QUIET_S


turnstile = Turnstile()


def partial_path(walker_id: UUID, sha256: str) -> Path:
    """Where the bytes of an upload that broke off wait for the rest. Its own walker alone can go on with it."""
    return vault().incoming(f"{walker_id.hex}-{sha256}")


def durable_bytes(walker_id: UUID, sha256: str) -> int:
    """How many bytes of a broken upload are safely on disk."""
    path = partial_path(walker_id, sha256)
    return path.stat().st_size if path.is_file() else 0


async def receive_whole(walker_id: UUID, sha256: str, stream: AsyncIterator[bytes]) -> Path:
    """Write an upload from its first byte, and return the finished file, fsynced, beside the vault.

    Raises HashDiffers, FileTooLarge. When the line breaks, what came is kept for a resumed upload and the error goes on.
    """
    path = vault().incoming()
    with await run_sync(path.open, "xb") as file:
        try:
            found = await _pour(stream, file, hashlib.sha256(), 0)
        except FileTooLarge:
            path.unlink()
            raise
        except BaseException:
            _sync(file)
            path.replace(partial_path(walker_id, sha256))
            raise
    if found != sha256:
        path.unlink()
        raise HashDiffers()
    return path


async def receive_rest(
    walker_id: UUID, sha256: str, offset: int, stream: AsyncIterator[bytes]
) -> tuple[Path | None, int]:
    """Append to a broken upload: (the finished file, its length), or (None, the length now durable) when more is to come.

    Raises OffsetDiffers and changes nothing when `offset` is not what is here, or another tab is appending right now;
    FileTooLarge.
    """
    path = partial_path(walker_id, sha256)
    with path.open("ab") as file:
        length = file.tell()
        if not _locked(file) or offset != length:
            if length == 0:
                path.unlink(missing_ok=True)
            raise OffsetDiffers(offset=length)
        try:
            found = await _pour(stream, file, _hash_of(path), length)
        except FileTooLarge:
            path.unlink()
            raise
        finally:
            _sync(file)
        length = file.tell()
        if found != sha256:
            return None, length
        whole = path.replace(vault().incoming())
    return whole, length


@contextmanager
def kept_for_later(walker_id: UUID, sha256: str, path: Path) -> Iterator[None]:
    """When the vault refuses a finished upload, its bytes stay, and the phone need not send them again."""
    try:
        yield
    except BaseException:
        path.replace(partial_path(walker_id, sha256))
        raise


def forget_partial(walker_id: UUID, sha256: str) -> None:
    partial_path(walker_id, sha256).unlink(missing_ok=True)


async def _pour(stream: AsyncIterator[bytes], file: IO[bytes], sha256: hashlib._Hash, length: int) -> str:
    """Write the stream and return the hex digest of everything. Raises FileTooLarge.

    A disk that is busy with other photos' fsyncs lets writers wait, so that is done in a thread: all phones would wait else.
    """
    waiting = bytearray()
    try:
        async for arrived in stream:
            length += len(arrived)
            if length > LARGEST_BYTES:
                raise FileTooLarge(megabytes=LARGEST_BYTES // 1_000_000)
            waiting += arrived
            if len(waiting) >= PIECE:
                piece, waiting = waiting, bytearray()  # handed over: whatever happens now, it is written once
                await run_sync(_write, file, sha256, piece)
    except BaseException:
        file.write(waiting)  # the line broke: what came is kept for the rest
        raise
    await run_sync(_write, file, sha256, waiting)
    return sha256.hexdigest()


def _write(file: IO[bytes], sha256: hashlib._Hash, piece: bytearray) -> None:
    sha256.update(piece)
    file.write(piece)
    file.flush()


def _hash_of(path: Path) -> hashlib._Hash:
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            sha256.update(piece)
    return sha256


def _locked(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sync(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
