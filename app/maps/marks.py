"""What stands on the map and in the table beside it: stops, hexagons, and single findings away from stops."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import h3.api.basic_int as h3

from app.analysis import LEAST_WALKERS_INSIDE, LEVELS, Audience, Place, Rule, rounded, rounded_part
from app.findings import is_unsaved
from app.foundation.identifiers import digest
from app.foundation.language import _, format_number
from app.maps.cells import shown_cells
from app.maps.singles import counts_between_stops, may_be_single, singles_between_stops
from app.maps.store import Single
from app.maps.tally import Tally, tallies
from app.maps.view import NO_STOP, View
from app.tallies import NO_CELL, PERIODS, Numbers

MOST_SINGLE = 2000  # a list that nobody reads to its end; the map still shows every one

Kind = Literal["stop", "cell", "finding"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place with its answers to one question. `level` is the middle one, None where discretion hides it.

    `key` is unique in the view and fit for an address; `counts` is None where shares may not be shown; it and `n` are
    rounded for those outside the group; `is_sure` says that enough walkers stood there for the middle to mean something.
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
    if view.rule.place is Place.CELL:
        return []
    found = _tallies(view, view.stop, view.chosen & (view.stop != NO_STOP))
    return _of_levels(view, [_stop(view, number, tally) for number, tally in sorted(found.items())])


def _stop(view: View, number: int, tally: Tally) -> Mark:
    stop = view.stops[number]
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
    return [_finding(view, one) for one in singles_between_stops(view, MOST_SINGLE)] if may_be_single(view) else []


def unlisted(view: View) -> int:
    """How many single findings are on the map but are too many for a list."""
    return max(0, sum(counts_between_stops(view).values()) - MOST_SINGLE) if may_be_single(view) else 0


def _of_levels(view: View, found: list[Mark]) -> list[Mark]:
    levels = view.selection.levels
    return [mark for mark in found if not levels or mark.level in levels]


def finding_key(view: View, single: Single) -> str:
    """The key of the mark that stands for a finding in the list: its stop, or itself.

    Its id holds the millisecond in which it was begun, which is nobody's business outside the group: there, a digest.
    """
    if single.stop_id is not None:
        return f"stop-{single.stop_id}"
    inside = view.audience is Audience.GROUP
    return f"finding-{single.finding_id if inside else digest(str(single.finding_id))[:16]}"


def _finding(view: View, single: Single) -> Mark:
    return Mark(
        key=finding_key(view, single),
        kind="finding",
        name=_("Between stops"),
        lon=single.lon,
        lat=single.lat,
        level=single.level,
        n=1,
        walkers=1,
        counts={each: int(each == single.level) for each in LEVELS},
        is_sure=False,
    )


def cell_marks(view: View) -> list[Mark]:
    """Hexagons of how people feel: for planners and the public all of it, inside the group what was said between stops."""
    if not view.rule.h3_resolution:
        return []
    chosen, shown = _cells_of(view)
    ordered = sorted(chosen, key=lambda cell: tuple(-part for part in h3.cell_to_latlng(cell)))
    return _of_levels(
        view, [_cell(view, cell, turn, chosen[cell], cell in shown) for turn, cell in enumerate(ordered, 1)]
    )


_Cells = tuple[dict[int, Tally], set[int]]
_cells_kept: OrderedDict[tuple[object, ...], _Cells] = OrderedDict()
_CELLS_KEPT = 32


def _cells_of(view: View) -> _Cells:
    """The chosen hexagons and those that may be shown: one table for the whole place, the same for each of its tiles."""
    if is_unsaved(view.session):
        return _counted_cells(view)
    key = (view.audit.id, view.audience, view.sees_unchecked, view.findings_stamp, view.ground_stamp, _choice(view))
    held = _cells_kept.get(key) or _counted_cells(view)
    _cells_kept[key] = held
    while len(_cells_kept) > _CELLS_KEPT:
        _cells_kept.popitem(last=False)
    return held


def _choice(view: View) -> tuple[object, ...]:
    selection = view.selection
    return selection.indicator.code, selection.indicator.privacy, selection.periods, selection.walk_id


def _counted_cells(view: View) -> _Cells:
    in_cells, cells = view.rule.place is Place.CELL, view.cells_at(view.rule.h3_resolution)
    among = view.answering & (cells != NO_CELL) & (in_cells | (view.stop == NO_STOP))
    whole = _tallies(view, cells, among)
    by_period = {at: _tallies(view, cells, among & (view.given.period == at)) for at in range(len(PERIODS))}
    shown = shown_cells(whole, by_period, view.selection, view.audience)
    return _tallies(view, cells, among & view.chosen), shown


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
        counts=_parts(tally, rule) if is_shown and tally.n >= rule.least_for_shares else None,
        is_sure=True,
        cell=cell,
    )


def _parts(tally: Tally, rule: Rule) -> Mapping[int, int]:
    """How often each level was given, as coarsely as the whole: whole per cents of 24 and of 25 answers tell her step too."""
    return {level: rounded_part(count, rule.round_to) for level, count in tally.counts.items()}


def _cell_name(view: View, cell: int, turn: int) -> str:
    """Named after the first stop inside, because people know their stops and nobody knows a hexagon."""
    resolution = h3.get_resolution(cell)
    inside = _names_inside(view.stops_in_cells(resolution).get(cell, ()))
    return _("Around {stop}").format(stop=inside) if inside else _("Area {number}").format(number=format_number(turn))


def _names_inside(names: Iterable[str]) -> str:
    return next((name for name in names if name), "")


def _tallies(view: View, keys: Numbers, among: Numbers) -> dict[int, Tally]:
    given = view.given
    return tallies(keys[among], given.counts[among], given.walker[among], given.walk[among])
