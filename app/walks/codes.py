"""How a phone finds its walk: a short code for typing, a long secret for the QR.

Both are derived from the walk's id under the house's key, so that a poster can be printed again, and stored only as
digests, so that a stolen database opens no walk.
"""

from __future__ import annotations

import base64
import unicodedata
from uuid import UUID

from app.foundation.identifiers import digest, keyed_digest
from app.walks.walk import Walk

# No 0/O and no 1/I; "L" is there, so whoever reads a 1 or an I can only mean it. 32 ** 8 = 40 bits.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 8
SECRET_BYTES = 16  # 128 bits: cannot be guessed, so the QR works even while somebody floods the short codes
SECRET_LENGTH = 22  # of 16 bytes in base64 without padding
LOOK_ALIKES = str.maketrans({"1": "L", "I": "L", " ": "", "-": "", "‐": "", "–": "", "\N{NO-BREAK SPACE}": ""})


def code_of(walk: Walk) -> str:
    """The eight characters for typing."""
    return _code_of(_turn(walk))


def _code_of(turn: str) -> str:
    number = int(keyed_digest("walk code", turn)[:16], 16)  # 64 bits: taking the lowest 40 favours no letter
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_LENGTH))


def secret_of(walk: Walk) -> str:
    """The 22 URL-safe characters behind the "#" of the join link."""
    raw = bytes.fromhex(keyed_digest("walk secret", _turn(walk)))[:SECRET_BYTES]
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def code_digest(code: str) -> str:
    """Keyed, since 40 bits could be tried out against a plain hash."""
    return keyed_digest("walk code digest", code)


def secret_digest(secret: str) -> str:
    return digest(f"walk secret {secret}")


def seal_codes(walk: Walk) -> None:
    """Write the digests of the walk's present code and secret into its row."""
    walk.code_digest, walk.secret_digest = code_digest(code_of(walk)), secret_digest(secret_of(walk))


def typed_code(text: str) -> str:
    """What somebody typed, as the code it means: any case, any spacing, any script's digits, 1 and I read as L.

    Never raises; an impossible code is simply found nowhere.
    """
    return _plain_digits(text).upper().translate(LOOK_ALIKES)


def typed_receipt(text: str) -> str:
    """The digits of a receipt as somebody typed it: any spacing, any script's digits."""
    return "".join(sign for sign in _plain_digits(text) if sign in "0123456789")


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.digit(sign, sign)) for sign in text)


def is_secret(text: str) -> bool:
    """Whether this is meant as the QR's secret rather than a typed code."""
    return len(text) == SECRET_LENGTH


def spaced(code: str) -> str:
    """In two groups of four, as on the poster: easier to read out across a room."""
    return f"{code[:4]} {code[4:]}"


def code_fits(walk_id: UUID, code_turn: int, digest: str) -> bool:
    """Whether this digest is that of the code which the key makes for a walk."""
    return code_digest(_code_of(f"{walk_id}:{code_turn}")) == digest


def _turn(walk: Walk) -> str:
    return f"{walk.id}:{walk.code_turn}"
