"""Making a site, from streets to the help card, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.foundation.database import reading, writing
from app.foundation.errors import BadInput, NotAllowed, NotFound
from app.sites import (
    add_service,
    make_site,
    services_of,
    set_boundary,
    site_seen_by,
    sites_seen_by,
    stops_of,
    streets_of,
    zone_at,
)
from app.sites.making import remove_service
from tests.cast import Cast, cast_in
from tests.makers.sites import SQUARE, STREETS, some_site


def test_a_site_is_kept_with_all_that_belongs_to_it(either_house: Path) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        site = some_site(session, cast.facilitator)
    with reading() as session:
        kept = site_seen_by(session, cast.facilitator, site.id)
        assert (kept.name, kept.time_zone) == ("Canal Road", "Europe/Helsinki")
        assert [stop.name for stop in stops_of(session, site.id)] == ["Corner shop", "Bus stop", "Dark arch"]
        assert [(line.name, line.is_lit) for line in streets_of(session, site.id)] == [
            ("Aleksanterinkatu", True),
            ("Kluuvikatu", None),
        ]
        assert services_of(session, site.id)[0].number == "080 005 005"
        assert sites_seen_by(session, cast.facilitator) == [kept]


def test_a_wider_boundary_brings_back_streets_that_the_first_one_cut_off(either_house: Path) -> None:
    cast = cast_in(either_house)
    small = {
        "type": "Polygon",
        "coordinates": [[[24.9395, 60.1675], [24.941, 60.1675], [24.941, 60.1685], [24.9395, 60.1675]]],
    }
    with writing() as session:
        site = make_site(session, cast.facilitator, "Canal", boundary=small, streets=STREETS)
        assert {line.name for line in streets_of(session, site.id)} == {"Aleksanterinkatu"}
        set_boundary(session, cast.facilitator, site, SQUARE)
        assert {line.name for line in streets_of(session, site.id)} == {"Aleksanterinkatu", "Kluuvikatu"}


def test_the_time_zone_is_found_from_the_streets(cast: Cast) -> None:
    with writing() as session:
        assert make_site(session, cast.facilitator, "Canal", streets=STREETS).time_zone == "Europe/Helsinki"


@pytest.mark.parametrize(
    ("lon", "lat", "zone"),
    [
        (36.82, -1.29, "Africa/Nairobi"),
        (-100.32, 25.69, "America/Monterrey"),
        (77.21, 28.61, "Asia/Kolkata"),
        (-58.38, -34.6, "America/Argentina/Buenos_Aires"),
        (31.24, 30.04, "Africa/Cairo"),
    ],
)
def test_cities_find_their_clock(lon: float, lat: float, zone: str) -> None:
    assert zone_at(lon, lat) == zone


def test_a_site_without_name_or_clock_is_refused_with_both_reasons(cast: Cast) -> None:
    with writing() as session, pytest.raises(BadInput) as problem:
        make_site(session, cast.facilitator, " ", "Mars/Olympus", SQUARE)
    assert [each.pointer for each in problem.value.errors] == ["name", "time_zone"]


def test_who_may_not_edit_places_makes_none(cast: Cast) -> None:
    for viewer in (cast.planner, cast.guardian):
        with writing() as session, pytest.raises(NotAllowed):
            make_site(session, viewer, "Canal", "Europe/Helsinki", SQUARE)


def test_another_groups_facilitator_finds_no_trace_of_a_site(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        service = services_of(session, site.id)[0]
        assert sites_seen_by(session, cast.stranger) == []
        for attempt in (
            lambda: site_seen_by(session, cast.stranger, site.id),
            lambda: add_service(session, cast.stranger, site.id, "x", "112"),
            lambda: remove_service(session, cast.stranger, site.id, service.id),
        ):
            with pytest.raises(NotFound):
                attempt()


@pytest.mark.parametrize("number", ["112", "+254 20 123 4567", "*100#", "(81) 8343-1234", "800.123.456"])
def test_telephone_numbers_are_kept_as_people_write_them(cast: Cast, number: str) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        assert add_service(session, cast.facilitator, site.id, "Help", f" {number} ").number == number


@pytest.mark.parametrize("number", ["", "ask Asha", "12; rm", "1" * 40, "javascript:1"])
def test_a_number_that_no_phone_can_call_is_refused(cast: Cast, number: str) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        with pytest.raises(BadInput) as problem:
            add_service(session, cast.facilitator, site.id, "Help", number)
    assert problem.value.errors[0].pointer == "number"
