"""Counting levels by place, together with who is behind them, so that discretion can be asked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from app.analysis import LEVELS, Audience, lower_median, may_show
from app.maps.columns import Numbers


@dataclass
class Tally:
    """The answers at one place. `by_walker`: walker number to how many of the answers are hers."""

    counts: dict[int, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    by_walker: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    walks: set[int] = field(default_factory=set)

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def walkers(self) -> int:
        return len(self.by_walker)

    @property
    def median(self) -> int | None:
        return lower_median(self.counts)

    def may_be_shown(self, privacy: str, audience: Audience) -> bool:
        """Whether discretion lets this audience see it."""
        most = max(self.by_walker.values(), default=0)
        return may_show(self.walkers, privacy, audience, len(self.walks), self.n, most)


def tallies(keys: Numbers, levels: Numbers, walkers: Numbers, walks: Numbers) -> dict[int, Tally]:
    """One tally for each key; all arguments are columns of the same findings, each with a level 0..3."""
    found: dict[int, Tally] = defaultdict(Tally)
    if not len(keys):
        return found
    places, place = np.unique(keys, return_inverse=True)
    # One number holds all four, so that one sort of plain integers does the counting.
    sides = (len(places), int(walkers.max()) + 1, int(walks.max()) + 1, len(LEVELS))
    packed = np.ravel_multi_index((place, walkers, walks, levels), sides)
    unlike, how_often = np.unique(packed, return_counts=True)
    columns = (column.tolist() for column in np.unravel_index(unlike, sides))
    for at, walker, walk, level, count in zip(*columns, how_often.tolist(), strict=True):
        tally = found[int(places[at])]
        tally.counts[level] += count
        tally.by_walker[walker] += count
        tally.walks.add(walk)
    return found
