"""The pages of places, as browsers without scripts use them, and who is kept out."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.findings import forget_files_after
from app.findings.sweeping import sweep_left_behind
from app.foundation.database import reading, writing
from app.foundation.settings import settings
from app.foundation.vault import Vault, vault
from app.people import Viewer
from app.sites import Site, services_of, sites_seen_by, stops_of, streets_of
from tests.cast import Cast, cast_in, token_in
from tests.makers.findings import rows
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


# ---- street files: in the vault, and out of it


def streets_of_another_place() -> bytes:
    return OSM.replace("Canal Road", "Harbour Road").encode()


def sheets() -> set[str]:
    return {kept.sha256 for kept in vault().every()}


def sheet_now(viewer: Viewer) -> str | None:
    with reading() as session:
        return sites_seen_by(session, viewer)[0].street_sheet_sha256


@pytest.fixture
def canal(house_of_files: Path) -> tuple[Cast, TestClient, dict[str, str], str]:
    """A place with streets, its facilitator's browser, and the place's address."""
    cast = cast_in(house_of_files)
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get("/sites/new").text)}
    made = browser.post("/sites", data=token | {"name": "Canal"}, files={"streets": ("a.osm", OSM.encode())})
    return cast, browser, token, made.url.path.removesuffix("/boundary")


def test_of_streets_that_were_replaced_no_file_stays_and_one_that_another_place_needs_does(canal: Any) -> None:
    cast, browser, token, here = canal
    first = sheet_now(cast.facilitator)
    browser.post("/sites", data=token | {"name": "Twin"}, files={"streets": ("a.osm", OSM.encode())})
    twin = browser.get("/sites").text.split('href="/sites/')
    assert len(twin) > 2 and sheets() == {first}
    other = {"streets": ("b.osm", streets_of_another_place())}
    assert browser.post(f"{here}/streets", data=token, files=other).status_code == 200
    assert len(sheets()) == 2 and first in sheets()
    for site in every_site():
        browser.post(f"/sites/{site.id}/streets", data=token, files=other)
    assert len(sheets()) == 1 and first not in sheets()


def every_site() -> list[Site]:
    with reading() as session:
        return rows(session, Site)


def test_nobody_waits_for_the_database_while_a_store_of_files_takes_or_gives_streets(
    canal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cast, browser, token, here = canal
    database, asked = settings().sqlite_path, []

    def watched(name: str) -> None:
        real = getattr(Vault, name, None) if name == "whole" else getattr(type(vault()), name)

        def ask(self: Vault, *told: Any) -> Any:
            asked.append(name)
            with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as walker:
                walker.execute("BEGIN IMMEDIATE")  # refused while anybody writes
                walker.execute("ROLLBACK")
            return real(self, *told)

        monkeypatch.setattr(Vault if name == "whole" else type(vault()), name, ask)

    watched("put")
    watched("whole")
    drawn = browser.post(f"{here}/boundary", data=token | {"how": "corners", "corners": CORNERS})
    assert drawn.status_code == 200
    again = browser.post(f"{here}/streets", data=token, files={"streets": ("b.osm", streets_of_another_place())})
    assert again.status_code == 200
    assert set(asked) == {"put", "whole"}


def test_a_street_file_that_is_lost_is_asked_for_again_in_words(canal: Any) -> None:
    cast, browser, token, here = canal
    vault().remove(sheet_now(cast.facilitator) or "")
    for answer in (
        browser.get(f"{here}/streets.geojson"),
        browser.post(f"{here}/boundary", data=token | {"how": "corners", "corners": CORNERS}),
    ):
        assert answer.status_code == 500
        assert "upload its streets again" in answer.text
    assert browser.post(f"{here}/streets", data=token, files={"streets": ("a.osm", OSM.encode())}).status_code == 200
    assert browser.get(f"{here}/streets.geojson").status_code == 200


def test_streets_whose_file_is_being_removed_while_they_come_are_asked_for_again(
    canal: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, browser, token, here = canal
    put = type(vault()).put

    def put_and_lose(self: Vault, content: bytes) -> str:
        sha256 = put(self, content)
        with writing() as session:  # somebody's cleaning finds that nobody stands for these bytes
            forget_files_after(session, [sha256])
        return sha256

    before = sheet_now(cast.facilitator)
    with monkeypatch.context() as patch:
        patch.setattr(type(vault()), "put", put_and_lose)
        lost = browser.post(f"{here}/streets", data=token, files={"streets": ("b.osm", streets_of_another_place())})
    assert lost.status_code == 500 and "upload its streets again" in lost.text
    assert sheet_now(cast.facilitator) == before


def test_streets_of_a_form_that_nobody_finished_go_after_a_day_and_those_of_a_place_stay(canal: Any) -> None:
    cast, browser, token, _here = canal
    browser.post("/sites", data=token | {"name": " "}, files={"streets": ("b.osm", streets_of_another_place())})
    assert len(sheets()) == 2
    hours_pass(23)
    sweep_left_behind()
    assert len(sheets()) == 2, "the form may still be open"
    hours_pass(2)
    sweep_left_behind()
    assert sheets() == {sheet_now(cast.facilitator)}
    assert list((vault().folder / "incoming").iterdir()) == []


def hours_pass(hours: int) -> None:
    for note in (vault().folder / "incoming").glob("putting-*"):
        then = note.stat().st_mtime - hours * 3600
        os.utime(note, (then, then))
