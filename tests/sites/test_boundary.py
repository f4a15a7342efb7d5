"""An outline that cannot be walked is refused with a sentence that says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.errors import BadInput
from app.sites import area_km2, boundary_shape, checked_boundary, circle
from app.sites.corners import corners_of, place_in, polygon_in
from tests.makers.sites import SQUARE


def sentence_for(geojson: Any) -> str:
    with pytest.raises(BadInput) as problem:
        checked_boundary(geojson)
    return problem.value.errors[0].sentence


def test_a_facilitators_square_is_kept_as_she_drew_it() -> None:
    kept = checked_boundary(SQUARE)
    assert boundary_shape(kept).equals(boundary_shape(SQUARE))
    assert area_km2(boundary_shape(kept)) == pytest.approx(0.148, rel=0.01)  # 333 m by 445 m


@pytest.mark.parametrize(
    "wrapped",
    [
        {"type": "Feature", "properties": {}, "geometry": SQUARE},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}]},
        {"type": "GeometryCollection", "geometries": [SQUARE, {"type": "Point", "coordinates": [0, 0]}]},
    ],
)
def test_a_facilitators_file_may_wrap_the_outline_in_any_geojson(wrapped: dict[str, Any]) -> None:
    assert boundary_shape(checked_boundary(wrapped)).equals(boundary_shape(SQUARE))


def test_a_facilitator_whose_outline_crosses_itself_learns_where() -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[24.94, 60.16], [24.95, 60.17], [24.95, 60.16], [24.94, 60.17], [24.94, 60.16]]],
    }
    assert "crosses itself near 24.945 60.165" in sentence_for(bow)


def test_a_facilitator_who_draws_a_whole_city_is_told_to_make_several_sites() -> None:
    assert "several smaller sites" in sentence_for(circle(24.94, 60.17, 4_000))


def test_a_facilitator_who_draws_a_dot_is_told_the_least_size() -> None:
    assert "smaller than 500 square metres" in sentence_for(circle(24.94, 60.17, 5))


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        [],
        {},
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
        {"type": "Polygon", "coordinates": "here"},
        {"type": "FeatureCollection", "features": 7},
        {"type": "FeatureCollection", "features": [7]},
    ],
)
def test_a_facilitator_who_uploads_something_else_is_told_what_is_needed(nonsense: Any) -> None:
    assert sentence_for(nonsense).startswith("This is not an area.")


@pytest.mark.parametrize("corner", [[385_000.0, 6_672_000.0], [24.94, 95.0], [float("nan"), 1.0], [float("inf"), 1.0]])
def test_coordinates_outside_the_world_are_named(corner: list[float]) -> None:
    ring = [[24.94, 60.16], [24.95, 60.17], corner, [24.94, 60.16]]
    assert "outside the world" in sentence_for({"type": "Polygon", "coordinates": [ring]})


@given(lon=st.floats(-179, 179), lat=st.floats(-80, 80), radius_m=st.floats(30, 2_500))
def test_whatever_pin_somebody_sets_the_circle_has_its_area(lon: float, lat: float, radius_m: float) -> None:
    kept = checked_boundary(circle(lon, lat, radius_m))
    # a polygon of 32 corners covers 99.4 % of its circle; six decimals move a corner by up to 6 cm
    assert area_km2(boundary_shape(kept)) == pytest.approx(3.14159 * radius_m**2 / 1e6, rel=0.015)
    assert checked_boundary(kept) == kept


def test_what_the_map_wrote_can_be_read_again() -> None:
    assert boundary_shape(polygon_in(corners_of(SQUARE), "corners")).equals(boundary_shape(SQUARE))


def test_an_outline_with_a_hole_is_not_shown_as_corners_that_would_lose_it() -> None:
    holed = {
        "type": "Polygon",
        "coordinates": [SQUARE["coordinates"][0], [[24.942, 60.167], [24.943, 60.167], [24.943, 60.168]]],
    }
    assert corners_of(holed) == ""


@pytest.mark.parametrize("typed", ["60.1699, 24.9384", "60.1699 24.9384", "(60.1699;24.9384)", "٦٠٫١٦٩٩، ٢٤٫٩٣٨٤"])
def test_places_may_be_typed_as_map_apps_and_keyboards_write_them(typed: str) -> None:
    assert place_in(typed) == (24.9384, 60.1699)


@pytest.mark.parametrize("typed", ["", "here", "60.1699", "95, 24", "60, 24, 7", "24.9384, 660.1699"])
def test_what_is_no_place_is_nothing(typed: str) -> None:
    assert place_in(typed) is None


def test_a_mistyped_corner_is_named_by_its_line() -> None:
    with pytest.raises(BadInput) as problem:
        polygon_in("60.1, 24.9\n60.2, x\n60.3, 24.7", "corners")
    assert problem.value.errors[0].sentence.startswith("Line 2 is not a place.")
