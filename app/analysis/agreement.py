"""Whether walkers saw the same thing. Low agreement is a subject for the debrief, not a fault of the walkers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from statistics import fmean

from app.analysis.answered import LEVELS, Answered, of_voice

LEAST_RATERS = 5  # below that alpha jumps about with a single answer
LOW_ALPHA = 0.4  # MAPS and similar street-audit reliability studies call items below this poor


@dataclass(frozen=True, slots=True)
class Agreement:
    """`difference`: mean absolute difference between two walkers at the same stop, in levels 0..3.

    `alpha`: Krippendorff's ordinal alpha (1 is perfect, 0 is chance) or None below `LEAST_RATERS` walkers, or when everyone
    gave one and the same level everywhere, where alpha is not defined.
    """

    indicator: str
    difference: float | None
    alpha: float | None
    stops: int
    walkers: int

    @property
    def is_low(self) -> bool:
        return self.alpha is not None and self.alpha < LOW_ALPHA


def agreement_of(answered: Iterable[Answered], indicator: str) -> Agreement:
    """How alike individuals rated the same stop in the same period. A walker's latest answer at a stop counts once."""
    units: dict[Hashable, dict[Hashable, int]] = defaultdict(dict)
    for finding in of_voice(answered, "individual"):
        level = finding.level(indicator)
        if level is not None and finding.stop_id is not None:
            units[(finding.stop_id, finding.period)][finding.walker_id] = level
    shared = [list(ratings.values()) for ratings in units.values() if len(ratings) > 1]
    raters = {walker for ratings in units.values() if len(ratings) > 1 for walker in ratings}
    alpha = ordinal_alpha(shared) if len(raters) >= LEAST_RATERS else None
    return Agreement(indicator, mean_difference(shared), alpha, len(shared), len(raters))


def mean_difference(units: Iterable[Sequence[int]]) -> float | None:
    """The mean absolute difference over all pairs of raters of the same unit; None without a pair."""
    gaps = [abs(one - other) for ratings in units for one, other in combinations(ratings, 2)]
    return fmean(gaps) if gaps else None


def ordinal_alpha(units: Iterable[Sequence[int]], levels: Sequence[int] = LEVELS) -> float | None:
    """Krippendorff's alpha for ordinal data with missing ratings.

    `units` holds, for each thing rated, the ratings it got. Formula: K. Krippendorff, "Computing Krippendorff's
    Alpha-Reliability" (2011), section D with the ordinal metric. None when there is nothing to compare or no variation.
    """
    pairs = _coincidences([ratings for ratings in units if len(ratings) > 1], levels)
    totals = {level: sum(pairs[level, other] for other in levels) for level in levels}
    n = sum(totals.values())
    gaps = {(one, other): _ordinal_gap(one, other, totals, levels) for one, other in product(levels, levels)}
    expected = sum(totals[one] * totals[other] * gaps[one, other] for one, other in gaps)
    if n <= 1 or expected == 0:
        return None
    observed = sum(pairs[pair] * gaps[pair] for pair in gaps)
    return 1 - (n - 1) * observed / expected


def _coincidences(units: Iterable[Sequence[int]], levels: Sequence[int]) -> dict[tuple[int, int], float]:
    """How often two levels meet in a unit; each unit's pairs weigh 1 / (ratings - 1)."""
    pairs = dict.fromkeys(product(levels, levels), 0.0)
    for ratings in units:
        for one, other in combinations(ratings, 2):
            pairs[one, other] += 1 / (len(ratings) - 1)
            pairs[other, one] += 1 / (len(ratings) - 1)
    return pairs


def _ordinal_gap(one: int, other: int, totals: dict[int, float], levels: Sequence[int]) -> float:
    """Squared distance in ranks: the ratings between the two levels, counting each end half."""
    low, high = sorted((one, other))
    between = sum(totals[level] for level in levels if low <= level <= high)
    return (between - (totals[low] + totals[high]) / 2) ** 2
