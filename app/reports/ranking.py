"""What stands out: judged indicators, ordered by the share of answers that were bad or very bad."""

from __future__ import annotations

from app.reports.material import Halt, Material
from app.reports.seeing import Seen, seen

JUDGED = ("r03", "f03")

NEEDS_WORK = 1 / 3
"""Share of bad or very bad answers from which an indicator is named as needing work: one answer in three."""

MOST_TO_WORK_ON = 4
MOST_GOOD = 3
"""What fits on one page; who is handed ten priorities has none."""

LEAST_AT_STOPS = 0.5
"""A stop is named for an indicator only when more than half of its answers point that way."""


def ranked(material: Material) -> list[Seen]:
    """The indicators that may be shown and have a better end, worst first."""
    everything = [seen(material, one) for one in material.indicators.values() if one.kind in JUDGED]
    return sorted((one for one in everything if one.is_open), key=lambda one: (-low_share(one), one.indicator.code))


def low_share(one: Seen) -> float:
    return one.low / one.n


def needing_work(worst_first: list[Seen]) -> list[Seen]:
    return [one for one in worst_first if low_share(one) >= NEEDS_WORK][:MOST_TO_WORK_ON]


def good(worst_first: list[Seen]) -> list[Seen]:
    return [one for one in reversed(worst_first) if low_share(one) < NEEDS_WORK][:MOST_GOOD]


def stops_where(material: Material, one: Seen, *, is_low: bool, most: int = 2) -> list[Halt]:
    """The stops where most answers were low (or were not), strongest first; only stops that may be shown."""
    strength: list[tuple[float, Halt]] = []
    for halt in material.halts:
        here = seen(material, one.indicator, material.leading(material.answers_at.get(halt.id, [])))
        if here.is_open:
            strength.append((low_share(here) if is_low else 1 - low_share(here), halt))
    strength = [pair for pair in strength if pair[0] > LEAST_AT_STOPS]
    strength.sort(key=lambda pair: (-pair[0], pair[1].position))
    return [halt for _share, halt in strength[:most]]
