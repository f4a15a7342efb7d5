"""The layers of the map and the socket for more: each turns a view into features of one tile."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

import h3.api.basic_int as h3
import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from app.analysis import LEVELS, Place
from app.foundation.database import Session
from app.maps.clusters import clusters
from app.maps.marks import Mark, cell_marks, finding_key, stop_marks
from app.maps.mvt import EXTENT, TileFeature
from app.maps.singles import levels_of, may_be_single, places_of_spots, singles_in
from app.maps.tile import BUFFER, Tile, clipped, grid_of, line_parts, ring_parts
from app.maps.view import NO_STOP, View
from app.sites import boundary_shape, streets_of
from app.tallies import Numbers

SINGLE_POINTS_FROM_ZOOM = 15  # below, a neighbourhood's findings lie on top of each other
MOST_SINGLE_POINTS = 2000  # in one tile; more would be a blot, and slow on the planner's laptop
SURELY_TOO_MANY = 2 * MOST_SINGLE_POINTS  # by spots, of which those at the edge may lie in the next tile
ALL_STREETS_FROM_ZOOM = 14


@dataclass(frozen=True)
class Asked:
    """What a layer gets to draw from."""

    session: Session
    view: View
    tile: Tile

    @cached_property
    def cells(self) -> list[Mark]:
        return cell_marks(self.view)


@dataclass(frozen=True, slots=True)
class Layer:
    """`features(asked)` in the tile's own grid. `is_ground` layers do not depend on findings or on the selection."""

    name: str
    features: Callable[[Asked], Iterable[TileFeature]]
    is_ground: bool = False


_layers: dict[str, Layer] = {}


def offer_layer(layer: Layer) -> None:
    """Add a layer. Raises ValueError when another one has the name."""
    if _layers.get(layer.name, layer) != layer:
        raise ValueError(f"there is already a layer named {layer.name}")
    _layers[layer.name] = layer


def layers() -> dict[str, Layer]:
    """Every layer by its name, the lowest first."""
    return dict(_layers)


def _boundary(asked: Asked) -> Iterator[TileFeature]:
    if asked.view.site.has_boundary:
        rings = ring_parts(clipped(asked.tile, boundary_shape(asked.view.site.boundary_wgs84)))
        yield TileFeature("polygon", rings)


def _streets(asked: Asked) -> Iterator[TileFeature]:
    lines = street_lines(asked.session, asked.view)
    box = shapely.box(*asked.tile.bounds_wgs84)
    for at in lines.tree.query(box, predicate="intersects").tolist():
        properties = lines.properties[at]
        if asked.tile.z >= ALL_STREETS_FROM_ZOOM or properties["name"]:
            yield TileFeature("line", line_parts(clipped(asked.tile, lines.shapes[at])), properties)


@dataclass(frozen=True)
class StreetLines:
    """A site's streets in WGS 84 with a tree to find those in a box."""

    shapes: Sequence[BaseGeometry]
    properties: list[dict[str, Any]]
    tree: shapely.STRtree


_streets_kept: OrderedDict[UUID, tuple[object, StreetLines]] = OrderedDict()
_SITES_KEPT = 8


def street_lines(session: Session, view: View) -> StreetLines:
    """The site's streets, kept in memory until they are replaced."""
    held = _streets_kept.get(view.site.id)
    if held is None or held[0] != view.ground_stamp[0]:
        streets = streets_of(session, view.site.id)
        shapes = [shapely.LineString(street.line_wgs84["coordinates"]) for street in streets]
        properties = [{"name": one.name or None, "kind": one.kind, "lit": one.is_lit} for one in streets]
        held = (view.ground_stamp[0], StreetLines(shapes, properties, shapely.STRtree(shapes)))
        _streets_kept[view.site.id] = held
        while len(_streets_kept) > _SITES_KEPT:
            _streets_kept.popitem(last=False)
    return held[1]


