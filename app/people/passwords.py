"""Passwords: Argon2id, and never two hashes too many at once."""

from __future__ import annotations

import secrets
from functools import lru_cache
from threading import BoundedSemaphore

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from app.foundation.errors import FieldFault
from app.foundation.language import _

SHORTEST = (
    10  # characters; NIST SP 800-63B-4 asks for 15 alone or 8 beside a second factor; sign-ins are throttled here
)
LONGEST = 200
AT_ONCE = 2  # each hash takes 64 MiB and a core; a storm of sign-ins must not take the server's memory

_hashes = PasswordHash((Argon2Hasher(),))
_turnstile = BoundedSemaphore(AT_ONCE)


def hashed(password: str) -> str:
    """Argon2id of the password, with its salt and parameters."""
    with _turnstile:
        return _hashes.hash(password)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether the password fits. Takes as long when there is no hash, so that time does not tell who has an account."""
    with _turnstile:
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


@lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    return _hashes.hash(secrets.token_hex(16))
