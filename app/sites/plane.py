"""Metres around a place: a flat picture, good to 1 in 1,000 over the 30 km that a site may span."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

MOST_LON_DEG = 180.0
MOST_LAT_DEG = 85.0  # nobody walks beyond, and web maps end there
METRES_PER_DEGREE = 6_371_008.8 * math.pi / 180  # of latitude, on the mean sphere (IUGG)


def is_on_the_map(lon: float, lat: float) -> bool:
    """Whether these are usable coordinates (WGS 84 degrees): finite, and neither swapped nor metres of some grid."""
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= MOST_LON_DEG and abs(lat) <= MOST_LAT_DEG


class Plane:
    """An equirectangular map centred on a position: degrees to metres and back."""

    def __init__(self, lon: float, lat: float) -> None:
        self.lon, self.lat = lon, lat
        self._scale = np.array([METRES_PER_DEGREE * math.cos(math.radians(lat)), METRES_PER_DEGREE])
        self._centre = np.array([lon, lat])

    def to_metres(self, shape_wgs84: BaseGeometry) -> BaseGeometry:
        return _moved(shape_wgs84, lambda places: (places - self._centre) * self._scale)

    def to_degrees(self, shape_m: BaseGeometry) -> BaseGeometry:
        return _moved(shape_m, lambda places: places / self._scale + self._centre)


def plane_of(shape_wgs84: BaseGeometry) -> Plane:
    """The plane centred on a shape's bounding box."""
    west, south, east, north = shape_wgs84.bounds
    return Plane((west + east) / 2, (south + north) / 2)


def _moved(geometry: BaseGeometry, move: Callable[[np.ndarray], np.ndarray]) -> BaseGeometry:
    moved: BaseGeometry = shapely.transform(geometry, move)
    return moved
