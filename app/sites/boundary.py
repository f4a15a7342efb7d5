"""The outline of a site: read, checked, measured."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from app.foundation.errors import BadInput, FieldFault
from app.foundation.geometry import geojson_shape
from app.foundation.language import N_, _, format_number
from app.sites.plane import Plane, is_on_the_map, plane_of

LEAST_KM2 = 0.0005  # 500 square metres: one bus stop and its pavement
MOST_KM2 = 25.0  # what several groups can walk in a season; larger places are several sites
MOST_CORNERS = 5_000  # a city district drawn to the metre needs fewer
CIRCLE_CORNERS = 32  # a pin with a radius becomes a polygon whose edge is within 0.5 % of the circle
DECIMALS = 6  # 11 cm

NOT_A_SHAPE = N_("This is not an area. Draw at least three corners, or upload a GeoJSON file with one polygon.")
OUT_OF_RANGE = N_(
    "Some coordinates are outside the world. Write longitude from -180 to 180 first, then latitude from -85 to 85."
)
TOO_MANY_CORNERS = N_(
    "This outline has more than {most} corners. Simplify it, for example to one corner every 5 metres."
)
CROSSES_ITSELF = N_("The outline crosses itself near {place}. Move the corners so that no two sides cross.")
TOO_SMALL = N_("The area is smaller than {least} square metres. Draw it around at least one stop and its pavement.")
TOO_LARGE = N_("The area has {area} square kilometres, and the most is {most}. Make several smaller sites.")


def boundary_shape(boundary: dict[str, Any]) -> Polygon | MultiPolygon:
    """A shapely area (WGS 84) from a site's kept boundary. Raises ValueError when it is not an area."""
    area = geojson_shape(boundary)
    if not isinstance(area, Polygon | MultiPolygon):
        raise ValueError("not a polygon")
    return area


def checked_boundary(geojson: Any, pointer: str = "boundary") -> dict[str, Any]:
    """A boundary fit to keep, from any GeoJSON (geometry, feature or collection with polygons).

    Raises BadInput with one sentence for `pointer` when it is no area, out of range, crossing itself, or of a wrong size.
    """
    area = shapely.transform(_area_in(geojson, pointer), lambda places: places.round(DECIMALS))
    _check_positions(area, pointer)
    if not area.is_valid:
        raise _fault(pointer, CROSSES_ITSELF, place=_place_in(explain_validity(area)))
    km2 = area_km2(area)
    if km2 < LEAST_KM2:
        raise _fault(pointer, TOO_SMALL, least=format_number(LEAST_KM2 * 1e6))
    if km2 > MOST_KM2:
        raise _fault(pointer, TOO_LARGE, area=format_number(km2, 1), most=format_number(MOST_KM2))
    return dict(mapping(shapely.orient_polygons(area)))


def area_km2(area_wgs84: BaseGeometry) -> float:
    """Square kilometres on the ground."""
    return float(plane_of(area_wgs84).to_metres(area_wgs84).area) / 1e6


def circle(lon: float, lat: float, radius_m: float) -> dict[str, Any]:
    """GeoJSON polygon of the ground within `radius_m` metres of a pin."""
    disc = shapely.Point(0, 0).buffer(radius_m, quad_segs=CIRCLE_CORNERS // 4)
    return dict(mapping(Plane(lon, lat).to_degrees(disc)))


def within_reach(area_wgs84: BaseGeometry, reach_m: float) -> BaseGeometry:
    """The area and everything within `reach_m` metres of it."""
    plane = plane_of(area_wgs84)
    return plane.to_degrees(plane.to_metres(area_wgs84).buffer(reach_m))


def _area_in(geojson: Any, pointer: str) -> Polygon | MultiPolygon:
    try:
        parts = [part for part in _geometries(geojson) if part.get("type") in ("Polygon", "MultiPolygon")]
        areas = [boundary_shape(part) for part in parts]
    except (ValueError, RecursionError):
        raise _fault(pointer, NOT_A_SHAPE) from None
    if len(areas) == 1 and not areas[0].is_empty:
        return areas[0]
    polygons = [piece for area in areas for piece in getattr(area, "geoms", [area]) if not piece.is_empty]
    if not polygons:
        raise _fault(pointer, NOT_A_SHAPE)
    return MultiPolygon(polygons)


def _geometries(geojson: Any) -> list[dict[str, Any]]:
    """The geometry objects of a GeoJSON document. Raises ValueError when it is none."""
    if not isinstance(geojson, dict):
        raise ValueError("not a GeoJSON object")
    match geojson.get("type"):
        case "FeatureCollection":
            members = geojson.get("features")
        case "GeometryCollection":
            members = geojson.get("geometries")
        case "Feature":
            members = [geojson.get("geometry")]
        case _:
            return [geojson]
    if not isinstance(members, list):
        raise ValueError("a collection without members")
    return [geometry for member in members if member is not None for geometry in _geometries(member)]


def _check_positions(area: BaseGeometry, pointer: str) -> None:
    places = shapely.get_coordinates(area)
    if len(places) > MOST_CORNERS:
        raise _fault(pointer, TOO_MANY_CORNERS, most=format_number(MOST_CORNERS))
    for lon, lat in places.tolist():
        if not is_on_the_map(lon, lat):
            raise _fault(pointer, OUT_OF_RANGE)


def _place_in(explanation: str) -> str:
    """The coordinates in shapely's explanation, such as "Self-intersection[24.94 60.17]"."""
    return explanation.partition("[")[2].rstrip("]") or "?"


def _fault(pointer: str, sentence: str, **words: str) -> BadInput:
    return BadInput(errors=(FieldFault(pointer, _(sentence).format(**words)),))
