"""The profile of an indicator: how many said each level, who could not say, and how sure the shares are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.analysis.answered import DO_NOT_KNOW, LEVELS, NOT_APPLICABLE, Answered, Voice, level_in, of_voice
from app.analysis.discretion import LEAST_WALKERS
from app.analysis.intervals import wilson_interval
from app.instruments import Indicator, dictionary


@dataclass(frozen=True, slots=True)
class Share:
    """The part of answers that gave one level, with its 95 % Wilson interval; all three in 0..1."""

    level: int
    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Profile:
    """One indicator over a set of findings.

    `counts` are of levels 0..3; "does not apply", "do not know" and silence are counted apart and are in no share. `n` is the
    number of answers with a level, `walkers` that of different walkers behind them. `is_shown` tells whether enough walkers
    answered (`LEAST_WALKERS` unless another least was asked for).
    """

    indicator: str
    counts: Mapping[int, int]
    na: int
    dk: int
    silent: int
    walkers: int
    voice: Voice = "individual"
    least_walkers: int = LEAST_WALKERS

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def is_shown(self) -> bool:
        return self.walkers >= self.least_walkers

    @property
    def shares(self) -> list[Share]:
        """Shares of the levels 0..3 in order; empty when nobody gave a level."""
        n = self.n
        return [Share(level, count, count / n, *wilson_interval(count, n)) for level, count in self.counts.items() if n]

    @property
    def median(self) -> int | None:
        """The middle level. Between two levels the worse one: a split opinion is not good news."""
        return lower_median(self.counts)


def profile_of(
    answered: Iterable[Answered],
    indicator: str | Indicator,
    voice: Voice = "individual",
    least_walkers: int = LEAST_WALKERS,
) -> Profile:
    """Count what was said about one indicator by individuals, or by groups after talking: never both in one profile.

    A daylight finding is not silent about a question that opens only at dusk or night: nobody asked it. Raises KeyError for
    an indicator that is not in the dictionary.
    """
    asked = dictionary()[indicator] if isinstance(indicator, str) else indicator
    findings = of_voice(answered, voice)
    given = [(finding, finding.answers[asked.code]) for finding in findings if asked.code in finding.answers]
    said = Counter(level_in(answer) for _finding, answer in given)
    words = Counter(answer for _finding, answer in given if isinstance(answer, str))
    return Profile(
        indicator=asked.code,
        counts={level: said[level] for level in LEVELS},
        na=words[NOT_APPLICABLE],
        dk=words[DO_NOT_KNOW],
        silent=sum(asked.code not in finding.answers and asked.is_open_in(finding.period) for finding in findings),
        walkers=len({finding.walker_id for finding, answer in given if level_in(answer) is not None}),
        voice=voice,
        least_walkers=least_walkers,
    )


def lower_median(counts: Mapping[int, int]) -> int | None:
    """The level in the middle of the counted answers, the lower of two; None without answers."""
    half, seen = (sum(counts.values()) + 1) // 2, 0
    for level in sorted(counts):
        seen += counts[level]
        if seen and seen >= half:
            return level
    return None
