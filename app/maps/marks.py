"""What stands on the map and in the table beside it: stops, hexagons, and single findings away from stops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import h3.api.basic_int as h3
import numpy as np

from app.analysis import LEAST_WALKERS_INSIDE, LEVELS, Place, rounded
from app.foundation.language import _, format_number
from app.maps.cells import shown_cells
from app.maps.columns import NO_CELL, NO_STOP, Numbers
from app.maps.tally import Tally, tallies
from app.maps.view import View

Kind = Literal["stop", "cell", "finding"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place with its answers to one question. `level` is the middle one, None where discretion hides it.

    `key` is unique in the view and fit for an address; `counts` is None where shares may not be shown; `n` is rounded for
    those outside the group; `is_sure` says that enough walkers stood there for the middle to mean something.
    """

    key: str
    kind: Kind
    name: str
    lon: float
    lat: float
    level: int | None
    n: int
    walkers: int
    counts: Mapping[int, int] | None
    is_sure: bool
    number: int | None = None
    cell: int | None = None

    @property
    def is_shown(self) -> bool:
        return self.level is not None


def marks_of(view: View) -> list[Mark]:
    """Every mark of the view whose level was chosen; while all levels are, those too that discretion hides.

    Single findings are marks of their own only where their class allows an exact point and no stop stands for them.
    """
    in_cells = view.rule.place is Place.CELL
    found = _cells(view, view.answering) if in_cells else [*_stops(view), *_away_from_stops(view)]
    levels = view.selection.levels
    return [mark for mark in found if not levels or mark.level in levels]


def _stops(view: View) -> list[Mark]:
    columns = view.columns
    found = _tallies(view, columns.stop, view.chosen & (columns.stop != NO_STOP))
    return [_stop(view, number, tally) for number, tally in sorted(found.items())]


def _stop(view: View, number: int, tally: Tally) -> Mark:
    stop = view.columns.stops[number]
    is_shown = tally.may_be_shown(view.selection.indicator.privacy, view.audience)
    return Mark(
        key=f"stop-{stop.id}",
        kind="stop",
        name=stop.name or _("Stop {number}").format(number=format_number(stop.position)),
        lon=stop.lon,
        lat=stop.lat,
        level=tally.median if is_shown else None,
        n=tally.n if is_shown else 0,
        walkers=tally.walkers if is_shown else 0,
        counts=tally.counts if is_shown else None,
        is_sure=tally.walkers >= LEAST_WALKERS_INSIDE,
        number=None if stop.is_retired else stop.position,
    )


def _away_from_stops(view: View) -> list[Mark]:
    """Exact points for things and faults; hexagons for how people feel."""
    columns = view.columns
    away = view.chosen & (columns.stop == NO_STOP)
    if view.rule.place is not Place.POINT:
        return _cells(view, away)
    return [_finding(view, at) for at in np.flatnonzero(away & ~np.isnan(columns.lon)).tolist()]


def _finding(view: View, at: int) -> Mark:
    columns, level = view.columns, int(view.levels[at])
    return Mark(
        key=f"finding-{columns.ids[at]}",
        kind="finding",
        name=_("Between stops"),
        lon=float(columns.lon[at]),
        lat=float(columns.lat[at]),
        level=level,
        n=1,
        walkers=1,
        counts={each: int(each == level) for each in LEVELS},
        is_sure=False,
    )


def _cells(view: View, among: Numbers) -> list[Mark]:
    columns = view.columns
    cells = columns.cells_at(view.rule.h3_resolution)
    among = among & (cells != NO_CELL)
    whole = _tallies(view, cells, among)
    by_period = {
        period: _tallies(view, cells, among & (columns.period == period))
        for period in np.unique(columns.period).tolist()
    }
    shown = shown_cells(whole, by_period, view.selection, view.audience)
    chosen = _tallies(view, cells, among & view.chosen)
    ordered = sorted(chosen, key=lambda cell: tuple(-part for part in h3.cell_to_latlng(cell)))
    return [_cell(view, cell, turn, chosen[cell], cell in shown) for turn, cell in enumerate(ordered, 1)]


def _cell(view: View, cell: int, turn: int, tally: Tally, is_shown: bool) -> Mark:
    lat, lon = h3.cell_to_latlng(cell)
    rule = view.rule
    return Mark(
        key=f"cell-{h3.int_to_str(cell)}",
        kind="cell",
        name=_cell_name(view, cell, turn),
        lon=lon,
        lat=lat,
        level=tally.median if is_shown else None,
        n=rounded(tally.n, rule.round_to) if is_shown else 0,
        walkers=rounded(tally.walkers, rule.round_to) if is_shown else 0,
        counts=tally.counts if is_shown and tally.n >= rule.least_for_shares else None,
        is_sure=True,
        cell=cell,
    )


def _cell_name(view: View, cell: int, turn: int) -> str:
    """Named after the first stop inside, because people know their stops and nobody knows a hexagon."""
    resolution = h3.get_resolution(cell)
    inside = _names_inside(view.stops_in_cells(resolution).get(cell, ()))
    return _("Around {stop}").format(stop=inside) if inside else _("Area {number}").format(number=format_number(turn))


def _names_inside(names: Iterable[str]) -> str:
    return next((name for name in names if name), "")


def _tallies(view: View, keys: Numbers, among: Numbers) -> dict[int, Tally]:
    columns = view.columns
    return tallies(keys[among], view.levels[among], columns.walker[among], columns.walk[among])
