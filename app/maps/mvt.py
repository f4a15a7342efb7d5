"""Vector tiles, written as the Mapbox Vector Tile specification 2.1 says, with nothing between the numbers and the bytes.

A general encoder spends most of its time on geometry objects; ours takes coordinates that are already whole numbers in the
tile's own grid (0..4096, y downwards) and is about eight times as fast. Layers may be concatenated: a tile is a repeated
field of layers, so `encoded_layer(a) + encoded_layer(b)` is a tile with both.

Field numbers and command words in the code are those of the specification, sections 4.1 to 4.4.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

EXTENT = 4096
VERSION = 2

GridPoint = tuple[int, int]
Value = bool | int | float | str
Kind = Literal["point", "line", "polygon"]

_KINDS: dict[str, int] = {"point": 1, "line": 2, "polygon": 3}
_MOVE_TO, _LINE_TO, _CLOSE = 1, 2, 7
_VARINT, _FIXED64, _BYTES = 0, 1, 2
_MORE = 0x80  # the bit that says "another byte follows"
_LEAST_POINTS = {"line": 2, "polygon": 3}


@dataclass(frozen=True, slots=True)
class TileFeature:
    """One thing in a tile. `parts`: for points one part of all points; for lines one part a line; for polygons one part a ring,
    exterior rings clockwise as seen on the screen (y downwards), each followed by its holes, first point not repeated.
    `id` must be unique in its layer when given. None values in `properties` are left out."""

    kind: Kind
    parts: Sequence[Sequence[GridPoint]]
    properties: Mapping[str, Value | None] = field(default_factory=dict)
    id: int | None = None


def encoded_layer(name: str, features: Iterable[TileFeature], extent: int = EXTENT) -> bytes:
    """The bytes of one layer, ready to be a tile or a part of one. Empty bytes when no feature has a geometry.

    Raises ValueError for a property that is neither bool, int, float nor str.
    """
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    body = bytearray()
    for feature in features:
        geometry = _geometry(feature.kind, feature.parts)
        if geometry:
            body += _bytes_field(2, _feature(feature, geometry, keys, values))
    if not body:
        return b""
    layer = _bytes_field(1, name.encode()) + bytes(body)
    layer += b"".join(_bytes_field(3, key.encode()) for key in keys)
    layer += b"".join(_bytes_field(4, _value(value)) for _type, value in values)
    layer += _key(5, _VARINT) + varint(extent) + _key(15, _VARINT) + varint(VERSION)
    return _bytes_field(3, layer)


def _feature(
    feature: TileFeature, geometry: list[int], keys: dict[str, int], values: dict[tuple[type, Value], int]
) -> bytes:
    """A feature's bytes; new keys and values join the layer's shared tables on the way."""
    tags: list[int] = []
    for name, value in feature.properties.items():
        if value is not None:
            tags += (keys.setdefault(name, len(keys)), values.setdefault(_shared(value), len(values)))
    out = bytearray()
    if feature.id is not None:
        out += _key(1, _VARINT) + varint(feature.id)
    out += _bytes_field(2, b"".join(map(varint, tags))) if tags else b""
    out += _key(3, _VARINT) + varint(_KINDS[feature.kind])
    out += _bytes_field(4, b"".join(map(varint, geometry)))
    return bytes(out)


def _geometry(kind: Kind, parts: Sequence[Sequence[GridPoint]]) -> list[int]:
    """Command and parameter integers. Every position is given as the step from the one before, across parts too."""
    out: list[int] = []
    at = (0, 0)
    for part in parts:
        points = list(part) if kind == "point" else _without_repeats(part)
        if len(points) < _LEAST_POINTS.get(kind, 1):
            continue
        first = len(points) if kind == "point" else 1
        out.append(_command(_MOVE_TO, first))
        at = _steps(out, at, points[:first])
        if kind != "point":
            out.append(_command(_LINE_TO, len(points) - 1))
            at = _steps(out, at, points[1:])
        if kind == "polygon":
            out.append(_command(_CLOSE, 1))
    return out


def _steps(out: list[int], at: GridPoint, points: Sequence[GridPoint]) -> GridPoint:
    x, y = at
    for next_x, next_y in points:
        out += (zigzag(next_x - x), zigzag(next_y - y))
        x, y = next_x, next_y
    return x, y


def _without_repeats(points: Sequence[GridPoint]) -> list[GridPoint]:
    """Neighbours that fell on the same grid point are one point: zero-length steps are forbidden."""
    return [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]


def _shared(value: Value) -> tuple[type, Value]:
    """The key of a value in the layer's table. For Python True, 1 and 1.0 are one and the same; a reader tells them apart."""
    if not isinstance(value, bool | int | float | str):
        raise ValueError(f"a tile cannot carry a {type(value).__name__}")
    return type(value), value


def _value(value: Value) -> bytes:
    """A value in its own type. Integers use the zigzag form, which is short for small numbers of either sign."""
    match value:
        case bool():
            return _key(7, _VARINT) + varint(value)
        case int():
            return _key(6, _VARINT) + varint(zigzag(value))
        case float():
            return _key(3, _FIXED64) + struct.pack("<d", value)
        case _:
            return _bytes_field(1, value.encode())


def varint(number: int) -> bytes:
    """A number of 0 or more in groups of seven bits, lowest first (protocol buffers)."""
    if number < _MORE:
        return bytes((number,))
    out = bytearray()
    while number >= _MORE:
        out.append(number & 0x7F | _MORE)
        number >>= 7
    out.append(number)
    return bytes(out)


def zigzag(number: int) -> int:
    """Signed to unsigned so that small steps stay small: 0, -1, 1, -2 become 0, 1, 2, 3. Holds 64-bit numbers."""
    return (number << 1) ^ (number >> 63)


def _command(word: int, count: int) -> int:
    return (count << 3) | word


def _key(number: int, wire: int) -> bytes:
    return varint((number << 3) | wire)


def _bytes_field(number: int, content: bytes) -> bytes:
    return _key(number, _BYTES) + varint(len(content)) + content
