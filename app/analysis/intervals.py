"""How sure a share is, and how sure a mean of walkers is."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

Z_95 = 1.959963984540054  # 97.5 % quantile of the standard normal: the two-sided 95 % interval
FEW_WALKERS = 8  # a resample of fewer people repeats the same handful of faces and looks surer than it is
RESAMPLES = 2000  # the 2.5 % end then rests on fifty resamples


def wilson_interval(count: int, n: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of a share `count / n`, both ends in 0..1 (Wilson 1927, J. Am. Stat. Assoc. 22, 209-212).

    Unlike the plain normal interval it stays inside 0..1 and is honest for the small n of a walk. With n = 0 nothing is
    known, so (0, 1). Raises ValueError unless 0 <= count <= n.
    """
    if not 0 <= count <= n:
        raise ValueError("a share needs 0 <= count <= n")
    if n == 0:
        return 0.0, 1.0
    share, z2 = count / n, z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # Rounding must not push the share itself out of its own interval.
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a mean could be off. `kind` is "interval" (95 %, bootstrapped) or "range" (lowest and highest walker)."""

    low: float
    high: float
    kind: str


def spread_over_walkers(by_walker: Sequence[Sequence[float]]) -> Spread | None:
    """The spread of the mean of all values, resampling walkers and not answers: one walker's answers hang together.

    Percentile bootstrap (Efron 1979); below `FEW_WALKERS` the plain range of the walkers' means. The resampling is seeded
    by nothing but the data's order-free size, so the same answers always print the same interval.
    """
    walkers = sorted(sorted(values) for values in by_walker if values)
    if not walkers:
        return None
    if len(walkers) < FEW_WALKERS:
        means = [fmean(values) for values in walkers]
        return Spread(min(means), max(means), "range")
    chance = random.Random(len(walkers))  # noqa: S311 - statistics, not secrets
    means = sorted(_mean_of_all(chance.choices(walkers, k=len(walkers))) for _turn in range(RESAMPLES))
    return Spread(means[int(RESAMPLES * 0.025)], means[int(RESAMPLES * 0.975) - 1], "interval")


def _mean_of_all(groups: Sequence[Sequence[float]]) -> float:
    return sum(map(sum, groups)) / sum(map(len, groups))
