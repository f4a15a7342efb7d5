"""The pages of places, as browsers without scripts use them, and who is kept out."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from app.foundation.database import reading, writing
from app.sites import services_of, sites_seen_by, stops_of, streets_of
from tests.cast import Cast, token_in
from tests.makers.sites import SQUARE, some_site
from tests.sites.test_extract import OSM

CORNERS = "60.166, 24.940\n60.166, 24.946\n60.170, 24.946\n60.170, 24.940"


def test_a_facilitator_makes_a_place_from_a_street_file_to_the_help_card(cast: Cast) -> None:
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get("/sites/new").text)}
    made = browser.post("/sites", data=token | {"name": "Canal"}, files={"streets": ("a.osm", OSM.encode())})
    assert made.url.path.endswith("/boundary"), made.text
    assert "60.16" in made.text  # the pin waits in the middle of the streets
    here = made.url.path.removesuffix("/boundary")
    drawn = browser.post(f"{here}/boundary", data=token | {"how": "corners", "corners": CORNERS})
    assert drawn.url.path == f"{here}/stops", drawn.text
    browser.post(f"{here}/stops", data=token | {"do": "propose", "street": "Canal Road"})
    browser.post(
        f"{here}/stops",
        data=token | stops_in(cast) | {"do": "add", "new_name": "Bridge", "new_place": "60.168, 24.944"},
    )
    browser.post(f"{here}/stops", data=token | stops_in(cast) | {"do": "up-4"})
    card = {"service_name": "Nollalinja", "number": "080 005 005", "kind": "helpline"}
    page = browser.post(f"{here}/services", data=token | card)
    assert "080 005 005" in page.text
    with reading() as session:
        site = sites_seen_by(session, cast.facilitator)[0]
        names = [stop.name for stop in stops_of(session, site.id)]
        assert names == ["Canal Road (1)", "Canal Road (2)", "Bridge", "Canal Road (3)"]
        assert len(streets_of(session, site.id)) == 3


def stops_in(cast: Cast) -> dict[str, Any]:
    with reading() as session:
        stops = stops_of(session, sites_seen_by(session, cast.facilitator)[0].id)
    return {
        "stop_id": [str(stop.id) for stop in stops],
        "stop_name": [stop.name for stop in stops],
        "stop_place": [f"{stop.lat}, {stop.lon}" for stop in stops],
    }


def test_a_forgotten_name_costs_no_second_upload(cast: Cast) -> None:
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get("/sites/new").text)}
    refused = browser.post("/sites", data=token | {"name": " "}, files={"streets": ("a.osm", OSM.encode())})
    assert refused.status_code == 422
    kept = refused.text.split('name="kept" value="')[1].split('"')[0]
    assert "/boundary" in browser.post("/sites", data=token | {"name": "Canal", "kept": kept}).url.path
    stolen = cast.client(cast.stranger)
    other = {"csrf_token": token_in(stolen.get("/sites/new").text)}
    assert (
        stolen.post("/sites", data=other | {"name": "x", "kept": kept}).status_code == 422
    )  # no streets, no time zone


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"how": "corners", "corners": "60, x"}, "corners"),
        ({"how": "corners", "corners": "60.1, 24.9\n60.2, 24.9"}, "corners"),
        ({"how": "pin", "pin": "nowhere", "radius_m": "5000000"}, "pin"),
        ({"how": "pin", "pin": "60.1, 24.9", "radius_m": "²"}, "radius_m"),
        ({"how": "file"}, "file"),
    ],
)
def test_a_boundary_that_cannot_be_used_keeps_what_was_typed(cast: Cast, given: dict[str, str], field: str) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get(f"/sites/{site.id}/boundary").text)}
    refused = browser.post(f"/sites/{site.id}/boundary", data=token | given)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert given.get("corners", "") in refused.text
    assert given.get("pin", "") in refused.text


def test_a_boundary_can_be_uploaded_or_set_by_pin(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get(f"/sites/{site.id}/boundary").text)}
    here = f"/sites/{site.id}/boundary"
    by_file = browser.post(
        here, data=token | {"how": "file"}, files={"file": ("b.geojson", json.dumps(SQUARE).encode())}
    )
    assert by_file.status_code == 200
    assert browser.post(here, data=token | {"how": "pin", "pin": "60.168, 24.943", "radius_m": "75"}).status_code == 200
    with reading() as session:
        assert len(sites_seen_by(session, cast.facilitator)[0].boundary_wgs84["coordinates"][0]) == 33


def test_a_stop_that_cannot_be_kept_loses_no_other(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
    browser = cast.client(cast.facilitator)
    rows = {"stop_id": ["", ""], "stop_name": ["Bridge", ""], "stop_place": ["60.168, 24.944", "somewhere"]}
    token = {"csrf_token": token_in(browser.get(f"/sites/{site.id}/stops").text)}
    refused = browser.post(f"/sites/{site.id}/stops", data=token | rows | {"do": "done"})
    assert refused.status_code == 422
    assert "Bridge" in refused.text
    assert "somewhere" in refused.text
    with reading() as session:
        assert len(stops_of(session, site.id)) == 3


def test_the_streets_for_drawing_come_from_us_and_are_asked_for_once(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
    browser = cast.client(cast.facilitator)
    first = browser.get(f"/sites/{site.id}/streets.geojson")
    assert len(first.json()["features"]) == 2
    again = browser.get(f"/sites/{site.id}/streets.geojson", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    plain = browser.get(f"/sites/{site.id}/streets.geojson", headers={"Accept-Encoding": "identity"})
    assert plain.json() == first.json()
    assert gzip.compress(plain.content)[:2] == b"\x1f\x8b"


GET = ["", "/boundary", "/stops", "/streets.geojson"]
POST = ["", "/boundary", "/stops", "/streets", "/services", "/services/{service}/remove"]


def test_nobody_outside_the_group_gets_anything_of_a_place(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
        service = services_of(session, site.id)[0].id
    visitor, stranger, planner = cast.client(), cast.client(cast.stranger), cast.client(cast.planner)
    tokens = {browser: token_in(browser.get("/account").text) for browser in (stranger, planner)}
    for door in GET:
        assert visitor.get(f"/sites/{site.id}{door}", follow_redirects=False).status_code == 303
        assert stranger.get(f"/sites/{site.id}{door}").status_code == 404
    for door in POST:
        path = f"/sites/{site.id}{door}".format(service=service)
        assert visitor.post(path).status_code in (401, 403)
        assert stranger.post(path, data={"csrf_token": tokens[stranger]}).status_code == 404, path
        assert planner.post(path, data={"csrf_token": tokens[planner]}).status_code in (403, 422), path
    with reading() as session:
        assert len(stops_of(session, site.id)) == 3
        assert len(services_of(session, site.id)) == 1
