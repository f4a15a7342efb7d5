"""Counting levels by place, together with who is behind them, so that discretion can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.analysis import LEVELS, Audience, lower_median, may_show
from app.maps.columns import Numbers


@dataclass(frozen=True)
class Tally:
    """The answers at one place. `by_walker`: walker number to how many of the answers are hers; `walks`: on how many walks."""

    counts: Mapping[int, int]
    by_walker: Mapping[int, int]
    walks: int

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
        return may_show(self.walkers, privacy, audience, self.walks, self.n, most)


def tallies(keys: Numbers, levels: Numbers, walkers: Numbers, walks: Numbers) -> dict[int, Tally]:
    """One tally for each key; all arguments are columns of the same findings, each with a level 0..3."""
    if not len(keys):
        return {}
    places, place = np.unique(keys, return_inverse=True)
    by_level = _groups(place, levels, len(places))
    by_walker = _groups(place, walkers, len(places))
    by_walk = _groups(place, walks, len(places))
    none = dict.fromkeys(LEVELS, 0)
    return {
        int(key): Tally(none | by_level[at], by_walker[at], len(by_walk[at])) for at, key in enumerate(places.tolist())
    }


def _groups(place: Numbers, values: Numbers, places: int) -> list[dict[int, int]]:
    """For each place, how often each value occurs. One sort and no loop over findings."""
    side = int(values.max()) + 1
    unlike, how_often = np.unique(place.astype(np.int64) * side + values, return_counts=True)
    edges = np.searchsorted(unlike, np.arange(places + 1) * side)
    kinds, counts = (unlike % side).tolist(), how_often.tolist()
    return [dict(zip(kinds[a:b], counts[a:b], strict=True)) for a, b in pairwise(edges.tolist())]