def _stops(asked: Asked) -> Iterator[TileFeature]:
    """Planned stops: with their middle level where there is one, hollow where nobody answered or too few did;
    a mere "bead" where hexagons carry the levels.
    """
    in_cells = asked.view.rule.place is Place.CELL
    rated = {mark.key: mark for mark in stop_marks(asked.view)}
    for stop in asked.view.stops:
        mark = rated.get(f"stop-{stop.id}")
        if mark is None and stop.is_retired:
            continue
        properties = _properties(mark) if mark else {"mark": f"stop-{stop.id}", "bead": in_cells}
        yield from _point(
            asked.tile, stop.lon, stop.lat, properties | {"number": None if stop.is_retired else stop.position}
        )


def _cells(asked: Asked) -> Iterator[TileFeature]:
    for mark in asked.cells:
        assert mark.cell is not None
        yield TileFeature("polygon", ring_parts(clipped(asked.tile, _hexagon(mark.cell))), _properties(mark))


def _cell_centres(asked: Asked) -> Iterator[TileFeature]:
    """Where the shape of a hexagon's level stands; a polygon cut by a tile's edge would get one for each part."""
    for mark in asked.cells:
        yield from _point(asked.tile, mark.lon, mark.lat, _properties(mark))


def _findings(asked: Asked) -> Iterable[TileFeature]:
    """Single answers about things and faults, exactly where they were given; from far away, or where they crowd, in groups."""
    view, tile = asked.view, asked.tile
    if not may_be_single(view):
        return ()
    if tile.z < SINGLE_POINTS_FROM_ZOOM:
        return _grouped(view, tile, among=view.stop == NO_STOP)  # the stop's own mark stands for the others
    everywhere = np.ones(len(view.given), np.bool_)
    if _counts_in(view, tile, everywhere)[1].sum() > SURELY_TOO_MANY:
        return _grouped(view, tile, everywhere)
    found = singles_in(view, tile.morton_range, MOST_SINGLE_POINTS + 1)
    if len(found) > MOST_SINGLE_POINTS:
        return _grouped(view, tile, everywhere)
    grid = np.floor(grid_of(tile, np.array([(one.lon, one.lat) for one in found]).reshape(-1, 2))).astype(int).tolist()
    return (
        TileFeature("point", [[(x, y)]], {"mark": finding_key(view, one), "level": one.level, "n": 1})
        for one, (x, y) in zip(found, grid, strict=True)
    )


def _grouped(view: View, tile: Tile, among: Numbers) -> Iterator[TileFeature]:
    """Groups made of spots: what lies in one hexagon stands in its middle, which from far away is the same place."""
    return clusters(*_counts_in(view, tile, among))


def _counts_in(view: View, tile: Tile, among: Numbers) -> tuple[Numbers, Numbers]:
    """Of the spots in a tile: where they stand in its grid, and how often each chosen level was given there."""
    grid = np.floor(grid_of(tile, places_of_spots(view)))
    inside = among & view.chosen & (grid >= 0).all(axis=1) & (grid < EXTENT).all(axis=1)
    counts = view.given.counts[inside].copy()
    counts[:, [level for level in LEVELS if level not in levels_of(view)]] = 0
    return grid[inside].astype(np.int64), counts


def _properties(mark: Mark) -> dict[str, Any]:
    return {
        "mark": mark.key,
        "level": mark.level,
        "n": mark.n if mark.is_shown else None,
        "few": not mark.is_shown,
        "sure": mark.is_sure,
    }


def _point(tile: Tile, lon: float, lat: float, properties: dict[str, Any]) -> Iterator[TileFeature]:
    x, y = np.floor(grid_of(tile, np.array([[lon, lat]])))[0].astype(int).tolist()
    if -BUFFER <= x < EXTENT + BUFFER and -BUFFER <= y < EXTENT + BUFFER:
        yield TileFeature("point", [[(x, y)]], properties)


@lru_cache(maxsize=10_000)
def _hexagon(cell: int) -> Polygon:
    return Polygon([(lon, lat) for lat, lon in h3.cell_to_boundary(cell)])


for layer in (
    Layer("boundary", _boundary, is_ground=True),
    Layer("streets", _streets, is_ground=True),
    Layer("cells", _cells),
    Layer("cell-centres", _cell_centres),
    Layer("findings", _findings),
    Layer("stops", _stops),
):
    offer_layer(layer)
