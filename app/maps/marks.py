"""What stands on the map and in the table beside it: stops, hexagons, and single findings away from stops."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import h3.api.basic_int as h3
import numpy as np

from app.analysis import LEAST_WALKERS_INSIDE, LEVELS, Audience, Place, rounded
from app.foundation.identifiers import digest
from app.foundation.language import _, format_number
from app.maps.cells import shown_cells
from app.maps.columns import NO_CELL, NO_STOP, Numbers
from app.maps.tally import Tally, tallies
from app.maps.view import View

MOST_SINGLE = 2000  # a list that nobody reads to its end; the map still shows every one

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
    return [*stop_marks(view), *cell_marks(view), *finding_marks(view)]


def stop_marks(view: View) -> list[Mark]:
    """Planned stops that were answered at; none where stops are too fine for the audience."""
    columns = view.columns
    if view.rule.place is Place.CELL:
        return []
    found = _tallies(view, columns.stop, view.chosen & (columns.stop != NO_STOP))
    return _of_levels(view, [_stop(view, number, tally) for number, tally in sorted(found.items())])


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


def finding_marks(view: View) -> list[Mark]:
    """Single findings away from stops, for things and faults; at most `MOST_SINGLE`, the chosen end of the scale first."""
    singles = _singles(view)
    if len(singles) > MOST_SINGLE:
        order = np.argsort(view.levels[singles], kind="stable")
        singles = (order[::-1] if view.selection.sort == "best" else order)[:MOST_SINGLE]
    return [_finding(view, at) for at in singles.tolist()]


def unlisted(view: View) -> int:
    """How many single findings are on the map but are too many for a list."""
    return max(0, len(_singles(view)) - MOST_SINGLE)


def _singles(view: View) -> Numbers:
    columns, levels = view.columns, view.selection.levels
    if view.rule.place is not Place.POINT:
        return np.array([], np.int64)
    away = view.chosen & (columns.stop == NO_STOP) & ~np.isnan(columns.lon)
    return np.flatnonzero(away & np.isin(view.levels, list(levels)) if levels else away)


def _of_levels(view: View, found: list[Mark]) -> list[Mark]:
    levels = view.selection.levels
    return [mark for mark in found if not levels or mark.level in levels]


def finding_key(view: View, at: int) -> str:
    """The key of the mark that stands for a finding in the list: its stop, or itself.

    Its id holds the millisecond in which it was begun, which is nobody's business outside the group: there, a digest.
    """
    columns = view.columns
    if columns.stop[at] != NO_STOP:
        return f"stop-{columns.stops[columns.stop[at]].id}"
    inside = view.audience is Audience.GROUP
    return f"finding-{columns.ids[at] if inside else digest(str(columns.ids[at]))[:16]}"


def _finding(view: View, at: int) -> Mark:
    columns, level = view.columns, int(view.levels[at])
    return Mark(
        key=finding_key(view, at),
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


def cell_marks(view: View) -> list[Mark]:
    """Hexagons of how people feel: for planners and the public all of it, inside the group what was said between stops."""
    columns, in_cells = view.columns, view.rule.place is Place.CELL
    if not view.rule.h3_resolution:
        return []
    cells = columns.cells_at(view.rule.h3_resolution)
    among = view.answering & (cells != NO_CELL) & (in_cells | (columns.stop == NO_STOP))
    whole = _tallies(view, cells, among)
    by_period = {
        period: _tallies(view, cells, among & (columns.period == period))
        for period in np.unique(columns.period).tolist()
    }
    shown = shown_cells(whole, by_period, view.selection, view.audience)
    chosen = _tallies(view, cells, among & view.chosen)
    ordered = sorted(chosen, key=lambda cell: tuple(-part for part in h3.cell_to_latlng(cell)))
    return _of_levels(
        view, [_cell(view, cell, turn, chosen[cell], cell in shown) for turn, cell in enumerate(ordered, 1)]
    )


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
