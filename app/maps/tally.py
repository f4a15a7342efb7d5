"""Counting levels by place, together with who is behind them, so that discretion can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from app.analysis import LEVELS, Audience, lower_median, may_show
from app.tallies import Numbers


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
        behind = self.by_walker
        most = behind.most if isinstance(behind, Behind) else max(behind.values(), default=0)
        return may_show(self.walkers, privacy, audience, self.walks, self.n, most)


def tallies(keys: Numbers, counts: Numbers, walkers: Numbers, walks: Numbers) -> dict[int, Tally]:
    """One tally for each key. `counts` (n, 4) says how often each level was given; all others are columns of the same rows."""
    answers = counts.sum(axis=1)
    said = answers > 0
    if not said.any():
        return {}
    places, place = np.unique(keys[said], return_inverse=True)
    by_level = np.stack([_summed(place, counts[said, level], len(places)) for level in LEVELS], axis=1).tolist()
    by_walker = _groups(place, walkers[said], answers[said], len(places))
    by_walk = _groups(place, walks[said], answers[said], len(places))
    return {
        int(key): Tally(dict(zip(LEVELS, by_level[at], strict=True)), by_walker[at], len(by_walk[at]))
        for at, key in enumerate(places.tolist())
    }


class Behind(Mapping[int, int]):
    """Who stands behind an answer, and with how many: a piece of two columns, made into numbers only when somebody asks."""

    __slots__ = ("_sums", "_who")

    def __init__(self, who: Numbers, sums: Numbers) -> None:
        self._who, self._sums = who, sums

    def __len__(self) -> int:
        return len(self._who)

    def __iter__(self) -> Iterator[int]:
        return iter(self._who.tolist())

    def __getitem__(self, who: int) -> int:
        at = np.flatnonzero(self._who == who)
        if not len(at):
            raise KeyError(who)
        return int(self._sums[at[0]])

    @property
    def most(self) -> int:
        """The largest number that one of them has."""
        return int(self._sums.max()) if len(self) else 0


def _groups(place: Numbers, values: Numbers, weights: Numbers, places: int) -> list[Behind]:
    """For each place, how much weight each value has. One sort and no loop over rows."""
    kinds, kind = np.unique(values, return_inverse=True)
    unlike, which = np.unique(place * len(kinds) + kind, return_inverse=True)
    sums = _summed(which, weights, len(unlike))
    edges = np.searchsorted(unlike, np.arange(places + 1) * len(kinds)).tolist()
    names = kinds[unlike % len(kinds)]
    return [Behind(names[a:b], sums[a:b]) for a, b in pairwise(edges)]


def _summed(which: Numbers, weights: Numbers, groups: int) -> Numbers:
    sums: Numbers = np.bincount(which, weights=weights, minlength=groups).astype(np.int64)
    return sums
