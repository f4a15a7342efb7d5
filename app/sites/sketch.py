"""A site as a small drawing: its outline, streets and stops. Needs no script, no map library and no tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry.base import BaseGeometry

from app.sites.boundary import boundary_shape
from app.sites.plane import plane_of
from app.sites.site import Site, Stop, Street
from app.sites.streets import lines_in

SIDE = 600  # units of the longer side
MARGIN = 24
TOLERANCE_M = 3.0  # finer than a line of the drawing is wide
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class Sketch:
    """Path data for SVG; y grows downwards. `marks` are (x, y, number, name)."""

    width: int
    height: int
    streets: str
    boundary: str
    marks: list[tuple[int, int, int, str]]


def sketch_of(site: Site, streets: Sequence[Street] = (), stops: Sequence[Stop] = ()) -> Sketch | None:
    """The drawing of a site; None before it has a boundary."""
    if not site.has_boundary:
        return None
    area = boundary_shape(site.boundary_wgs84)
    paper = _Paper(area)
    lines = [shapely.geometry.shape(street.line_wgs84) for street in streets]
    drawn = [paper.laid(line) for line in lines]
    longest = sorted(drawn, key=lambda line: -line.length)[:MOST_LINES]
    marks = [(*_spot(paper.laid(shapely.Point(stop.lon, stop.lat))), stop.position, stop.name) for stop in stops]
    return Sketch(
        width=paper.width,
        height=paper.height,
        streets="".join(_path(part) for line in longest for part in lines_in(line)),
        boundary="".join(_path(ring) + "Z" for ring in _rings(paper.laid(area))),
        marks=marks,
    )


class _Paper:
    """A sheet on which the area fits with a margin."""

    def __init__(self, area: BaseGeometry) -> None:
        self.plane = plane_of(area)
        west, south, east, north = self.plane.to_metres(area).bounds
        self.scale = SIDE / max(east - west, north - south)
        self.west, self.north = west, north
        self.width = round((east - west) * self.scale) + 2 * MARGIN
        self.height = round((north - south) * self.scale) + 2 * MARGIN

    def laid(self, shape_wgs84: BaseGeometry) -> BaseGeometry:
        simple = self.plane.to_metres(shape_wgs84).simplify(TOLERANCE_M)
        corner, flip = [self.west, self.north], [self.scale, -self.scale]
        laid: BaseGeometry = shapely.transform(simple, lambda places: (places - corner) * flip + MARGIN)
        return laid


def _rings(area: BaseGeometry) -> list[BaseGeometry]:
    return [ring for piece in shapely.get_parts(area) for ring in (piece.exterior, *piece.interiors)]


def _path(line: BaseGeometry) -> str:
    places = shapely.get_coordinates(line).round().astype(int).tolist()
    return "M" + "L".join(f"{x} {y}" for x, y in places)


def _spot(point: BaseGeometry) -> tuple[int, int]:
    x, y = shapely.get_coordinates(point)[0].round().astype(int).tolist()
    return x, y
