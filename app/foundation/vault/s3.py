"""The vault in an object store that speaks S3. Endpoint and credentials come from the AWS_ variables of the environment."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotSupportedError
from obstore.store import S3Store

from app.foundation.vault.contract import PIECE, Damaged, Kept, Vault, VaultAway, place_of

if TYPE_CHECKING:
    from obstore import GetOptions  # exists for type checkers only

log = logging.getLogger(__name__)
# A phone gives up after 180 s, and what waits for an answer here may hold a lock of the database.
BYTES_LIMIT = timedelta(seconds=60)
WORD_LIMIT = timedelta(seconds=5)
CONNECT_LIMIT = timedelta(seconds=3)
TRIES, TRYING_LIMIT = 2, timedelta(seconds=8)
RETRY_AFTER_S = 30
# What stores say when a bucket or a server has no room: Ceph, MinIO and SeaweedFS, Garage; HTTP's own word for it.
FULL = ("QuotaExceeded", "StorageFull", "InsufficientStorage", "507 Insufficient")
LIST_AT_ONCE = 1000  # the most that S3 gives


class VaultInS3(Vault):
    """A put is acknowledged by the store once the object is durable, and the store compares its SHA-256 with ours."""

    has_links = False

    def __init__(self, address: str, folder: Path) -> None:
        super().__init__(folder)
        self._bytes, self._words = _store_at(address, BYTES_LIMIT), _store_at(address, WORD_LIMIT)

    def has(self, sha256: str) -> bool:
        try:
            self.size(sha256)
        except FileNotFoundError:
            return False
        return True

    def size(self, sha256: str) -> int:
        with _asked():
            return obstore.head(self._words, place_of(sha256))["size"]

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self._place(sha256, content)
        return sha256

    def put_file(self, source: Path, sha256: str) -> None:
        """The bytes are hashed once more, so that what the store confirms is what the phone sent, not what a disk made of it."""
        content = source.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Damaged(errno.EIO, "the disk gave back other bytes than were written")
        self._place(sha256, content)
        source.unlink(missing_ok=True)

    def pieces(self, sha256: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        if end is not None and end <= start:
            return iter(())
        options: GetOptions = {"range": {"offset": start} if end is None else (start, end)} if start or end else {}
        with _asked():
            found = obstore.get(self._bytes, place_of(sha256), options=options)
        return _streamed(found)

    def open(self, sha256: str) -> BinaryIO:
        """A copy without a name on the local disk, whole before the first byte is read."""
        file = tempfile.TemporaryFile(dir=self.incoming().parent)  # noqa: SIM115 - the reader closes it
        try:
            for piece in self.pieces(sha256):
                file.write(piece)
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return file  # type: ignore[return-value]

    @contextmanager
    def fetched(self, sha256: str) -> Iterator[Path]:
        path = self.incoming()
        try:
            if not self.hold(sha256, path):
                raise FileNotFoundError(sha256)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def hold(self, sha256: str, target: Path) -> bool:
        try:
            pieces = self.pieces(sha256)
        except FileNotFoundError:
            return False
        with target.open("xb") as file:
            for piece in pieces:
                file.write(piece)
        return True

    def remove(self, sha256: str) -> None:
        self._delete(place_of(sha256))

    def every(self) -> Iterator[Kept]:
        with _asked():
            for found in obstore.list(self._words, chunk_size=LIST_AT_ONCE):
                yield from (Kept(one["path"], one["size"], one["last_modified"]) for one in found)

    def discard(self, kept: Kept) -> None:
        self._delete(kept.place)

    def check(self) -> None:
        with _asked(is_missing_wrong=True):
            next(iter(obstore.list(self._words, chunk_size=1)), None)

    def _delete(self, place: str) -> None:
        try:
            with _asked():
                obstore.delete(self._words, place)
        except FileNotFoundError:
            pass

    def _place(self, sha256: str, content: bytes) -> None:
        """Only where nothing lies yet. One that lies there already has these bytes, unless its length says otherwise."""
        with _asked(is_missing_wrong=True):
            try:
                obstore.put(self._bytes, place_of(sha256), content, mode="create", use_multipart=False)
                return
            except AlreadyExistsError:
                if self.size(sha256) == len(content):
                    return
            except NotSupportedError:
                pass  # a store without conditional puts: the same name always means the same bytes
            obstore.put(self._bytes, place_of(sha256), content, use_multipart=False)


def _store_at(address: str, limit: timedelta) -> S3Store:
    bucket, _slash, prefix = address.removeprefix("s3://").partition("/")
    return S3Store(
        bucket,
        prefix=prefix.strip("/") or None,
        # One object at a time can be removed on every store, many at once not.
        config={"checksum_algorithm": "SHA256", "disable_bulk_delete": True},
        # Photos travel unencrypted only for an operator who says so.
        client_options={
            "timeout": limit,
            "connect_timeout": CONNECT_LIMIT,
            "allow_http": os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true",
        },
        retry_config={"max_retries": TRIES, "retry_timeout": TRYING_LIMIT},
    )


def _streamed(found: obstore.GetResult) -> Iterator[bytes]:
    with _asked():
        for piece in found.stream(min_chunk_size=PIECE):
            yield bytes(piece)


@contextmanager
def _asked(is_missing_wrong: bool = False) -> Iterator[None]:
    """Raises FileNotFoundError, OSError without room, and VaultAway in place of all else that a store or the way to it says.

    Where a missing object is no answer (`is_missing_wrong`) it is the bucket that is missing.
    """
    try:
        yield
    except FileNotFoundError as fault:
        if is_missing_wrong or "NoSuchBucket" in str(fault):
            raise _away(fault) from None
        raise
    except (BaseError, OSError) as fault:
        if any(word in str(fault) for word in FULL):
            raise OSError(errno.ENOSPC, "the object store has no room left") from None
        raise _away(fault) from None


def _away(fault: Exception) -> VaultAway:
    """The first line names what was asked for and why it failed; the lines after it repeat that, at length."""
    log.warning("the object store does not answer: %s", str(fault).partition("\n")[0])
    return VaultAway(retry_after_s=RETRY_AFTER_S)
