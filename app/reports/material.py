"""What a report is made of, gathered once: sections read it and touch no database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from app.analysis import LEAST_WALKERS, Answered, Audience
from app.instruments import Indicator
from app.walks import ProfileOfWalkers

AFTER_SUNSET = ("dusk", "night")
FEELING = "P"
"""Privacy class of feelings. How somebody answered (in a pair, from paper, helped) is guarded from strangers as they are."""


@dataclass(frozen=True)
class Outing:
    """One walk: times in UTC; `sunset_at` of its first evening at the place."""

    title: str
    opens_at: datetime
    closes_at: datetime
    sunset_at: datetime | None


@dataclass(frozen=True)
class Halt:
    """A stop of the route, numbered from 1. One that was taken off the route is told by its name: its number may be another's."""

    id: UUID
    position: int
    name: str
    is_retired: bool = False


@dataclass(frozen=True)
class Photo:
    """A photo that moderation accepted, without its exact time. `sha256` names its derivative in the vault."""

    medium_id: UUID
    sha256: str
    stop_id: UUID | None
    indicator: str | None
    caption: str
    period: str


@dataclass(frozen=True)
class Quote:
    """Words that a walker agreed to see quoted and that moderation accepted."""

    words: str
    code: str
    stop_id: UUID | None
    walker_id: UUID


@dataclass(frozen=True)
class Manner:
    """How the findings came about; lengths in metres. For strangers without what only few people did.

    `unchecked`: findings of which no moderator has decided yet. Their answers are counted, their words and photos left out.
    """

    findings: int = 0
    unchecked: int = 0
    modes: Mapping[str, int] = field(default_factory=Counter)
    entries: Mapping[str, int] = field(default_factory=Counter)
    places: Mapping[str, int] = field(default_factory=Counter)  # "gps", "pin", "stop", "corrected", "" for none
    accuracies_m: Sequence[float] = ()


@dataclass(frozen=True)
class MapSheet:
    """A map of one indicator without words; labels are stop numbers at `(x, y)` in shares of its sides from the top left.

    `across_m`: metres that its width stands for, where that is known.
    """

    indicator: str
    svg: str
    width: float
    height: float
    labels: Sequence[tuple[float, float, str]] = ()
    across_m: float | None = None

    @property
    def name(self) -> str:
        """Its file name among the drawings of the report."""
        return f"map-{self.indicator}.svg"


@dataclass(frozen=True)
class Material:
    title: str
    purpose: str
    place: str
    organisation: str
    time_zone: str
    address: str
    credit: str
    is_invented: bool
    instrument_code: str
    instrument_name: str
    instrument_version: str
    instrument_sha256: str
    indicators: Mapping[str, Indicator]
    quick: Sequence[str]
    languages: Sequence[str]
    outings: Sequence[Outing]
    halts: Sequence[Halt]
    groups: Sequence[ProfileOfWalkers]
    answers: Sequence[Answered]
    manner: Manner
    photos: Sequence[Photo]
    quotes: Sequence[Quote]
    maps: Sequence[MapSheet]
    made_at: datetime
    audience: Audience = Audience.PLANNER

    @cached_property
    def walkers(self) -> int:
        """People of whom answers are in this report: who joined and sent nothing, or took it back, hides nobody."""
        return len({answered.walker_id for answered in self.answers})

    @cached_property
    def walks(self) -> int:
        """Walks that these answers come from."""
        return len({answered.walk_id for answered in self.answers})

    @property
    def is_small_group(self) -> bool:
        """Whether counts of anything would tell how many walked: 24 findings at 8 stops are three people."""
        return self.walkers < LEAST_WALKERS

    @cached_property
    def leads_with_dark(self) -> bool:
        """Whether its shares are of answers given after sunset: where enough people answered then, and some by day too.

        Day and dark are never poured together: a street that is good at noon would hide what it is at night.
        """
        dark = {one.walker_id for one in self.answers if one.period in AFTER_SUNSET}
        return len(dark) >= LEAST_WALKERS and any(one.period not in AFTER_SUNSET for one in self.answers)

    def leading(self, answers: Sequence[Answered]) -> list[Answered]:
        """Those of `answers` that the report's shares are made of."""
        return [one for one in answers if not self.leads_with_dark or one.period in AFTER_SUNSET]

    @cached_property
    def answers_at(self) -> dict[UUID | None, list[Answered]]:
        """Answers by stop; None holds those given between stops."""
        by_stop: dict[UUID | None, list[Answered]] = {}
        for answered in self.answers:
            by_stop.setdefault(answered.stop_id, []).append(answered)
        return by_stop
