from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.geometry import distance_m, from_morton, geojson_shape, mercator_cell, morton_of

longitudes = st.floats(-180, 180)
latitudes = st.floats(-85, 85)


def test_a_degree_along_the_equator_is_111_km() -> None:
    assert distance_m(0, 0, 1, 0) == pytest.approx(111_195, rel=1e-4)


def test_helsinki_to_tallinn_is_82_km() -> None:
    assert distance_m(24.9384, 60.1699, 24.7536, 59.4370) == pytest.approx(82_100, rel=5e-3)


@given(longitudes, latitudes, longitudes, latitudes)
def test_the_way_back_is_as_long(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    assert distance_m(lon1, lat1, lon2, lat2) == pytest.approx(distance_m(lon2, lat2, lon1, lat1), abs=1e-6)


@given(longitudes, latitudes)
def test_a_place_comes_back_from_its_number(lon: float, lat: float) -> None:
    assert from_morton(morton_of(lon, lat)) == mercator_cell(lon, lat)


@given(longitudes, latitudes, st.integers(0, 22))
def test_every_tile_is_one_range_of_numbers(lon: float, lat: float, zoom: int) -> None:
    x, y = mercator_cell(lon, lat, zoom)
    shift = 2 * (28 - zoom)
    inside = morton_of(lon, lat) >> shift
    corner = morton_of_cell(x, y)
    assert inside == corner


def morton_of_cell(x: int, y: int) -> int:
    return sum(((x >> bit & 1) << 2 * bit) | ((y >> bit & 1) << 2 * bit + 1) for bit in range(28))


@given(longitudes, latitudes)
def test_the_number_fits_a_signed_column(lon: float, lat: float) -> None:
    assert 0 <= morton_of(lon, lat) < 2**63


@pytest.mark.parametrize(
    "wrong", [{}, {"type": "Point"}, {"type": "Blob", "coordinates": []}, {"type": "Polygon", "coordinates": [1]}]
)
def test_what_is_not_geojson_is_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match="GeoJSON"):
        geojson_shape(wrong)
