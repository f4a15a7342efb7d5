"""Positions: WGS 84 longitude and latitude in degrees, lengths in metres."""

from __future__ import annotations

import math
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG
MORTON_ZOOM = 28  # 2**28 tiles a side: 15 cm at the equator, and two coordinates still fit a signed 64-bit integer
WEB_MERCATOR_LIMIT_DEG = 85.0511287798066  # where the projection's square ends: atan(sinh(pi))


def distance_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Great-circle distance in metres (haversine; error below 0.6 % against the ellipsoid)."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_chord = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half_chord)))


def mercator_cell(lon: float, lat: float, zoom: int = MORTON_ZOOM) -> tuple[int, int]:
    """Column and row of the web-mercator tile at `zoom` that holds the position; row 0 is in the north."""
    lat = max(-WEB_MERCATOR_LIMIT_DEG, min(WEB_MERCATOR_LIMIT_DEG, lat))
    side = 1 << zoom
    x = (lon + 180.0) / 360.0 * side
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return min(side - 1, max(0, int(x))), min(side - 1, max(0, int(y)))


def morton_of(lon: float, lat: float) -> int:
    """Z-order number of a position: neighbours on the ground are mostly neighbours in this number.

    Every web-mercator tile is one unbroken range of it, so a plain B-tree answers tiles on any database.
    """
    x, y = mercator_cell(lon, lat)
    return _spread(x) | (_spread(y) << 1)


def from_morton(number: int) -> tuple[int, int]:
    """Column and row at zoom 28 of a z-order number."""
    return _gather(number), _gather(number >> 1)


def _spread(value: int) -> int:
    """Put a zero bit between the bits of a 32-bit number (Morton 1966)."""
    value = (value | (value << 16)) & 0x0000FFFF0000FFFF
    value = (value | (value << 8)) & 0x00FF00FF00FF00FF
    value = (value | (value << 4)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value << 2)) & 0x3333333333333333
    return (value | (value << 1)) & 0x5555555555555555


def _gather(value: int) -> int:
    value &= 0x5555555555555555
    value = (value | (value >> 1)) & 0x3333333333333333
    value = (value | (value >> 2)) & 0x0F0F0F0F0F0F0F0F
    value = (value | (value >> 4)) & 0x00FF00FF00FF00FF
    value = (value | (value >> 8)) & 0x0000FFFF0000FFFF
    return (value | (value >> 16)) & 0x00000000FFFFFFFF


def geojson_shape(geojson: dict[str, Any]) -> BaseGeometry:
    """A shapely geometry from a GeoJSON geometry object. Raises ValueError when it is not one."""
    try:
        return shape(geojson)
    except (ShapelyError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as fault:
        raise ValueError("not a GeoJSON geometry") from fault
