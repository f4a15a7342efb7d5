"""Who gave which answer how often, as bytes: small enough to be rewritten at each finding, plain enough for numpy.

Each record has 32 bytes: the walker's number, the period of the day, whether a moderator accepted it, whether a group
agreed on it, and six counts. What is written here stays in databases, so orders below are only ever added to.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from struct import Struct
from typing import Any

import numpy as np

PERIODS = ("day", "dusk", "night")
MODERATIONS = ("new", "accepted", "hidden")
LEVELS = (0, 1, 2, 3)
DO_NOT_KNOW, NOT_APPLICABLE = 4, 5  # where these answers are counted, after the four levels
SLOTS = 6
WORDS = {"dk": DO_NOT_KNOW, "na": NOT_APPLICABLE}
PARTY = 32  # walkers in one row; a walk has 4 to 20 (field.md), and a crowd must not make rows grow

RECORD = np.dtype(
    [
        ("walker", "<u4"),
        ("period", "u1"),
        ("moderation", "u1"),
        ("is_group", "u1"),
        ("nothing", "u1"),
        ("counts", "<u4", (SLOTS,)),
    ]
)
_WHO, _COUNTS = Struct("<IBBBx"), Struct(f"<{SLOTS}I")
_RECORDS, _NOTHING = Struct(f"{_WHO.size}s{_COUNTS.size}s"), bytes(_COUNTS.size)

Who = bytes
Given = dict[Who, list[int]]


def who(walker: int, period: str, moderation: str, is_group: bool) -> Who:
    """The first eight bytes of a record. Raises ValueError for a period or a moderation that there is not."""
    return _WHO.pack(walker, PERIODS.index(period), MODERATIONS.index(moderation), is_group)


def slot_of(answer: Any) -> int | None:
    """Where an answer is counted: 0..3 for its level, 4 and 5 for "do not know" and "does not apply", else nowhere."""
    if type(answer) is int:  # True is not level 1
        return answer if answer in LEVELS else None
    return WORDS.get(answer) if isinstance(answer, str) else None


def counted(given: bytes, more: Mapping[Who, list[int]]) -> bytes:
    """The records after `more`, which may be negative, is counted into them: in one order, without those that count nothing.

    Raises struct.error when something would be counted less than never, or when these are no records.
    """
    records: dict[Who, bytes] = dict(_RECORDS.iter_unpack(given))
    for one, counts in more.items():
        held = _COUNTS.unpack(records.pop(one, _NOTHING))
        after = [before + added for before, added in zip(held, counts, strict=True)]
        if any(after):
            records[one] = _COUNTS.pack(*after)
    return b"".join(chain.from_iterable(sorted(records.items())))
