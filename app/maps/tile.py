"""A web-mercator tile: where it is, which z-order numbers it holds, and geometry brought into its own grid."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from app.foundation.errors import NotFound
from app.foundation.geometry import MORTON_ZOOM, WEB_MERCATOR_LIMIT_DEG
from app.maps.mvt import EXTENT, GridPoint

MAX_ZOOM = 22  # 4 cm a pixel: nobody stands nearer
BUFFER = 128  # grid units drawn beyond the edge, 1/32 of a tile, so that lines and marks are not cut at the seam
TOLERANCE = 4.0  # grid units, a quarter of a pixel on a 256 px tile: less cannot be seen


@dataclass(frozen=True, slots=True)
class Tile:
    """Column `x` and row `y` (0 in the north) at zoom `z`. Use `tile_at` for numbers that came from outside."""

    z: int
    x: int
    y: int

    @property
    def morton_range(self) -> tuple[int, int]:
        """Lowest and highest z-order number inside, both included: the whole tile is one unbroken range."""
        shift = 2 * (MORTON_ZOOM - self.z)
        first = _interleaved(self.x, self.y) << shift
        return first, first + (1 << shift) - 1

    @property
    def bounds_wgs84(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees, with the buffer."""
        edge = BUFFER / EXTENT
        west, north = lonlat_at(self.x - edge, self.y - edge, self.z)
        east, south = lonlat_at(self.x + 1 + edge, self.y + 1 + edge, self.z)
        return west, south, east, north


def tile_at(z: int, x: int, y: int) -> Tile:
    """The tile with these numbers. Raises NotFound where there is none."""
    if not (0 <= z <= MAX_ZOOM and 0 <= x < 1 << z and 0 <= y < 1 << z):
        raise NotFound()
    return Tile(z, x, y)


def _interleaved(x: int, y: int) -> int:
    number = 0
    for bit in range(MAX_ZOOM + 1):
        number |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
    return number


def lonlat_at(x: float, y: float, z: int) -> tuple[float, float]:
    """Longitude and latitude in degrees of a (fractional) tile column and row."""
    side = 1 << z
    return x / side * 360 - 180, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))


def grid_of(tile: Tile, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Positions (n, 2) in degrees as (n, 2) fractional grid units of the tile, y downwards."""
    lat = np.radians(np.clip(lonlat[:, 1], -WEB_MERCATOR_LIMIT_DEG, WEB_MERCATOR_LIMIT_DEG))
    side = float(1 << tile.z)
    x = (lonlat[:, 0] + 180.0) / 360.0 * side - tile.x
    y = (1.0 - np.arcsinh(np.tan(lat)) / math.pi) / 2.0 * side - tile.y
    return np.stack((x, y), axis=1) * EXTENT


def clipped(tile: Tile, shape_wgs84: BaseGeometry) -> BaseGeometry:
    """The part of a shape inside the tile and its buffer, in grid units, without detail that cannot be seen."""
    placed = shapely.transform(shape_wgs84, lambda lonlat: grid_of(tile, lonlat))
    if placed.geom_type in {"Polygon", "MultiPolygon"} and not placed.is_valid:
        placed = shapely.make_valid(placed)
    cut = shapely.clip_by_rect(placed, -BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    return shapely.simplify(cut, TOLERANCE)


def line_parts(shape: BaseGeometry) -> list[list[GridPoint]]:
    """The lines in a clipped shape, as whole grid points."""
    return [_whole(part.coords) for part in _flat(shape) if part.geom_type in {"LineString", "LinearRing"}]


def ring_parts(shape: BaseGeometry) -> list[list[GridPoint]]:
    """The rings of the polygons in a clipped shape: exteriors clockwise on the screen, each followed by its holes."""
    rings = []
    for polygon in _flat(shape):
        if polygon.geom_type != "Polygon" or polygon.is_empty:
            continue
        # With y downwards, what shapely calls counter-clockwise is clockwise on the screen, as the specification wants.
        turned = shapely.geometry.polygon.orient(polygon, 1.0)
        outer = _whole(turned.exterior.coords)[:-1]
        if _area2(outer) > 0:
            rings.append(outer)
            rings += [hole for ring in turned.interiors if _area2(hole := _whole(ring.coords)[:-1]) < 0]
    return rings


def _flat(shape: BaseGeometry) -> Iterator[Any]:
    for part in getattr(shape, "geoms", (shape,)):
        yield from _flat(part) if hasattr(part, "geoms") else (part,)


def _whole(coordinates: Any) -> list[GridPoint]:
    return [(round(x), round(y)) for x, y in coordinates]


def _area2(ring: list[GridPoint]) -> int:
    """Twice the area (shoelace), positive when clockwise on the screen; nought for a ring that rounding flattened."""
    return sum(ring[at - 1][0] * y - x * ring[at - 1][1] for at, (x, y) in enumerate(ring))
