"""Reads one uploaded street file, alone in a process with little memory and time, and prints what it understood as JSON.

Run by `extract.py` as a script, never imported by the server: a hostile or broken file may crash this process and nothing
else. Prints {"streets": [{"name", "kind", "is_lit", "places": [[lon, lat], ...]}], "areas": [GeoJSON polygons], "credit"}
or {"fault": code}. Places are WGS 84 degrees.
"""

from __future__ import annotations

import json
import math
import re
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1_536 << 20  # 20 MB of GeoJSON text needs about 500 MB as Python objects
CPU_S = 40  # the largest accepted file needs about 8 s on a small server
MOST_STREETS = 30_000  # a district of 5 by 5 km in a dense centre has about 20,000 walkable lines
MOST_PLACES = 600_000
DECIMALS = 6  # 11 cm
UNSAYABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
MOST_LON_DEG, MOST_LAT_DEG = 180.0, 90.0

# OpenStreetMap highway values that people use on foot: https://wiki.openstreetmap.org/wiki/Key:highway
# Trunk roads stay in: in many cities they are where the buses stop. Motorways and building sites do not.
WALKABLE = frozenset(
    {
        "trunk",
        "trunk_link",
        "primary",
        "primary_link",
        "secondary",
        "secondary_link",
        "tertiary",
        "tertiary_link",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "pedestrian",
        "footway",
        "path",
        "steps",
        "track",
        "cycleway",
        "bridleway",
        "crossing",
        "road",
        "trail",
        "platform",
    }
)
LIT = {"yes": True, "24/7": True, "automatic": True, "sunset-sunrise": True, "limited": True, "no": False}
OSM_CREDIT = "© OpenStreetMap contributors, ODbL 1.0"


class Unreadable(Exception):
    """Carries the code of the fault."""


def main(path: str, kind: str) -> dict[str, Any]:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return _geojson(path) if kind == "geojson" else _osm(path, kind)
    except Unreadable as fault:
        return {"fault": str(fault)}
    except MemoryError:
        return {"fault": "too-much"}
    except (RecursionError, RuntimeError, ValueError, TypeError, KeyError, AttributeError, OSError):
        return {"fault": "unreadable"}


def _osm(path: str, kind: str) -> dict[str, Any]:
    import osmium  # noqa: PLC0415 only this kind of file needs it

    file = osmium.io.File(path, kind)
    ways = osmium.FileProcessor(file).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    return {"streets": _within_limits(_streets_of(ways)), "areas": [], "credit": OSM_CREDIT}


def _streets_of(ways: Any) -> Iterator[dict[str, Any]]:
    for way in ways:
        if way.is_way() and _is_walkable(way.tags):
            # An extract cut at its edge leaves nodes without a place; the line goes on without them.
            places = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
            yield _street(way.tags.get("name", ""), way.tags.get("highway"), way.tags.get("lit"), places)


def _is_walkable(tags: Any) -> bool:
    if tags.get("highway") not in WALKABLE or tags.get("foot") in ("no", "private"):
        return False
    return tags.get("access") not in ("no", "private") or tags.get("foot") in ("yes", "designated", "permissive")


def _geojson(path: str) -> dict[str, Any]:
    with Path(path).open(encoding="utf-8-sig") as file:
        features = list(_features(json.load(file)))
    areas = [shape for shape, _tags in features if shape["type"] in ("Polygon", "MultiPolygon")]
    streets = _within_limits(_streets_drawn(features))
    if not streets and not areas:
        raise Unreadable("no-streets")
    return {"streets": streets, "areas": areas, "credit": ""}


def _features(thing: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every (geometry, properties) of a GeoJSON document."""
    match thing.get("type"):
        case "FeatureCollection":
            for feature in thing["features"]:
                yield from _features(feature)
        case "Feature" if thing.get("geometry"):
            for shape, _none in _features(thing["geometry"]):
                yield shape, thing.get("properties") or {}
        case "GeometryCollection":
            for shape in thing["geometries"]:
                yield from _features(shape)
        case "LineString" | "MultiLineString" | "Polygon" | "MultiPolygon":
            yield thing, {}


def _streets_drawn(features: list[tuple[dict[str, Any], dict[str, Any]]]) -> Iterator[dict[str, Any]]:
    for shape, tags in features:
        if "LineString" in shape["type"]:
            lines = shape["coordinates"] if shape["type"] == "MultiLineString" else [shape["coordinates"]]
            for line in lines:
                yield _street(tags.get("name"), tags.get("highway"), tags.get("lit"), [_place(at) for at in line])


def _place(position: Any) -> tuple[float, float]:
    lon, lat = float(position[0]), float(position[1])
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise Unreadable("unreadable")
    if abs(lon) > MOST_LON_DEG or abs(lat) > MOST_LAT_DEG:
        # Metres of a national grid are the usual reason, and need another cure than swapped columns.
        raise Unreadable("in-metres" if max(abs(lon), abs(lat)) > 2 * MOST_LON_DEG else "out-of-range")
    return lon, lat


def _street(name: Any, kind: Any, lit: Any, places: list[tuple[float, float]]) -> dict[str, Any]:
    rounded = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in places]
    moving = [at for index, at in enumerate(rounded) if not index or at != rounded[index - 1]]
    is_lit = lit if isinstance(lit, bool) else LIT.get(str(lit))
    return {"name": _tidied(name)[:120], "kind": _tidied(kind)[:40], "is_lit": is_lit, "places": moving}


def _tidied(text: Any) -> str:
    """Without what no database keeps and no page can say: control characters, and halves of letters."""
    return UNSAYABLE.sub(" ", str(text or ""))


def _within_limits(streets: Iterator[dict[str, Any]]) -> list[dict[str, Any]]:
    kept, places = [], 0
    for street in streets:
        if not street["places"][1:]:
            continue
        kept.append(street)
        places += len(street["places"])
        if len(kept) > MOST_STREETS or places > MOST_PLACES:
            raise Unreadable("too-much")
    return kept


if __name__ == "__main__":
    json.dump(main(*sys.argv[1:3]), sys.stdout)
