"""Names for things and proofs for people: time-ordered ids, random tokens, and digests keyed by the house's secret."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from uuid import UUID, uuid4

from uuid_utils.compat import uuid7

from app.foundation.folders import sync_folder
from app.foundation.settings import settings

KEY_BYTES = 32

_rests_on_key: list[Callable[[], bool]] = []
_other_key: ContextVar[bytes | None] = ContextVar("another key than the house's", default=None)


class KeyIsMissing(Exception):
    """There is no key, and people hold receipts that only the lost one can read. Says what to do."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is missing or empty, and this house has walks: under a new key no receipt and no code that was ever "
            f"given would work. Bring it back: it is in every backup (tar -xf walks.tar secret.key) and on every other "
            f"machine that serves this database. Only when it is lost for good: head -c {KEY_BYTES} /dev/urandom > {path}"
        )


def new_id() -> UUID:
    """A UUID version 7: unique, and ordered by the moment it was made, so that indexes grow at one end."""
    return UUID(int=uuid7().int)


def nameless_id() -> UUID:
    """A UUID version 4, for what strangers are shown under its id: one of version 7 tells them the millisecond it was made."""
    return uuid4()


def new_token(bits: int = 128) -> str:
    """A random URL-safe secret of at least `bits` bits. 128 bits cannot be guessed, so needs no throttle of its own."""
    return secrets.token_urlsafe((bits + 7) // 8)


def digest(text: str) -> str:
    """SHA-256 of `text` as 64 hex digits: what is stored in place of a random token."""
    return hashlib.sha256(text.encode()).hexdigest()


def keyed_digest(purpose: str, text: str) -> str:
    """HMAC-SHA-256 under the house's secret key as 64 hex digits.

    For short secrets (join codes, receipts), whose plain digest could be reversed by trying them all: whoever steals the
    database without the key file learns nothing. `purpose` keeps the digests of two uses apart.
    """
    key = _other_key.get() or _house_key(settings().data)
    return hmac.digest(key, f"{purpose}\0{text}".encode(), "sha256").hex()


@contextmanager
def under_key(key: bytes) -> Iterator[None]:
    """While the block lasts, digests are what they would be under this key; for asking whether it is the house's."""
    token = _other_key.set(key)
    try:
        yield
    finally:
        _other_key.reset(token)


def ask_before_a_new_key(rests_on_key: Callable[[], bool]) -> None:
    """Let a later room say that something is here which only the first key can read: then no second one is made."""
    if rests_on_key not in _rests_on_key:
        _rests_on_key.append(rests_on_key)


def check_house_key() -> None:
    """Make the key of a new house. Raises KeyIsMissing where one was before."""
    _house_key(settings().data)


def forget_house_key() -> None:
    """Read the key anew at its next use; for restores."""
    _house_key.cache_clear()


@lru_cache(maxsize=8)
def _house_key(data: Path) -> bytes:
    path = data / "secret.key"
    if not path.exists():
        if any(ask() for ask in _rests_on_key):
            raise KeyIsMissing(path)
        _write_key(path)
    key = path.read_bytes()
    if not key:
        raise KeyIsMissing(path)
    return key


def _write_key(path: Path) -> None:
    """Make the key once, even when two processes start together: a whole file is linked into place, and the first wins.

    It is on disk, with its name, before anything is derived from it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"secret.{secrets.token_hex(8)}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
    finally:
        fresh.unlink()
    sync_folder(path.parent)
