"""The pages of audits and walks, and who is kept out of them."""

from __future__ import annotations

import re

import pytest

from app.foundation.database import reading, writing
from app.sites import make_site
from app.walks import audits_seen_by, code_of, count_findings_with, secret_of, spaced, walks_of
from app.walks.status import _counters
from tests.cast import Cast, token_in
from tests.makers.sites import SQUARE, some_site
from tests.makers.walks import some_audit, some_walk, some_walker

PLAN = {"title": "Canal by night", "opens": "2026-11-26T20:00", "lasts": "3", "languages": ["en", "ar"]}


def test_a_facilitator_gets_her_code_with_three_answers(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get(f"/audits/new?site={site.id}").text)}
    page = browser.post("/audits", data=token | PLAN | {"site_id": str(site.id), "second": "2026-11-27T20:00"})
    with reading() as session:
        audit = audits_seen_by(session, cast.facilitator)[0]
        first, second = walks_of(session, audit.id)
    assert page.url.path == f"/walks/{first.id}"
    assert first.opens_at.isoformat() == "2026-11-26T18:00:00+00:00"  # Helsinki is two hours ahead in winter
    assert second.title == "Canal by night, second time"
    assert audit.instrument_code == "wsa_night"
    assert spaced(code_of(first)) in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_facilitator_who_forgets_something_finds_the_rest_still_there(cast: Cast) -> None:
    with writing() as session:
        site = some_site(session, cast.facilitator)
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get("/audits/new").text)}
    wrong = PLAN | {"title": " ", "languages": [], "opens": "soon", "purpose": "The mayor asked.", "second": "x"}
    page = browser.post("/audits", data=token | wrong | {"site_id": str(site.id)})
    assert page.status_code == 422
    assert {"title", "opens", "languages", "second"} <= set(re.findall(r'href="#([a-z_]+)"', page.text))
    assert "The mayor asked." in page.text


def test_a_facilitator_without_a_place_is_led_to_making_one(cast: Cast) -> None:
    page = cast.client(cast.facilitator).get("/audits/new").text
    assert 'href="/sites/new"' in page
    assert 'action="/audits"' not in page


def test_the_leader_opens_closes_and_renews(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
    old = secret_of(walk)
    browser = cast.client(cast.facilitator)
    token = {"csrf_token": token_in(browser.get(f"/walks/{walk.id}").text)}
    assert "is over" in browser.post(f"/walks/{walk.id}/close", data=token).text
    assert "The walk is open" in browser.post(f"/walks/{walk.id}/open", data=token).text
    assert "Joining is closed" in browser.post(f"/walks/{walk.id}/joining", data=token | {"is_open": "no"}).text
    assert old not in browser.post(f"/walks/{walk.id}/codes", data=token).text


def test_the_leader_sees_who_has_joined_without_reloading(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        some_walker(session, walk)
    browser = cast.client(cast.facilitator)  # starting the house plugs in the room of findings, whose count we replace
    earlier = list(_counters)
    count_findings_with(lambda _session, walk_ids: dict.fromkeys(walk_ids, 12))
    try:
        part = browser.get(f"/walks/{walk.id}/status", headers={"HX-Request": "true"}).text
        whole = browser.get(f"/walks/{walk.id}/status").text
    finally:
        _counters[:] = earlier
    assert "0 of 1 phone empty" in part
    assert "<dd>12</dd>" in part
    assert "<html" not in part
    assert part.strip() in whole
    assert 'hx-trigger="every 5s"' in part


def test_a_place_without_help_number_is_said_before_the_evening(cast: Cast) -> None:
    with writing() as session:
        bare = make_site(session, cast.facilitator, "Bare", "Europe/Helsinki", SQUARE)
        walk = some_walk(session, cast.facilitator, some_audit(session, cast.facilitator, bare.id))
    browser = cast.client(cast.facilitator)
    for page in (f"/walks/{walk.id}", f"/audits/{walk.audit_id}"):
        assert "Nobody can join yet." in browser.get(page).text


def test_the_poster_has_one_sheet_for_each_language(cast: Cast) -> None:
    with writing() as session:
        audit = some_audit(session, cast.facilitator, languages=["en", "ar"])
        walk = some_walk(session, cast.facilitator, audit)
    browser = cast.client(cast.facilitator)
    page = browser.get(f"/walks/{walk.id}/poster").text
    assert re.findall(r'<article class="sheet" lang="(\w+)" dir="(\w+)"', page) == [("en", "ltr"), ("ar", "rtl")]
    assert page.count(spaced(code_of(walk))) == 2
    assert " style=" not in page
    assert browser.get(f"/walks/{walk.id}/poster?only=ar").text.count('class="sheet"') == 1
    assert browser.get(f"/walks/{walk.id}/qr.png").content.startswith(b"\x89PNG")
    assert b"<svg" in browser.get(f"/walks/{walk.id}/qr.svg").content


GET = ["/audits/{audit}", "/walks/{walk}", "/walks/{walk}/status", "/walks/{walk}/poster", "/walks/{walk}/qr.svg"]
POST = ["open", "close", "joining", "codes"]


def test_nobody_outside_the_group_gets_near_a_code(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
    visitor, stranger, planner = cast.client(), cast.client(cast.stranger), cast.client(cast.planner)
    tokens = {browser: {"csrf_token": token_in(browser.get("/account").text)} for browser in (stranger, planner)}
    for door in [door.format(audit=walk.audit_id, walk=walk.id) for door in [*GET, "/walks/{walk}/qr.png"]]:
        assert visitor.get(door, follow_redirects=False).status_code == 303, door
        assert stranger.get(door).status_code == 404, door
        if door.startswith("/walks"):
            assert planner.get(door).status_code == 403, door
    doors = [f"/walks/{walk.id}/{verb}" for verb in POST] + [
        f"/audits/{walk.audit_id}/{x}" for x in ("walks", "publish")
    ]
    for door in doors:
        assert visitor.post(door).status_code in (401, 403), door
        assert stranger.post(door, data=tokens[stranger]).status_code == 404, door
        assert planner.post(door, data=tokens[planner]).status_code in (403, 422), door


@pytest.mark.parametrize("who", ["guardian", "administrator"])
def test_who_guards_the_data_publishes_and_takes_back(cast: Cast, who: str) -> None:
    with writing() as session:
        audit = some_audit(session, cast.facilitator)
    browser = cast.client(getattr(cast, who))
    token = {"csrf_token": token_in(browser.get(f"/audits/{audit.id}").text)}
    assert "Everybody can read" in browser.post(f"/audits/{audit.id}/publish", data=token | {"is_public": "yes"}).text
    assert (
        "Only your organisation" in browser.post(f"/audits/{audit.id}/publish", data=token | {"is_public": "no"}).text
    )
    leader = cast.client(cast.facilitator).get(f"/audits/{audit.id}").text
    assert "/publish" not in leader
