"""What a report may show of one indicator: the rules of `app.analysis.discretion`, applied before anything is drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.analysis import LEAST_WALKERS, Answered, Profile, may_show, profile_of, rounded, rule_for
from app.instruments import Indicator
from app.reports.material import Material


@dataclass(frozen=True)
class Seen:
    """A profile and what this report's readers may see of it.

    `is_told`: enough people for a middle level. `is_open`: enough answers for shares as well. `round_to` is what counts
    are rounded to (1: not at all).
    """

    indicator: Indicator
    profile: Profile
    is_told: bool
    is_open: bool
    round_to: int

    @property
    def is_judged(self) -> bool:
        """Whether it has a worse and a better end. Descriptions (d03) are shown and never ranked."""
        return self.indicator.kind != "d03"

    @property
    def low(self) -> int:
        """Answers of the two lower levels."""
        return self.profile.counts[0] + self.profile.counts[1]

    @property
    def n(self) -> int:
        return self.profile.n

    @property
    def said_n(self) -> int:
        """The number of answers as it may be written."""
        return rounded(self.profile.n, self.round_to)

    @property
    def said_walkers(self) -> int:
        """The number of people as it may be written; how many fewer than five they are is told nowhere."""
        walkers = self.profile.walkers
        return rounded(walkers, self.round_to) if walkers >= LEAST_WALKERS else walkers


def seen(material: Material, indicator: Indicator, answers: Sequence[Answered] | None = None) -> Seen:
    """The profile of `indicator` over `answers` (by default those that lead the report), open if the readers may see it.

    Two gates, and both must open: five different walkers for every share, whatever it is about, and what the class of
    the indicator asks for these readers.
    """
    given = material.leading(material.answers) if answers is None else answers
    profile = profile_of(given, indicator)
    voices = [one for one in given if one.level(indicator.code) is not None and one.voice == profile.voice]
    by_walker = Counter(one.walker_id for one in voices)
    is_allowed = may_show(
        profile.walkers,
        indicator.privacy,
        material.audience,
        walks=len({one.walk_id for one in voices}),
        answers=profile.n,
        most_of_one=max(by_walker.values(), default=0),
    )
    rule = rule_for(indicator.privacy, material.audience)
    is_told = profile.is_shown and is_allowed
    return Seen(indicator, profile, is_told, is_told and profile.n >= rule.least_for_shares, rule.round_to)
