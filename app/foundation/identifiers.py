"""Names for things and proofs for people: time-ordered ids, random tokens, and digests keyed by the house's secret."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from uuid_utils.compat import uuid7

from app.foundation.settings import settings

KEY_BYTES = 32


def new_id() -> UUID:
    """A UUID version 7: unique, and ordered by the moment it was made, so that indexes grow at one end."""
    return UUID(int=uuid7().int)


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
    return hmac.digest(_house_key(settings().data), f"{purpose}\0{text}".encode(), "sha256").hex()


def forget_house_key() -> None:
    """Read the key anew at its next use; for restores."""
    _house_key.cache_clear()


@lru_cache(maxsize=8)
def _house_key(data: Path) -> bytes:
    path = data / "secret.key"
    if not path.exists():
        _write_key(path)
    return path.read_bytes()


def _write_key(path: Path) -> None:
    """Make the key once, even when two processes start together: a whole file is linked into place, and the first wins."""
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
