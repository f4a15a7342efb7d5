"""A map as one SVG: for paper, and for browsers without WebGL or scripts. It holds no text, which the printer sets itself."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import h3.api.basic_int as h3
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from app.analysis import Audience, Place
from app.foundation.database import Session
from app.foundation.geometry import EARTH_RADIUS_M
from app.maps.layers import street_lines
from app.maps.marks import Mark, marks_of
from app.maps.shapes import LEVEL_FILLS, bead_at, hollow_at, hollow_cell, shape_at
from app.maps.view import View, view_of
from app.people import Viewer
from app.sites import boundary_shape

WIDTH = 1000.0
MARGIN_SHARE = 0.06
LEAST_SIDE_M = 150.0  # a single stop still gets its street corner around it
FLATTEST, TALLEST = 0.55, 1.25  # height by width: fits half a printed page and a phone
MAIN_STREETS = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})
INK, LAND, OUTSIDE, ROAD, EDGE = "#14121F", "#FFFFFF", "#F4F1EA", "#CFCAD9", "#3A1D8A"


class MapLabel(NamedTuple):
    """`x`, `y` in shares 0..1 of the picture's width and height from its top left corner; `text` is a stop's number."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The piece of ground in the picture: south-west corner in metres of `plane`, and pixels a metre."""

    west_m: float
    north_m: float
    scale: float
    height: float
    cosine: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Pixels from the top left of a position in degrees."""
        x_m, y_m = _metres(lon, lat, self.cosine)
        return (x_m - self.west_m) * self.scale, (self.north_m - y_m) * self.scale

    @property
    def box_wgs84(self) -> Polygon:
        """The ground that can be seen, in degrees."""
        west, north = _degrees(self.west_m, self.north_m, self.cosine)
        south_m = self.north_m - self.height / self.scale
        east, south = _degrees(self.west_m + WIDTH / self.scale, south_m, self.cosine)
        return shapely.box(west, south, east, north)


def map_picture(session: Session, viewer: Viewer | None, audit_id: UUID, indicator: str) -> str:
    """The map of one indicator as SVG text, `WIDTH` units wide: boundary, streets, hexagons, and the four shapes of the scale.

    A report leaves the group, so feelings are drawn as finely as a planner may see them. Raises NotFound as `view_of`.
    """
    return picture_of(session, _view_for_print(session, viewer, audit_id, indicator))


def map_labels(session: Session, viewer: Viewer | None, audit_id: UUID, indicator: str) -> list[MapLabel]:
    """Where the numbers of the stops stand in the picture of the same indicator."""
    view = _view_for_print(session, viewer, audit_id, indicator)
    frame = frame_of(view)
    labels = []
    for stop in view.stops:
        if not stop.is_retired:
            x, y = frame.at(stop.lon, stop.lat)
            labels.append(MapLabel(x / WIDTH, y / frame.height, str(stop.position)))
    return labels


def _view_for_print(session: Session, viewer: Viewer | None, audit_id: UUID, indicator: str) -> View:
    return view_of(session, viewer, audit_id, [("indicator", indicator)], written_for=Audience.PLANNER)


def picture_of(session: Session, view: View) -> str:
    """The map of a view as SVG text. Colours are those of the day theme; classes let a page put its own theme over them."""
    frame = frame_of(view)
    marks = marks_of(view)
    rated = {mark.key for mark in marks}
    planned = [stop for stop in view.stops if not stop.is_retired]
    empty = [frame.at(stop.lon, stop.lat) for stop in planned if f"stop-{stop.id}" not in rated]
    in_cells = view.rule.place is Place.CELL
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {frame.height:.0f}" class="map-picture">',
        f'<rect width="{WIDTH:g}" height="{frame.height:.0f}" fill="{OUTSIDE}" class="map-outside"/>',
        *_ground(session, view, frame),
        *(_hexagon(frame, mark) for mark in marks if mark.cell is not None),
        *(bead_at(*at) if in_cells else hollow_at(*at, radius=10) for at in empty),
        # The worst last, so that nothing covers it.
        *(_shape(frame, mark) for mark in sorted(marks, key=lambda mark: (mark.is_shown, -(mark.level or 0)))),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part)


def frame_of(view: View) -> Frame:
    """A frame around the boundary, or around streets' stops and marks where no boundary was drawn."""
    west, south, east, north = _bounds(view)
    cosine = math.cos(math.radians((south + north) / 2))
    west_m, south_m = _metres(west, south, cosine)
    east_m, north_m = _metres(east, north, cosine)
    width_m, height_m = max(LEAST_SIDE_M, east_m - west_m), max(LEAST_SIDE_M, north_m - south_m)
    width_m, height_m = (side * (1 + 2 * MARGIN_SHARE) for side in (width_m, height_m))
    width_m = max(width_m, height_m / TALLEST)
    height_m = max(height_m, width_m * FLATTEST)
    left_m, top_m = (west_m + east_m - width_m) / 2, (south_m + north_m + height_m) / 2
    return Frame(left_m, top_m, WIDTH / width_m, height_m * WIDTH / width_m, cosine)


