"""Stops: proposed at walking distance, never twice at one corner, and never lost once somebody answered there."""

from __future__ import annotations

from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from app.foundation.database import writing
from app.foundation.errors import BadInput, NotFound
from app.foundation.geometry import distance_m
from app.sites import Plane, StopDraft, set_stops, stops_along, stops_of
from app.sites.route import Row, rearranged, rows_of, with_one_more
from app.sites.stops import MOST_STOPS, checked_stops
from tests.cast import Cast
from tests.makers.sites import STOPS, some_site

HERE = Plane(24.94, 60.17)


def street(*metres: list[tuple[float, float]]) -> MultiLineString:
    """Lines given in metres from a place in Helsinki."""
    return HERE.to_degrees(MultiLineString([LineString(line) for line in metres]))  # type: ignore[return-value]


def test_stops_are_proposed_about_every_seventy_five_metres() -> None:
    places = stops_along(street([(0, 0), (300, 0)]))
    assert len(places) == 4
    for before, after in pairwise(places):
        assert distance_m(*before, *after) == pytest.approx(75, abs=1)


def test_a_short_lane_gets_one_stop_in_its_middle() -> None:
    assert len(stops_along(street([(0, 0), (30, 0)]))) == 1


def test_two_pavements_of_one_street_are_not_walked_twice() -> None:
    assert len(stops_along(street([(0, 0), (300, 0)], [(300, 12), (0, 12)]))) == 4


def test_a_place_where_the_group_already_stops_is_not_proposed_again() -> None:
    first = stops_along(street([(0, 0), (300, 0)]))
    assert stops_along(street([(0, 0), (300, 0)]), taken=first[:2]) == first[2:]


@given(
    st.lists(
        st.lists(st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)), min_size=2, max_size=5),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_a_street_looks_like_no_two_stops_are_one_corner(lines: list[list[tuple[float, float]]]) -> None:
    places = stops_along(street(*lines))
    for index, place in enumerate(places):
        for other in places[index + 1 :]:
            assert distance_m(*place, *other) > 44  # 45 m, less the rounding of places


def test_a_stop_without_name_or_place_is_named_by_its_number() -> None:
    with pytest.raises(BadInput) as problem:
        checked_stops([StopDraft("Fine", 24.9, 60.1), StopDraft(" ", 24.9, 60.1), StopDraft("x" * 81, 500, 60.1)])
    assert [each.pointer for each in problem.value.errors] == ["name-2", "name-3", "place-3"]


def test_a_route_has_an_end() -> None:
    with pytest.raises(BadInput) as problem:
        checked_stops([StopDraft("Stop", 24.9, 60.1)] * (MOST_STOPS + 1))
    assert problem.value.errors[0].pointer == "stops"


def test_a_stop_that_left_the_route_still_names_what_was_noticed_there(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        shop, bus, arch = stops_of(session, site.id)
        set_stops(session, cast.facilitator, site.id, [StopDraft("Old arch", arch.lon, arch.lat, arch.id), STOPS[0]])
        assert [(stop.position, stop.name) for stop in stops_of(session, site.id)] == [
            (1, "Old arch"),
            (2, "Corner shop"),
        ]
        assert stops_of(session, site.id)[0].id == arch.id
        every = {stop.id for stop in stops_of(session, site.id, with_retired=True)}
    assert {shop.id, bus.id, arch.id} < every


def test_another_groups_facilitator_cannot_move_a_stop(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        with pytest.raises(NotFound):
            set_stops(session, cast.stranger, site.id, [])
        assert len(stops_of(session, site.id)) == 3


ROWS = [Row("", name, "60.1, 24.9") for name in "abc"]


@pytest.mark.parametrize(
    ("doing", "order"),
    [
        ("up-2", "bac"),
        ("down-2", "acb"),
        ("remove-1", "bc"),
        ("up-1", "abc"),
        ("down-3", "abc"),
        ("up-9", "abc"),
        ("save", "abc"),
        ("remove-x", "abc"),
        ("remove-²", "abc"),
    ],
)
def test_buttons_move_and_remove_stops(doing: str, order: str) -> None:
    assert "".join(row.name for row in rearranged(ROWS, doing)) == order


def test_a_new_stop_without_a_name_gets_its_number() -> None:
    assert with_one_more(ROWS, " ", "60.1, 24.9")[-1].name == "Stop 4"


def test_a_form_that_was_changed_by_hand_is_refused() -> None:
    with pytest.raises(BadInput):
        rows_of(["nonsense"], ["a"], ["60.1, 24.9"])
    with pytest.raises(BadInput):
        rows_of([str(uuid4())], [], [])
