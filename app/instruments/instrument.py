"""The instrument: which indicators are asked, in which order, under one hash of their meaning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from app.instruments.indicator import Indicator

SETS = ("quick", "full", "header", "walker", "own_words")


@dataclass(frozen=True)
class Instrument:
    """What one kind of audit asks.

    `quick` is answered at each stop; `full` holds what the second screen adds. `header`, `walker` and `own_words` are the
    same in every instrument. `indicators` has all of these and whatever a follow-up asks beyond them, in that order.
    `sha256` stands for the meaning, not for the words: see app/decisions/0003.
    """

    code: str
    version: str
    quick: tuple[str, ...]
    full: tuple[str, ...]
    header: tuple[str, ...]
    walker: tuple[str, ...]
    own_words: tuple[str, ...]
    indicators: Mapping[str, Indicator]

    @cached_property
    def sha256(self) -> str:
        return sha256(canonical_json(self.meaning()).encode()).hexdigest()

    @property
    def follow_ups(self) -> dict[str, dict[str, Any]]:
        """`{"lgt_level": {"at_most": 1, "ask": ["lgt_cause", "gov_owner"]}}`."""
        return {code: one.follow_up.packed() for code, one in self.indicators.items() if one.follow_up}

    def meaning(self) -> dict[str, Any]:
        """All that the hash covers, in plain JSON; `instrument_of` reads it back."""
        sets = {name: list(getattr(self, name)) for name in SETS}
        return {"code": self.code, **sets, "indicators": {code: one.meaning() for code, one in self.indicators.items()}}


def in_order(sets: Mapping[str, tuple[str, ...]], known: Mapping[str, Indicator]) -> dict[str, Indicator]:
    """The indicators of these sets in the order in which a walker meets them, then what their follow-ups ask beyond them.

    Raises KeyError for a code that is not in `known`.
    """
    indicators = {code: known[code] for name in SETS for code in sets[name]}
    for rule in [one.follow_up for one in indicators.values() if one.follow_up]:
        indicators |= {code: known[code] for code in rule.ask if code not in indicators}
    return indicators


def canonical_json(value: Any) -> str:
    """One spelling for one value: names in order, no spaces, UTF-8 as it is. Raises ValueError for NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
