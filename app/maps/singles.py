"""Single answers about things and faults, which stand exactly where they are: asked for by the piece of ground."""

from __future__ import annotations

import h3.api.basic_int as h3
import numpy as np

from app.analysis import LEVELS, Audience, Place
from app.maps import store
from app.maps.store import Single, Wanted
from app.maps.view import NO_STOP, View
from app.tallies import NO_CELL, Numbers


def may_be_single(view: View) -> bool:
    """Whether answers to the chosen question may stand at an exact point."""
    return view.rule.place is Place.POINT


def singles_in(view: View, morton: tuple[int, int], limit: int) -> list[Single]:
    """At most `limit` answers of the view in one range of the z-order, those at stops too."""
    return store.singles(view.session, _wanted(view, levels_of(view), morton=morton), limit)


def singles_between_stops(view: View, limit: int) -> list[Single]:
    """At most `limit` answers away from stops, the chosen end of the scale first."""
    counts = counts_between_stops(view)
    order = [level for level in levels_of(view) if counts[level]]
    found: list[Single] = []
    for level in reversed(order) if view.selection.sort == "best" else order:
        if len(found) < limit:
            wanted = _wanted(view, [level], is_between_stops=True)
            found += store.singles(view.session, wanted, min(limit - len(found), counts[level]))
    return found


def counts_between_stops(view: View) -> dict[int, int]:
    """How many answers of each level were given away from stops, at places that are known: from the tallies."""
    among = view.chosen & (view.stop == NO_STOP) & (view.given.cells[view.given.spot] != NO_CELL)
    counts = view.given.counts[among].sum(axis=0).tolist() if len(view.given) else [0] * len(LEVELS)
    return {level: int(counts[level]) for level in levels_of(view)}


def levels_of(view: View) -> list[int]:
    """The levels that were chosen, the worst first."""
    return sorted(view.selection.levels) or list(LEVELS)


def _wanted(view: View, levels: list[int], **rest: object) -> Wanted:
    return Wanted(
        audit_id=view.audit.id,
        indicator=view.selection.indicator.code,
        moderation=("new", "accepted") if view.sees_unchecked else ("accepted",),
        levels=levels,
        periods=tuple(view.selection.periods),
        walk_id=view.selection.walk_id,
        publishing=view.publishing if view.audience is Audience.PUBLIC else None,
        **rest,  # type: ignore[arg-type]
    )


def places_of_spots(view: View) -> Numbers:
    """(lon, lat) by row of `given`: of the stop, or the middle of the hexagon; NaN where the place is unknown."""
    where = {str(stop.id): (stop.lon, stop.lat) for stop in view.stops}
    unknown = (float("nan"), float("nan"))
    by_spot = [
        where.get(spot) or (h3.cell_to_latlng(cell)[::-1] if cell != NO_CELL else unknown)
        for spot, cell in zip(view.given.spots, view.given.cells.tolist(), strict=True)
    ]
    return np.array(by_spot, np.float64).reshape(-1, 2)[view.given.spot]
