"""The proof on a receipt: that this house gave it, for this very text. It can be checked for years, without a table.

It holds the beginning of the content's hash in clear and a digest under the house's key over all that the receipt says. Nobody
else can make one; and when a phone and the server disagree about what was sent, it tells which text was meant.
"""

from __future__ import annotations

import hmac
from typing import Any

from app.foundation.identifiers import keyed_digest

HALF = 32  # hex digits, 128 bits, of each of the two


def proof_of(named: str, revision: int, state: str, content_sha256: str = "") -> str:
    """The proof of one receipt. `named` is the id or the SHA-256 as the receipt says it; a withdrawal has no content."""
    content = content_sha256[:HALF].ljust(HALF, "0")
    said = "\n".join((named, str(revision), state, content))
    return content + keyed_digest("receipt of a finding", said)[:HALF]


def is_ours(receipt: Any) -> bool:
    """Whether this house gave this receipt, word for word. `receipt` is plain JSON of whatever origin."""
    if not isinstance(receipt, dict):
        return False
    named, revision, token = (
        receipt.get("id") or receipt.get("sha256"),
        receipt.get("revision") or 0,
        receipt.get("token"),
    )
    if not (isinstance(named, str) and isinstance(revision, int) and isinstance(token, str) and token.isascii()):
        return False
    return hmac.compare_digest(token, proof_of(named, revision, str(receipt.get("state")), token[:HALF]))
