"""The walkable lines of a site: cut to its surroundings, kept whole beside it, joined again where one name continues."""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from typing import Any

import shapely
from shapely.geometry import LineString, MultiLineString, mapping
from shapely.geometry.base import BaseGeometry

from app.sites.boundary import boundary_shape, within_reach
from app.sites.extract import StreetLine
from app.sites.plane import plane_of
from app.sites.site import Street

# People stop at corners of the boundary and look down the next street: half a short block.
REACH_M = 50.0
LEAST_LENGTH_M = 2.0  # crumbs that the cut leaves at the edge
PHONE_DECIMALS = 5  # 1.1 m, finer than a phone's position
PHONE_TOLERANCE_M = 2.0


def cut_to(boundary: dict[str, Any], lines: list[StreetLine]) -> list[StreetLine]:
    """The parts of `lines` within 50 metres of a boundary."""
    if not lines:
        return []
    area = within_reach(boundary_shape(boundary), REACH_M)
    shapely.prepare(area)
    drawn = shapely.linestrings([place for line in lines for place in line.places], indices=_owners(lines))
    pieces: Any = shapely.intersection(drawn, area)
    plane = plane_of(area)
    return [
        StreetLine(line.name, line.kind, line.is_lit, tuple(shapely.get_coordinates(part).round(6).tolist()))
        for line, piece in zip(lines, pieces, strict=True)
        for part in lines_in(piece)
        if plane.to_metres(part).length >= LEAST_LENGTH_M
    ]


def lines_in(geometry: BaseGeometry) -> list[LineString]:
    """The single lines of whatever a cut or a merge left."""
    return [part for part in shapely.get_parts(geometry) if isinstance(part, LineString) and not part.is_empty]


def sheet_of(lines: list[StreetLine], credit: str) -> bytes:
    """Every line of an upload as gzipped GeoJSON: what the drawing page shows, and what a wider boundary is cut from."""
    features = [
        {
            "type": "Feature",
            "properties": {"name": line.name, "kind": line.kind, "is_lit": line.is_lit},
            "geometry": {"type": "LineString", "coordinates": line.places},
        }
        for line in lines
    ]
    text = json.dumps({"type": "FeatureCollection", "credit": credit, "features": features}, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)  # the same streets have the same hash


def lines_of_sheet(sheet: bytes) -> list[StreetLine]:
    """The lines that `sheet_of` kept."""
    return [
        StreetLine(places=tuple(map(tuple, feature["geometry"]["coordinates"])), **feature["properties"])
        for feature in json.loads(gzip.decompress(sheet))["features"]
    ]


def credit_of_sheet(sheet: bytes) -> str:
    """Whom the lines of a sheet belong to."""
    return str(json.loads(gzip.decompress(sheet))["credit"])


def named_streets(streets: list[Street]) -> dict[str, BaseGeometry]:
    """One geometry for each name, its pieces joined end to end where they meet."""
    pieces: dict[str, list[BaseGeometry]] = defaultdict(list)
    for street in streets:
        if street.name:
            pieces[street.name].append(shapely.geometry.shape(street.line_wgs84))
    return {name: shapely.line_merge(shapely.union_all(pieces[name])) for name in sorted(pieces)}


def light_streets(streets: list[Street]) -> dict[str, Any]:
    """Street lines small enough for a cheap phone: GeoJSON, one feature for each name and lighting, simplified by 2 m."""
    groups: dict[tuple[str, bool | None], list[BaseGeometry]] = defaultdict(list)
    for street in streets:
        groups[street.name, street.is_lit].append(shapely.geometry.shape(street.line_wgs84))
    features = [
        {"type": "Feature", "properties": {"name": name, "is_lit": is_lit}, "geometry": _light(pieces)}
        for (name, is_lit), pieces in sorted(groups.items(), key=lambda group: (group[0][0], str(group[0][1])))
    ]
    return {"type": "FeatureCollection", "features": features}


def _light(pieces: list[BaseGeometry]) -> dict[str, Any]:
    joined = shapely.line_merge(MultiLineString([line for piece in pieces for line in lines_in(piece)]))
    plane = plane_of(joined)
    simple = plane.to_degrees(plane.to_metres(joined).simplify(PHONE_TOLERANCE_M))
    return dict(mapping(shapely.transform(simple, lambda places: places.round(PHONE_DECIMALS))))


def _owners(lines: list[StreetLine]) -> list[int]:
    return [index for index, line in enumerate(lines) for _place in line.places]
