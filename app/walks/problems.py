"""What can stand in the way of walking along. Phones act on the codes, people read the sentences."""

from __future__ import annotations

from app.foundation.errors import Problem
from app.foundation.language import N_


class CodeUnknown(Problem):
    status = 404
    code = "code-unknown"
    sentence = N_("This code leads to no walk. Check the eight letters and digits, or scan the QR code again.")


class WalkIsOver(Problem):
    status = 410
    code = "walk-is-over"
    sentence = N_("This walk is over, so nobody new can join it. Ask the person who leads it to open it again.")


class JoiningIsClosed(Problem):
    status = 409
    code = "joining-is-closed"
    sentence = N_("The group is complete: joining was closed. Ask the person who leads the walk.")


class WalkNotReady(Problem):
    status = 409
    code = "walk-not-ready"
    sentence = N_("This walk has no help numbers yet, so it cannot start. Ask the person who leads it to add them.")


class WalkIsFull(Problem):
    status = 429
    code = "walk-is-full"
    sentence = N_(
        "Very many phones have joined this walk, so new ones have to wait. Yours keeps everything and tries again by itself. "
        "Tell the person who leads the walk: she can make room with a new code."
    )


class WalkerElsewhere(Problem):
    status = 409
    code = "walker-of-another-walk"
    sentence = N_("This phone already walks along somewhere else with this id. Open the join link again.")


class TokenUnknown(Problem):
    status = 401
    code = "token-unknown"
    sentence = N_("This phone is not known to the walk any more. What it holds is safe. Open the join link again.")


class ReceiptUnknown(Problem):
    status = 404
    code = "receipt-unknown"
    sentence = N_("Nobody has this receipt number. Check its 16 digits.")
