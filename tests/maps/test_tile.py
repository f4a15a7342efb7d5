"""Where things land in a tile."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon

from app.foundation.errors import NotFound
from app.foundation.geometry import mercator_cell, morton_of
from app.maps.mvt import EXTENT
from app.maps.tile import MAX_ZOOM, Tile, clipped, grid_of, line_parts, lonlat_at, ring_parts, tile_at

LON, LAT = st.floats(-180, 179.999), st.floats(-84.9, 84.9)


@given(lon=LON, lat=LAT, z=st.integers(0, MAX_ZOOM))
def test_a_finding_is_in_the_z_order_range_of_the_tile_that_holds_it(lon, lat, z):
    x, y = mercator_cell(lon, lat, z)
    first, last = tile_at(z, x, y).morton_range
    assert first <= morton_of(lon, lat) <= last


@given(lon=LON, lat=LAT, z=st.integers(1, MAX_ZOOM))
def test_a_finding_is_in_no_neighbouring_range(lon, lat, z):
    x, y = mercator_cell(lon, lat, z)
    first, last = Tile(z, (x + 1) % (1 << z), y).morton_range
    assert not first <= morton_of(lon, lat) <= last


@given(lon=LON, lat=LAT, z=st.integers(0, 18))
def test_a_place_in_the_grid_goes_back_to_the_same_place_on_the_ground(lon, lat, z):
    tile = Tile(z, *mercator_cell(lon, lat, z))
    x, y = grid_of(tile, np.array([[lon, lat]]))[0]
    assert 0 <= x <= EXTENT and 0 <= y <= EXTENT
    assert lonlat_at(tile.x + x / EXTENT, tile.y + y / EXTENT, z) == pytest.approx((lon, lat), abs=1e-6)


@pytest.mark.parametrize("numbers", [(-1, 0, 0), (23, 0, 0), (3, 8, 0), (3, 0, -1)])
def test_a_tile_that_does_not_exist_is_not_found(numbers):
    with pytest.raises(NotFound):
        tile_at(*numbers)


def ring_around(tile: Tile, part: float) -> Polygon:
    west, south, east, north = tile.bounds_wgs84
    width, height = (east - west) * part, (north - south) * part
    return shapely.box(
        (west + east - width) / 2, (south + north - height) / 2, (west + east + width) / 2, (south + north + height) / 2
    )


TILE = Tile(15, 18654, 9479)  # the middle of Helsinki


def test_a_boundary_inside_the_tile_is_drawn_clockwise_on_the_screen():
    (ring,) = ring_parts(clipped(TILE, ring_around(TILE, 0.5)))
    area2 = sum(ring[at - 1][0] * y - x * ring[at - 1][1] for at, (x, y) in enumerate(ring))
    assert area2 > 0
    assert len(ring) == 4


def test_a_hole_stays_a_hole():
    with_hole = ring_around(TILE, 0.8).difference(ring_around(TILE, 0.3))
    outer, hole = ring_parts(clipped(TILE, with_hole))
    assert len(outer) == len(hole) == 4


def test_a_street_far_away_is_not_in_the_tile():
    assert line_parts(clipped(TILE, LineString([(0, 0), (1, 1)]))) == []


def test_a_long_street_is_cut_just_beyond_the_edge():
    west, south, east, north = TILE.bounds_wgs84
    (line,) = line_parts(clipped(TILE, LineString([(west - 1, (south + north) / 2), (east + 1, (south + north) / 2)])))
    assert [x for x, _y in line] == [-128, EXTENT + 128]


def test_a_bow_tie_boundary_does_not_break_the_map():
    west, south, east, north = TILE.bounds_wgs84
    bow_tie = Polygon([(west, south), (east, north), (east, south), (west, north)])
    assert len(ring_parts(clipped(TILE, bow_tie))) == 2
