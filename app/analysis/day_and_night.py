"""What changes when it gets dark: only places rated in both periods are compared, never two unpaired clouds of points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from app.analysis.answered import Answered, of_voice
from app.foundation.geometry import distance_m

SAME_PLACE_M = 25.0  # the usual error of a phone between houses at night
AFTER_SUNSET = ("dusk", "night")


@dataclass(frozen=True, slots=True)
class Pair:
    """One place: the middle level by day and after sunset."""

    place: Hashable
    day: float
    night: float

    @property
    def change(self) -> float:
        return self.night - self.day


@dataclass(frozen=True, slots=True)
class Change:
    """`median` change in levels from day to night (negative is worse), and the share of places that fell by 1 or more."""

    indicator: str
    pairs: tuple[Pair, ...]
    median: float | None
    share_fallen: float | None

    @property
    def n(self) -> int:
        return len(self.pairs)


def day_and_night(answered: Iterable[Answered], indicator: str) -> Change:
    """Pair day with dusk and night ratings of the same planned stop, or of places within `SAME_PLACE_M`."""
    rated = [finding for finding in of_voice(answered, "individual") if finding.level(indicator) is not None]
    pairs = (*_pairs_at_stops(indicator, rated), *_pairs_nearby(indicator, rated))
    changes = [pair.change for pair in pairs]
    fallen = sum(change <= -1 for change in changes) / len(changes) if changes else None
    return Change(indicator, pairs, median(changes) if changes else None, fallen)


def _pairs_at_stops(indicator: str, rated: list[Answered]) -> list[Pair]:
    by_stop: dict[Any, list[Answered]] = defaultdict(list)
    for finding in rated:
        if finding.stop_id is not None:
            by_stop[finding.stop_id].append(finding)
    found = (_pair(indicator, stop, findings) for stop, findings in by_stop.items())
    return sorted((pair for pair in found if pair is not None), key=lambda pair: str(pair.place))


def _pairs_nearby(indicator: str, rated: list[Answered]) -> list[Pair]:
    """Match each night finding away from a stop with the nearest day finding that is still free; nearest pairs first."""
    loose = [finding for finding in rated if finding.stop_id is None and finding.place_wgs84 is not None]
    days = [finding for finding in loose if finding.period == "day"]
    nights = [finding for finding in loose if finding.period in AFTER_SUNSET]
    near = sorted(
        (gap, day.finding_id, night.finding_id, day, night)
        for day in days
        for night in nights
        if (gap := _gap_m(day, night)) <= SAME_PLACE_M
    )
    taken: set[Any] = set()
    pairs = []
    for _gap, day_id, night_id, day, night in near:
        if not taken & {day_id, night_id}:
            taken |= {day_id, night_id}
            pairs.append(_pair(indicator, day_id, [day, night]))
    return [pair for pair in pairs if pair is not None]


def _pair(indicator: str, place: Hashable, findings: list[Answered]) -> Pair | None:
    day = [finding.level(indicator) for finding in findings if finding.period == "day"]
    night = [finding.level(indicator) for finding in findings if finding.period in AFTER_SUNSET]
    if not day or not night:
        return None
    return Pair(place, median(x for x in day if x is not None), median(x for x in night if x is not None))


def _gap_m(one: Answered, other: Answered) -> float:
    assert one.place_wgs84 and other.place_wgs84
    return distance_m(*one.place_wgs84, *other.place_wgs84)
