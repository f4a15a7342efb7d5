"""What the one who looks chose to see. Everything is in the address, so that a view can be sent to a colleague."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from app.analysis import LEVELS, Audience, Place, rule_for
from app.instruments import LEVEL_KINDS, Indicator, Instrument
from app.tallies import PERIODS

Item = TypeVar("Item")

SORTS = ("worst", "best", "place", "answers")


Query = Sequence[tuple[str, str]]  # names and values in the order of the address


@dataclass(frozen=True)
class Selection:
    """`levels` 0..3 chooses places by their middle level; empty means all, as do empty `periods` and no `walk_id`."""

    indicator: Indicator
    levels: frozenset[int] = frozenset()
    periods: frozenset[str] = frozenset()
    walk_id: UUID | None = None
    sort: str = "worst"

    def as_query(self, **changes: object) -> str:
        """The address after "?", with some names changed."""
        pairs = [("indicator", self.indicator.code)]
        pairs += [("levels", str(level)) for level in sorted(self.levels)]
        pairs += [("periods", period) for period in PERIODS if period in self.periods]
        pairs += [("walk", str(self.walk_id))] if self.walk_id else []
        pairs += [("sort", self.sort)] if self.sort != SORTS[0] else []
        return urlencode([(name, value) for name, value in pairs if name not in changes] + list(changes.items()))

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the question was chosen."""
        return bool(self.levels or self.periods or self.walk_id)


def mapped_indicators(instrument: Instrument, audience: Audience) -> list[Indicator]:
    """What can be drawn for this audience: answers in levels that may be tied to some place, in the order they are asked."""
    return [
        one
        for one in instrument.indicators.values()
        if one.kind in LEVEL_KINDS and rule_for(one.privacy, audience).place in {Place.POINT, Place.STOP, Place.CELL}
    ]


def selection_from(
    query: Query, indicators: Sequence[Indicator], walks: Sequence[UUID], audience: Audience
) -> Selection:
    """Read a selection; what cannot be read is left out, so that an old or mistyped link still shows a map.

    Choosing single walks of feelings is refused to those outside the group: two views that differ by one walk would tell
    what its few walkers felt.
    """
    given = {name: _several(query, name) for name in ("indicator", "levels", "periods", "walk", "sort")}
    chosen = Selection(
        indicator=next((one for one in indicators if one.code in given["indicator"]), indicators[0]),
        levels=_narrowed({level for level in LEVELS if str(level) in given["levels"]}, LEVELS),
        periods=_narrowed(given["periods"], PERIODS),
        walk_id=next((walk for walk in walks if str(walk) in given["walk"]), None),
        sort=next((sort for sort in SORTS if sort in given["sort"]), SORTS[0]),
    )
    return chosen if may_choose_walk(chosen.indicator, audience) else replace(chosen, walk_id=None)


def may_choose_walk(indicator: Indicator, audience: Audience) -> bool:
    """Whether one walk may be looked at alone: by the organisation's own people, at things and faults, or inside the group."""
    return audience is not Audience.PUBLIC and rule_for(indicator.privacy, audience).place is not Place.CELL


def _several(query: Query, name: str) -> set[str]:
    """Both `levels=0&levels=1` (a form) and `levels=0,1` (a hand)."""
    return {part.strip() for key, value in query if key == name for part in value.split(",") if part.strip()}


def _narrowed(given: Collection[Item], known: Sequence[Item]) -> frozenset[Item]:
    """All of them chosen is the same as none: it is nothing narrower."""
    chosen = frozenset(given) & frozenset(known)
    return frozenset() if len(chosen) == len(known) else chosen


def as_mapping(selection: Selection) -> Mapping[str, object]:
    """For the stamp of a tile: what of the selection changes what is drawn."""
    return {
        "indicator": selection.indicator.code,
        "levels": sorted(selection.levels),
        "periods": sorted(selection.periods),
        "walk": str(selection.walk_id or ""),
    }
