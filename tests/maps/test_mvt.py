"""Our encoder against an independent decoder."""

from __future__ import annotations

import mapbox_vector_tile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.mvt import EXTENT, TileFeature, encoded_layer, varint, zigzag

COORDINATE = st.integers(-EXTENT, 2 * EXTENT)
POINT = st.tuples(COORDINATE, COORDINATE)
VALUE = st.one_of(
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(max_size=20),
)


def decoded(tile: bytes) -> dict:
    return mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})


@given(
    points=st.lists(POINT, min_size=1, max_size=20), properties=st.dictionaries(st.text(max_size=8), VALUE, max_size=6)
)
def test_a_planner_sees_every_point_and_property_that_was_drawn(points, properties):
    layer = decoded(encoded_layer("findings", [TileFeature("point", [points], properties)]))["findings"]
    feature = layer["features"][0]
    seen = feature["geometry"]["coordinates"]
    assert [tuple(point) for point in (seen if len(points) > 1 else [seen])] == points
    assert feature["properties"] == properties
    assert {name: type(value) for name, value in feature["properties"].items()} == {
        name: type(value) for name, value in properties.items()
    }


@given(lines=st.lists(st.lists(POINT, min_size=2, max_size=12, unique=True), min_size=1, max_size=4))
def test_a_street_bends_where_it_bends(lines):
    feature = decoded(encoded_layer("streets", [TileFeature("line", lines)]))["streets"]["features"][0]
    seen = feature["geometry"]["coordinates"]
    parts = [seen] if feature["geometry"]["type"] == "LineString" else seen
    assert [[tuple(point) for point in part] for part in parts] == lines


def test_a_park_with_a_pond_keeps_its_pond():
    park = [(0, 0), (100, 0), (100, 100), (0, 100)]
    pond = [(40, 40), (40, 60), (60, 60), (60, 40)]
    feature = decoded(encoded_layer("boundary", [TileFeature("polygon", [park, pond])]))["boundary"]["features"][0]
    outer, inner = feature["geometry"]["coordinates"]
    assert feature["geometry"]["type"] == "Polygon"
    assert {tuple(point) for point in outer} == set(park)
    assert {tuple(point) for point in inner} == set(pond)


def test_true_one_and_one_point_nought_stay_three_different_values():
    features = [TileFeature("point", [[(1, 1)]], {"value": value}) for value in (True, 1, 1.0)]
    seen = [feature["properties"]["value"] for feature in decoded(encoded_layer("x", features))["x"]["features"]]
    assert [type(value) for value in seen] == [bool, int, float]


def test_layers_side_by_side_are_one_tile():
    one = encoded_layer("stops", [TileFeature("point", [[(1, 2)]], id=7)])
    two = encoded_layer("cells", [TileFeature("point", [[(3, 4)]], {"level": None})])
    tile = decoded(one + two)
    assert set(tile) == {"stops", "cells"}
    assert tile["stops"]["features"][0]["id"] == 7
    assert tile["cells"]["features"][0]["properties"] == {}


def test_nothing_to_draw_is_an_empty_tile():
    assert encoded_layer("streets", [TileFeature("line", [[(5, 5), (5, 5)]])]) == b""


def test_a_property_that_no_map_can_read_is_refused():
    with pytest.raises(ValueError, match="list"):
        encoded_layer("x", [TileFeature("point", [[(1, 1)]], {"bad": []})])  # type: ignore[dict-item]


@given(st.integers(-(2**63), 2**63 - 1))
def test_zigzag_keeps_every_number_apart_and_small_ones_small(number):
    assert zigzag(number) == (2 * number if number >= 0 else -2 * number - 1)
    assert len(varint(zigzag(number))) == max(1, -(-zigzag(number).bit_length() // 7))
