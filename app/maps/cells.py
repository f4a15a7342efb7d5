"""Which hexagons may be shown, so that no walker's feeling can be had by subtracting one view from another.

The figures form a fixed table: hexagons by period of the day. A hexagon shows its periods all or not at all, because the
one that is left out is the whole less the others; and what the hidden hexagons hold together must not be one or two people.
"""

from __future__ import annotations

from collections.abc import Mapping

from app.analysis import Audience, rule_for, safe_parts
from app.maps.selection import Selection
from app.maps.tally import Tally

Tallies = Mapping[int, Tally]


def shown_cells(whole: Tallies, by_period: Mapping[int, Tallies], selection: Selection, audience: Audience) -> set[int]:
    """The hexagons of a selection that this audience may see; the same hexagons whichever period is chosen."""
    privacy = selection.indicator.privacy
    least = rule_for(privacy, audience).least_walkers
    shown = _safe(whole, set(whole), privacy, audience, least)
    if not selection.periods:
        return shown
    return _with_all_periods(shown, by_period, privacy, audience, least)


def _with_all_periods(
    shown: set[int], by_period: Mapping[int, Tallies], privacy: str, audience: Audience, least: float
) -> set[int]:
    """Hexagons of which every period that has answers may be shown; repeated until no period hides one more."""
    while True:
        still = set(shown)
        for parts in by_period.values():
            still -= set(parts) - _safe(parts, still, privacy, audience, least)
        if still == shown:
            return shown
        shown = still


def _safe(parts: Tallies, among: set[int], privacy: str, audience: Audience, least: float) -> set[int]:
    showable = {cell for cell, tally in parts.items() if cell in among and tally.may_be_shown(privacy, audience)}
    return safe_parts({cell: tally.by_walker for cell, tally in parts.items()}, showable, least)
