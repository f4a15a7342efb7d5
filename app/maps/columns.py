"""An audit's findings as columns of numbers: filtering 100,000 of them takes milliseconds instead of seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from app.analysis import LEVELS
from app.sites import Stop

NEEDED = ("id", "walker_id", "walk_id", "stop_id", "period", "mode", "lon", "lat", "morton", "moderation", "answers")
PERIODS = ("day", "dusk", "night")
NO_LEVEL = -1
NO_STOP = -1
NO_CELL = 0

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Columns:
    """One row a finding. Positions in WGS 84 degrees, NaN where unknown; people, walks and stops as numbers into the lists.

    `at_lon`, `at_lat` are where the finding counts: the planned stop when it names one, else its own place. The jitter of
    a phone between houses must not decide in which hexagon a stop lies.
    """

    ids: Sequence[UUID]
    morton: Numbers
    lon: Numbers
    lat: Numbers
    at_lon: Numbers
    at_lat: Numbers
    stop: Numbers
    walker: Numbers
    walk: Numbers
    period: Numbers
    is_group: Numbers
    is_accepted: Numbers
    may_publish: Numbers
    levels: dict[str, Numbers]
    stops: Sequence[Stop]
    walks: Sequence[UUID]
    _cells: dict[int, Numbers] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    def levels_of(self, indicator: str) -> Numbers:
        """Level 0..3 of each finding, `NO_LEVEL` where it has none."""
        return self.levels.get(indicator, np.full(len(self), NO_LEVEL, np.int8))

    def cells_at(self, resolution: int) -> Numbers:
        """The H3 cell of each finding at a resolution, `NO_CELL` where the place is unknown. Reckoned once."""
        if resolution not in self._cells:
            known = ~np.isnan(self.at_lon)
            cells = np.zeros(len(self), np.uint64)
            places = zip(self.at_lat[known].tolist(), self.at_lon[known].tolist(), strict=True)
            cells[known] = np.fromiter((h3.latlng_to_cell(*place, resolution) for place in places), np.uint64)
            self._cells[resolution] = cells
        return self._cells[resolution]


def columns_of(found: Iterable[Any], stops: Sequence[Stop], publishing: Set[UUID]) -> Columns:
    """Columns from rows with the names in `NEEDED`. `stops` includes retired ones; `publishing` are walkers who agreed to it."""
    rows = sorted(found, key=lambda row: -1 if row.morton is None else row.morton)
    stop_number = {stop.id: number for number, stop in enumerate(stops)}
    walks: dict[UUID, int] = {}
    walkers: dict[UUID, int] = {}
    lon = _floats(row.lon for row in rows)
    lat = _floats(row.lat for row in rows)
    stop = _column(rows, lambda row: stop_number.get(row.stop_id, NO_STOP), np.int32)
    stop_lonlat = np.array([*((one.lon, one.lat) for one in stops), (np.nan, np.nan)])
    at = np.where((stop == NO_STOP)[:, None], np.stack((lon, lat), axis=1), stop_lonlat[stop])
    return Columns(
        ids=[row.id for row in rows],
        morton=_column(rows, lambda row: -1 if row.morton is None else row.morton, np.int64),
        lon=lon,
        lat=lat,
        at_lon=at[:, 0],
        at_lat=at[:, 1],
        stop=stop,
        walker=_column(rows, lambda row: walkers.setdefault(row.walker_id, len(walkers)), np.int64),
        walk=_column(rows, lambda row: walks.setdefault(row.walk_id, len(walks)), np.int32),
        period=_column(rows, lambda row: PERIODS.index(row.period), np.int8),
        is_group=_column(rows, lambda row: row.mode == "group_agreed", np.bool_),
        is_accepted=_column(rows, lambda row: row.moderation == "accepted", np.bool_),
        may_publish=_column(rows, lambda row: row.walker_id in publishing, np.bool_),
        levels=_levels(rows),
        stops=stops,
        walks=list(walks),
    )


def _levels(rows: Sequence[Any]) -> dict[str, Numbers]:
    """A column for every indicator that anybody gave a level; other kinds of answers are not drawn."""
    columns: dict[str, Numbers] = {}
    for at, row in enumerate(rows):
        for code, answer in row.answers.items():
            if type(answer) is int and answer in LEVELS:
                if code not in columns:
                    columns[code] = np.full(len(rows), NO_LEVEL, np.int8)
                columns[code][at] = answer
    return columns


def _column(rows: Sequence[Any], value: Callable[[Any], Any], kind: Any) -> Numbers:
    return np.fromiter((value(row) for row in rows), kind, len(rows))


def _floats(values: Iterable[float | None]) -> Numbers:
    return np.array([np.nan if value is None else value for value in values], np.float64)
