"""Passwords: Argon2id, and never two hashes too many at once."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.foundation.errors import FieldFault
from app.foundation.language import _
from app.web.failures import RETRY_AFTER_S, Busy

SHORTEST = (
    10  # characters; NIST SP 800-63B-4 asks for 15 alone or 8 beside a second factor; sign-ins are throttled here
)
LONGEST = 200
AT_ONCE = 2  # each hash takes 64 MiB and a core; a storm of sign-ins must not take the server's memory
IN_LINE = 16  # of the 40 threads that answer everybody: whoever floods the sign-in must not stop the phones

_hashes = PasswordHash((Argon2Hasher(),))
_turnstile = BoundedSemaphore(AT_ONCE)
_line = BoundedSemaphore(IN_LINE)


def hashed(password: str) -> str:
    """Argon2id of the password, with its salt and parameters. Raises Busy (503) when too many wait."""
    with _turn():
        return _hashes.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password fits. Takes as long when there is no hash, so that time does not tell who has an account.

    Raises Busy (503) when too many wait.
    """
    with _turn():
        try:
            fits = _hashes.verify(password[:LONGEST], password_hash or _nobodys_hash())
        except UnknownHashError:
            fits = False
    return fits and password_hash is not None


def faults_in_password(password: str, email: str, pointer: str = "password") -> list[FieldFault]:
    """What is wrong with a new password, if anything. Length is what counts; no rules about signs and digits."""
    if len(password) < SHORTEST:
        sentence = _("Use at least {n} characters. A few words in a row are easy to remember.").format(n=SHORTEST)
    elif len(password) > LONGEST:
        sentence = _("Use at most {n} characters.").format(n=LONGEST)
    elif password.casefold() in (email.casefold(), email.casefold().split("@")[0]) or len(set(password)) < 4:  # noqa: PLR2004
        sentence = _("This is too easy to guess. Take a few words that only you would put together.")
    else:
        return []
    return [FieldFault(pointer, sentence)]


@contextmanager
def _turn() -> Iterator[None]:
    if not _line.acquire(blocking=False):
        raise Busy(retry_after_s=RETRY_AFTER_S)
    try:
        with _turnstile:
            yield
    finally:
        _line.release()


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hashes.hash(secrets.token_hex(16))
