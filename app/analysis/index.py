"""The optional index of a place, 0 (worst) to 100 (best). The profile always comes first: one number hides who disagrees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from statistics import fmean
from uuid import UUID

from app.analysis.answered import Answered, Voice, of_voice
from app.analysis.intervals import Spread, spread_over_walkers
from app.instruments import CORE

OUTCOME = "fee_safe"  # how safe it feels is what the other items explain; counting it in would explain it by itself
DESCRIPTIVE = frozenset({"ppl_density", "sec_presence"})  # more people or more police is not better everywhere
COMPARED = tuple(code for code in CORE if code != OUTCOME)
LEAST_ITEMS = 6  # of the eight: with fewer, two places would be compared on different questions
BEST_LEVEL = 3


@dataclass(frozen=True, slots=True)
class Index:
    """`value` and `spread` in 0..100; `items` answered on average, `findings` and `walkers` behind it."""

    value: float
    items: float
    findings: int
    walkers: int
    spread: Spread | None


def index_in(finding: Answered, left_out: Collection[str] = DESCRIPTIVE) -> float | None:
    """The index of one finding: mean of the scored items that were answered, times 100 / 3.

    None when fewer than `LEAST_ITEMS` of the eight core items have a level. `left_out` items count as answered but not as
    scored; a city that wants them scored passes an empty collection.
    """
    levels = _levels(finding)
    scored = [level for code, level in levels.items() if code not in left_out]
    if len(levels) < LEAST_ITEMS or not scored:
        return None
    return fmean(scored) * 100 / BEST_LEVEL


def index_of(
    answered: Iterable[Answered], left_out: Collection[str] = DESCRIPTIVE, voice: Voice = "individual"
) -> Index | None:
    """The mean index of the findings that have one, with its spread over walkers; None when none has."""
    by_walker: dict[UUID, list[float]] = defaultdict(list)
    items = []
    for finding in of_voice(answered, voice):
        value = index_in(finding, left_out)
        if value is not None:
            by_walker[finding.walker_id].append(value)
            items.append(len(_levels(finding)))
    values = [value for own in by_walker.values() for value in own]
    if not values:
        return None
    return Index(fmean(values), fmean(items), len(values), len(by_walker), spread_over_walkers([*by_walker.values()]))


def _levels(finding: Answered) -> dict[str, int]:
    given = {code: finding.level(code) for code in COMPARED}
    return {code: level for code, level in given.items() if level is not None}