def _bounds(view: View) -> tuple[float, float, float, float]:
    if view.site.has_boundary:
        return boundary_shape(view.site.boundary_wgs84).bounds
    points = [(stop.lon, stop.lat) for stop in view.stops] + [(mark.lon, mark.lat) for mark in marks_of(view)]
    lons, lats = zip(*(points or [(0.0, 0.0)]), strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _ground(session: Session, view: View, frame: Frame) -> Iterable[str]:
    edge = ""
    if view.site.has_boundary:
        edge = _path(frame, boundary_shape(view.site.boundary_wgs84))
        yield f'<path d="{edge}" fill="{LAND}" class="map-land"/>'
    lines = street_lines(session, view)
    seen = [(lines.shapes[at], lines.properties[at]) for at in sorted(lines.tree.query(frame.box_wgs84).tolist())]
    for name, width, is_main in (("map-lane", 3, False), ("map-road", 7, True)):
        path = "".join(_path(frame, shape) for shape, about in seen if (about["kind"] in MAIN_STREETS) is is_main)
        if path:
            yield (
                f'<path d="{path}" fill="none" stroke="{ROAD}" stroke-width="{width}" '
                f'stroke-linecap="round" stroke-linejoin="round" class="{name}"/>'
            )
    if edge:
        yield (
            f'<path d="{edge}" fill="none" stroke="{EDGE}" stroke-width="3" stroke-dasharray="14 8" class="map-edge"/>'
        )


def _hexagon(frame: Frame, mark: Mark) -> str:
    assert mark.cell is not None
    points = [frame.at(lon, lat) for lat, lon in h3.cell_to_boundary(mark.cell)]
    path = _closed(points)
    if mark.level is None:
        return hollow_cell(path)
    return (
        f'<path d="{path}" fill="{LEVEL_FILLS[mark.level]}" fill-opacity="0.55" stroke="{INK}" stroke-width="2" '
        f'class="map-level map-level-{mark.level}"/>'
    )


def _shape(frame: Frame, mark: Mark) -> str:
    x, y = frame.at(mark.lon, mark.lat)
    if mark.level is None:
        return "" if mark.cell is not None else hollow_at(x, y, radius=10)
    return shape_at(x, y, mark.level, radius=17 if mark.is_sure else 11)


def _path(frame: Frame, shape: BaseGeometry) -> str:
    """SVG path data of the lines of a shape, without detail below half a pixel."""
    lines: list[str] = []
    for part in getattr(shape, "geoms", [shape]):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            placed = shapely.LineString([frame.at(lon, lat) for lon, lat in ring.coords]).simplify(0.5)
            points = list(placed.coords)
            lines.append(_closed(points[:-1]) if part.geom_type == "Polygon" else _open(points))
    return "".join(lines)


def _open(points: Sequence[tuple[float, ...]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _closed(points: Sequence[tuple[float, ...]]) -> str:
    return _open(points) + "Z"


def _metres(lon: float, lat: float, cosine: float) -> tuple[float, float]:
    """Equirectangular metres: over a neighbourhood, within a centimetre of anything finer."""
    return math.radians(lon) * EARTH_RADIUS_M * cosine, math.radians(lat) * EARTH_RADIUS_M


def _degrees(x_m: float, y_m: float, cosine: float) -> tuple[float, float]:
    return math.degrees(x_m / EARTH_RADIUS_M / cosine), math.degrees(y_m / EARTH_RADIUS_M)
