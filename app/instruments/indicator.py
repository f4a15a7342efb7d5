"""The indicator: one thing that can be asked, with a code that keeps its meaning for ever, and its words in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEVELS = (
    "0",
    "1",
    "2",
    "3",
)  # 0 is always worst and 3 always best, except where the kind is d03: there it only describes
LEVEL_KINDS = ("r03", "f03", "d03")
CHOICE_KINDS = ("one", "multi", "yn")
COUNT_KINDS = ("cnt", "num")
UNASKED_KINDS = ("media", "auto")  # carried beside the answers: words and media, place
KINDS = LEVEL_KINDS + CHOICE_KINDS + COUNT_KINDS + UNASKED_KINDS
NOT_APPLICABLE, DO_NOT_KNOW = "na", "dk"  # answers of every question, and counted: silence is something else
DARK = "dusk-night"
LOCAL_PREFIX = "x_"  # x_<city>_<name>: a city's own question, which never enters a comparison


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Asked as well when the level is low: the cause first, then who can mend it. That turns an audit into work."""

    at_most: int
    ask: tuple[str, ...]

    def packed(self) -> dict[str, Any]:
        return {"at_most": self.at_most, "ask": list(self.ask)}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the dictionary.

    `kind`: r03 level, f03 feeling, d03 description in four steps, one, multi, yn, cnt (whole number), num, media, auto.
    `level`, what it is asked about: S stop, G stretch, P place, W walk, U walker.
    `privacy`: A place and asset, P perception, S sensitive, M about the recording.
    `alone`: choices that say "none of these", which a form should not let stand beside others.
    `is_scored`: may enter an index; feelings about safety are outcomes and never do.
    """

    code: str
    kind: str
    level: str
    privacy: str
    choices: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()
    when: str | None = None
    is_scored: bool = False
    sector: str | None = None
    drawing: str | None = None
    follow_up: FollowUp | None = None
    maps_to: str | None = None
    note: str | None = None

    @property
    def has_levels(self) -> bool:
        return self.kind in LEVEL_KINDS

    @property
    def is_local(self) -> bool:
        """A city's own question: shown at home, never compared between cities."""
        return self.code.startswith(LOCAL_PREFIX)

    @property
    def theme(self) -> str:
        """The family of the code, such as "lgt"; local questions are one family."""
        return "x" if self.is_local else self.code.partition("_")[0]

    def is_open_in(self, period: str) -> bool:
        """Whether it makes sense to ask in this "day", "dusk" or "night": light judged by day says nothing."""
        return self.when != DARK or period != "day"

    def meaning(self) -> dict[str, Any]:
        """What a finding's answers depend on, in plain JSON: the part that an instrument's hash is made of."""
        follow_up = self.follow_up.packed() if self.follow_up else None
        return {
            "kind": self.kind,
            "level": self.level,
            "choices": list(self.choices),
            "alone": list(self.alone),
            "when": self.when,
            "is_scored": self.is_scored,
            "follow_up": follow_up,
        }


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person reads or hears. `choices` are short (a tile, a table's head); `meanings` say each in full.

    `meanings` has every choice: where nothing longer was written it repeats the short words.
    """

    short: str
    question: str
    choices: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    explanation: str = ""

    def packed(self) -> dict[str, Any]:
        return {
            "short": self.short,
            "question": self.question,
            "choices": dict(self.choices),
            "meanings": {code: text for code, text in self.meanings.items() if text != self.choices[code]},
        }
