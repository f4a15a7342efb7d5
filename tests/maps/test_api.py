"""Tiles through the real door."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.findings import hide, withdraw_finding
from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.geometry import mercator_cell
from app.instruments import SCOPES, consent_hash
from app.maps import store, view
from app.maps.marks import marks_of
from app.maps.tile import Tile
from app.maps.tiles import layers_named, tile_bytes
from app.walks import Consent, Walk, Walker, join_walk, publish_audit
from tests.makers.maps import LAT, LON, an_evening, read_tile, said, tile_path

SEEN = "?indicator=lgt_level"


@pytest.fixture
def evening(cast):
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        walkers = made.walk(5)
        for walker in walkers:
            made.noticed(walker, made.stops[0], lgt_level=0, fee_safe=0)
        made.lamp = made.noticed(walkers[0], lgt_level=2, lon=24.9435, lat=60.1683)
    return made


def test_a_planner_sees_streets_stops_and_findings_in_one_tile(cast, evening):
    answer = cast.client(cast.planner).get(tile_path(evening.audit.id, "boundary,streets,stops,findings", query=SEEN))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert set(read_tile(answer.content)) == {"boundary", "streets", "stops", "findings"}
    assert {street["name"] for street in said(answer.content, "streets")} == {"Aleksanterinkatu", "Kluuvikatu"}
    assert {"level": 0, "n": 5, "number": 1, "few": False, "sure": True}.items() <= said(answer.content, "stops")[
        0
    ].items()
    assert sorted(finding["level"] for finding in said(answer.content, "findings")) == [0, 0, 0, 0, 0, 2]


def test_no_tile_ties_a_feeling_to_a_point_or_says_who_or_when(cast, evening):
    client = cast.client(cast.planner)
    for z in (12, 14, 16, 18):
        content = client.get(
            tile_path(evening.audit.id, "cells,cell-centres,findings,stops", z, "?indicator=fee_safe")
        ).content
        assert said(content, "findings") == []
        assert not any("level" in stop for stop in said(content, "stops"))
        for layer in read_tile(content):
            assert {name for one in said(content, layer) for name in one} <= {
                "mark",
                "level",
                "n",
                "few",
                "sure",
                "number",
                "bead",
            }


def test_from_far_away_findings_come_in_groups(cast, evening):
    with writing() as session:
        evening.session = session
        for walker in evening.walk(7):
            evening.noticed(walker, lgt_level=1, lon=24.9435, lat=60.1683)
    content = cast.client(cast.facilitator).get(tile_path(evening.audit.id, "findings", 13, SEEN)).content
    assert said(content, "findings") == [{"level": 1, "n": 8}]


def test_a_browser_that_has_the_tile_gets_no_bytes_until_something_changes(cast, evening):
    client = cast.client(cast.facilitator)
    path = tile_path(evening.audit.id, "findings,stops", query=SEEN)
    first = client.get(path)
    assert first.headers["cache-control"] == "private, no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    with writing() as session:
        hide(session, cast.facilitator, evening.lamp.id)
    after = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert after.status_code == 200
    assert 2 not in [finding["level"] for finding in said(after.content, "findings")]


def test_a_browser_gets_a_new_tile_when_a_question_became_stricter(cast, evening, monkeypatch):
    client = cast.client(cast.planner)
    path = tile_path(evening.audit.id, "findings", query=SEEN)
    first = client.get(path)
    known = view.dictionary()
    stricter = {**known, "lgt_level": replace(known["lgt_level"], privacy="P")}
    monkeypatch.setattr(view, "dictionary", lambda: stricter)
    after = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (after.status_code, said(after.content, "findings")) == (200, [])


def test_each_choice_has_a_stamp_of_its_own(cast, evening):
    client = cast.client(cast.facilitator)
    queries = (
        SEEN,
        SEEN + "&levels=0",
        SEEN + "&periods=day",
        "?indicator=opn_view",
        f"{SEEN}&walk={evening.walks[0].id}",
    )
    stamps = {client.get(tile_path(evening.audit.id, "stops", query=query)).headers["etag"] for query in queries}
    assert len(stamps) == len(queries)


def test_strangers_get_tiles_only_of_what_was_published(cast, evening):
    path = tile_path(evening.audit.id, "stops", query=SEEN)
    assert cast.client(cast.stranger).get(path).status_code == 404
    assert cast.client().get(path).status_code == 404
    with writing() as session:
        publish_audit(session, cast.guardian, evening.audit.id)
    answer = cast.client().get(path)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "public, no-cache"
    assert cast.client(cast.facilitator).get(path).headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize("path", ["nothing/16/1/1", "stops/3/9/1", "stops/40/1/1", "stops,nothing/16/1/1"])
def test_what_is_not_on_the_map_is_not_found(cast, evening, path):
    answer = cast.client(cast.facilitator).get(f"/maps/{evening.audit.id}/tiles/{path}.mvt")
    assert answer.status_code == 404


def test_streets_come_anew_when_the_site_gets_others(cast, evening):
    from app.sites import Extract, StreetLine, set_streets, site_with_id

    client = cast.client(cast.facilitator)
    path = tile_path(evening.audit.id, "streets")
    first = client.get(path)
    with writing() as session:
        site = site_with_id(session, evening.audit.site_id)
        line = StreetLine("New Street", "residential", None, ((24.942, 60.168), (24.944, 60.168)))
        set_streets(session, cast.facilitator, site, Extract([line], [], ""))
    after = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert [street["name"] for street in said(after.content, "streets")] == ["New Street"]


def test_the_stamps_work_on_either_database(either_house):
    from tests.cast import cast_in

    cast = cast_in(either_house)
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        before = store.findings_stamp(session, made.audit.id), store.ground_stamp(session, made.audit.site_id)
        made.noticed(made.walk(1)[0], made.stops[0], lgt_level=1)
        after = store.findings_stamp(session, made.audit.id), store.ground_stamp(session, made.audit.site_id)
    assert before[0] != after[0]
    assert before[1] == after[1]


@pytest.mark.parametrize("indicator", ["fee_safe", "lgt_level"])
def test_who_allowed_publishing_for_a_moment_stands_in_nothing_that_is_kept(either_house, indicator):
    from tests.cast import cast_in

    cast = cast_in(either_house)
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        for _walk in range(2):
            for one in made.walk(6):
                made.noticed(one, **{indicator: 1})
                made.noticed(one, **{indicator: 1})
        [her] = made.walk(1, scopes=("take-part", "place"))
        for _finding in range(3):
            made.noticed(her, **{indicator: 3})
        publish_audit(session, cast.guardian, made.audit.id)

    def agree(scopes):
        with writing() as session:
            consent = Consent(consent_hash("en"), scopes)
            join_walk(session, session.get(Walk, made.walks[-1].id), her, "en", consent, clock.now())

    def drawn(between=lambda: None):
        with reading() as session:
            seen = view.view_of(session, None, made.audit.id, [("indicator", indicator)])
            between()  # after the stamp was read, before what stands under it
            tile = tile_bytes(session, seen, layers_named("cells,findings"), Tile(16, *mercator_cell(LON, LAT, 16)))
            return seen.findings_stamp, marks_of(seen), tile

    at_the_moment = drawn(lambda: agree(SCOPES))
    agree(("take-part", "place"))
    assert drawn() == at_the_moment
    assert {mark.level for mark in at_the_moment[1]} == {1}
    assert all(mark.counts[3] == 0 for mark in at_the_moment[1])


def test_nobody_outside_the_group_can_read_the_minute_from_a_findings_id(cast, evening):
    path = tile_path(evening.audit.id, "findings", query=SEEN)
    seen_by_planner = {finding["mark"] for finding in said(cast.client(cast.planner).get(path).content, "findings")}
    seen_by_group = {finding["mark"] for finding in said(cast.client(cast.facilitator).get(path).content, "findings")}
    assert f"finding-{evening.lamp.id}" in seen_by_group
    assert not any(str(evening.lamp.id)[:13] in mark for mark in seen_by_planner)
    page = cast.client(cast.planner).get(f"/maps/{evening.audit.id}{SEEN}").text
    assert str(evening.lamp.id) not in page
    assert seen_by_planner <= set(re.findall(r'data-mark="([^"]+)"', page))


def test_an_administrator_sees_on_the_map_nothing_that_nobody_looked_at(cast, evening):
    with writing() as session:
        evening.session = session
        unchecked = evening.noticed(evening.walk(1)[0], lgt_level=3, moderation="new")
    client = cast.client(cast.administrator)
    assert client.get(f"/findings/{unchecked.id}").status_code == 403
    content = client.get(tile_path(evening.audit.id, "findings", query=SEEN)).content
    assert sorted(finding["level"] for finding in said(content, "findings")) == [0, 0, 0, 0, 0, 2]
    assert ",3," not in client.get(f"/maps/{evening.audit.id}/places.csv{SEEN}").text


def test_a_withdrawn_finding_leaves_the_map_at_the_next_look(cast, evening):
    client = cast.client(cast.facilitator)
    path = tile_path(evening.audit.id, "findings", query=SEEN)
    first = client.get(path)
    with writing() as session:
        withdraw_finding(session, session.get(Walker, evening.lamp.walker_id), evening.lamp.id)
    after = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (len(said(first.content, "findings")), len(said(after.content, "findings"))) == (6, 5)
