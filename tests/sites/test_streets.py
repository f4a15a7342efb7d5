"""Street lines around a site: cut, kept whole beside it, and made light for phones."""

from __future__ import annotations

import json

import pytest
from shapely.geometry import shape

from app.foundation.database import writing
from app.sites import StreetLine, boundary_shape, named_streets, set_boundary, streets_for_phone, streets_of
from app.sites.boundary import within_reach
from app.sites.streets import REACH_M, credit_of_sheet, cut_to, lines_of_sheet, sheet_of
from tests.cast import Cast
from tests.makers.sites import SQUARE, STREETS, some_site


def test_streets_end_fifty_metres_outside_the_boundary() -> None:
    reach = within_reach(boundary_shape(SQUARE), REACH_M + 0.5)
    lines = cut_to(SQUARE, STREETS)
    assert {line.name for line in lines} == {"Aleksanterinkatu", "Kluuvikatu"}
    for line in lines:
        assert reach.covers(shape({"type": "LineString", "coordinates": line.places}))
    west = min(lon for line in lines for lon, _lat in line.places)
    assert west == pytest.approx(24.94 - 50 / 55_300, abs=2e-5)  # a degree of longitude is 55.3 km at 60.17 N


def test_a_street_that_leaves_and_returns_becomes_two_lines() -> None:
    bend = StreetLine("Bend", "path", None, ((24.941, 60.167), (24.93, 60.168), (24.941, 60.169)))
    assert len(cut_to(SQUARE, [bend])) == 2


def test_a_street_far_away_is_left_out() -> None:
    assert cut_to(SQUARE, [StreetLine("Far", "path", None, ((25.0, 60.2), (25.1, 60.2)))]) == []


def test_what_was_uploaded_comes_back_whole() -> None:
    sheet = sheet_of(STREETS, "© Somebody")
    assert lines_of_sheet(sheet) == STREETS
    assert credit_of_sheet(sheet) == "© Somebody"
    assert sheet_of(STREETS, "© Somebody") == sheet


def test_a_walkers_phone_gets_each_street_once_and_light(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        session.flush()
        packed = streets_for_phone(session, site)
    assert [(each["properties"]["name"], each["properties"]["is_lit"]) for each in packed["features"]] == [
        ("Aleksanterinkatu", True),
        ("Kluuvikatu", None),
    ]
    assert len(json.dumps(packed)) < 700


def test_pieces_of_one_name_are_joined_end_to_end(cast: Cast) -> None:
    halves = [
        StreetLine("Canal", "path", None, ((24.941, 60.167), (24.942, 60.167))),
        StreetLine("Canal", "steps", None, ((24.942, 60.167), (24.943, 60.168))),
        StreetLine("", "path", None, ((24.941, 60.167), (24.942, 60.168))),
    ]
    with writing() as session:
        site = some_site(session, cast.facilitator, streets=halves)
        joined = named_streets(streets_of(session, site.id))
    assert list(joined) == ["Canal"]
    assert joined["Canal"].geom_type == "LineString"


def test_a_changed_boundary_reaches_the_next_phone(cast: Cast) -> None:
    west = {
        "type": "Polygon",
        "coordinates": [[[24.9395, 60.1675], [24.941, 60.1675], [24.941, 60.1685], [24.9395, 60.1675]]],
    }
    with writing() as session:
        site = some_site(session, cast.facilitator)
        assert len(streets_for_phone(session, site)["features"]) == 2
        assert streets_for_phone(session, site) is streets_for_phone(session, site)
        set_boundary(session, cast.facilitator, site, west)
        assert len(streets_for_phone(session, site)["features"]) == 1
