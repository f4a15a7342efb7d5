"""Outlines that are no outlines, as GeoJSON files and as text that somebody types (A18)."""

from __future__ import annotations

import json
from typing import Any

RING = [[24.94, 60.16], [24.95, 60.16], [24.95, 60.17], [24.94, 60.16]]


def _polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def _with(position: Any) -> dict[str, Any]:
    """A triangle with this in the place of its first corner."""
    return _polygon([position, *RING[1:-1], position])


def _nested(kind: str, members: str, depth: int) -> Any:
    inner: Any = {"type": "Point", "coordinates": RING[0]}
    for _level in range(depth):
        inner = {"type": kind, members: [inner]}
    return inner


def _deep(depth: int) -> Any:
    inner: Any = RING[0]
    for _level in range(depth):
        inner = [inner]
    return inner


OUTLINES: dict[str, Any] = {
    "a number of 400 digits": _with([10**400, 60.1]),
    "beyond 64 bits": _with([2**64, 60.1]),
    "NaN": _with([float("nan"), 60.1]),
    "Infinity": _with([24.9, float("-inf")]),
    "lat 91": _with([24.9, 91]),
    "lon 181": _with([181, 60.1]),
    "metres": _with([385_000.0, 6_672_000.0]),
    "null": _with([None, None]),
    "true": _with([True, False]),
    "words": _with(["here", "there"]),
    "an object": _with({"lon": 24.9, "lat": 60.1}),
    "one number": _with([24.9]),
    "a list in a list": _with([[24.9], [60.1]]),
    "two heights of four": _with([24.9, 60.1, 7]),
    "an empty ring": _polygon([]),
    "no ring": _polygon(),
    "a ring of numbers": _polygon([24.9, 60.1, 24.9, 60.2]),
    "coordinates as words": {"type": "Polygon", "coordinates": "24 60"},
    "coordinates as a number": {"type": "Polygon", "coordinates": 7},
    "coordinates as an object": {"type": "Polygon", "coordinates": {"a": 1}},
    "no coordinates": {"type": "Polygon"},
    "300 brackets": _polygon(_deep(300)),
    "400 collections": _nested("GeometryCollection", "geometries", 400),
    "a kind that is a list": {"type": ["Polygon"], "coordinates": [RING]},
    "features as an object": {"type": "FeatureCollection", "features": {"a": 1}},
    "features of all kinds": {"type": "FeatureCollection", "features": [None, 1, "x", [], {}]},
    "a feature without anything": {"type": "Feature"},
    "one point four times": _polygon([[24.94, 60.16]] * 4),
    "a bow": _polygon([[24.94, 60.16], [24.95, 60.17], [24.95, 60.16], [24.94, 60.17], [24.94, 60.16]]),
    "a line there and back": _polygon([*RING[:2], *RING[:2], RING[0]]),
    "around the world": _polygon([[-180, -85], [180, -85], [180, 85], [-180, 85], [-180, -85]]),
    "a million corners": _polygon([[24.94 + (n % 1_000) / 1e5, 60.16] for n in range(1_000_000)]),
    "20,000 rings": _polygon(*[RING] * 20_000),
    "20,000 parts": {"type": "MultiPolygon", "coordinates": [[RING]] * 20_000},
    "no part": {"type": "MultiPolygon", "coordinates": []},
}

# The few that are sent as files, since each is read in a process of its own.
FILES: dict[str, bytes] = {
    "40,000 brackets": b'{"type": "Polygon", "coordinates": ' + b"[" * 40_000 + b"]" * 40_000 + b"}",
    "a name twice": b'{"type": "Polygon", "type": 7, "coordinates": []}',
    "a number of 6,000 digits": b'{"type": "Polygon", "coordinates": [[[' + b"9" * 6_000 + b", 1]]]}",
    "half a character": b'{"type": "\\ud800"}',
    "100,000 corners": json.dumps(_polygon([[24.94, 60.16]] * 100_000)).encode(),
    "not UTF-8": b'{"type": "Polygon\xff"}',
} | {
    name: json.dumps(OUTLINES[name]).encode() for name in ("a number of 400 digits", "NaN", "lat 91", "400 collections")
}

TYPED = (
    "",
    "here",
    "91, 24\n60, 24\n60, 25",
    "60, 181\n60, 24\n60, 25",
    "9" * 400 + ", 24\n60, 24\n60, 25",
    "nan, inf\n60, 24\n60, 25",
    "60.1, 24.9\0\n60.2, 24.9\n60.2",
    "60.16, 24.94\n" * 6_000,
    "1 " * 20_000,
    "².², ³\n60, 24",
    "=1+1, 2\n3, 4",
    "-" * 5_000,
)
