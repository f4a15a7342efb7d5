"""The planner's page, its picture and its download, through the real door."""

from __future__ import annotations

import csv
import re
from io import StringIO
from xml.etree import ElementTree

import pytest

from app.findings import withdraw_finding
from app.foundation.database import reading, writing
from app.maps import map_labels, map_picture
from app.maps.shapes import LEVEL_FILLS
from app.walks import Walker, publish_audit
from tests.makers.maps import an_evening


@pytest.fixture
def evening(cast):
    with writing() as session:
        made = an_evening(session, cast.facilitator, title="Canal <b>Road</b>")
        for walker in made.walk(5):
            made.noticed(walker, made.stops[0], lgt_level=0, fee_safe=1)
            made.noticed(walker, made.stops[1], lgt_level=3)
    return made


def test_a_planner_reads_the_same_places_as_sentence_table_and_picture(cast, evening):
    page = cast.client(cast.planner).get(f"/maps/{evening.audit.id}?indicator=lgt_level").text
    assert "2 places with 10 answers to “Light”. “No light”: Corner shop. “Good”: Bus stop." in page
    assert page.index("Corner shop</bdi></th>") < page.index("Bus stop</bdi></th>")
    assert page.count('data-mark="stop-') == 2
    assert page.count('class="map-level map-level-0"') == 3  # in the form, in the picture, in the legend
    assert "<b>Road" not in page
    assert not re.search(r"\sstyle=|<script(?![^>]*src=)|\bon\w+=", page)


def test_a_planner_has_no_link_to_single_findings_and_the_group_has(cast, evening):
    path = f"/maps/{evening.audit.id}?indicator=lgt_level"
    link = f"/audits/{evening.audit.id}/findings?stop={evening.stops[0].id}"
    assert link in cast.client(cast.facilitator).get(path).text
    assert link not in cast.client(cast.planner).get(path).text


def test_no_word_of_the_page_calls_a_place_dangerous(cast, evening):
    page = cast.client(cast.facilitator).get(f"/maps/{evening.audit.id}").text.lower()
    assert not re.search(r"\bdanger|\bunsafe|hot ?spot|crime", page)


def test_nothing_for_these_choices_says_so_and_leads_back(cast, evening):
    page = cast.client(cast.facilitator).get(f"/maps/{evening.audit.id}?indicator=lgt_level&levels=1").text
    assert "Nothing for these choices." in page
    assert 'href="?indicator=lgt_level"' in page


def test_before_anything_was_checked_a_planner_learns_why_the_map_is_empty(cast):
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        made.noticed(made.walk(1)[0], made.stops[0], moderation="new", lgt_level=1)
    page = cast.client(cast.planner).get(f"/maps/{made.audit.id}?indicator=lgt_level").text
    assert "Findings appear here after the group has checked them." in page


def test_the_page_is_there_before_anyone_has_walked(cast):
    with writing() as session:
        made = an_evening(session, cast.facilitator)
    assert "Nobody has answered this question yet." in cast.client(cast.facilitator).get(f"/maps/{made.audit.id}").text


def test_strangers_see_the_page_only_when_it_is_published(cast, evening):
    path = f"/maps/{evening.audit.id}"
    assert cast.client().get(path).status_code == 404
    assert cast.client(cast.stranger).get(path).status_code == 404
    with writing() as session:
        publish_audit(session, cast.guardian, evening.audit.id)
    assert cast.client().get(path).status_code == 200


def test_a_long_list_comes_in_pages(cast, evening):
    with writing() as session:
        evening.session = session
        (walker,) = evening.walk(1)
        for at in range(120):
            evening.noticed(walker, lgt_level=2, lon=24.941 + at * 1e-5)
    client = cast.client(cast.facilitator)
    first = client.get(f"/maps/{evening.audit.id}?indicator=lgt_level").text
    last = client.get(f"/maps/{evening.audit.id}?indicator=lgt_level&page=99").text
    assert (first.count("<tr id="), last.count("<tr id=")) == (100, 22)


def test_the_download_is_the_same_set_and_is_noted(cast, evening):
    from sqlmodel import select

    from app.people import ReadEntry

    answer = cast.client(cast.planner).get(f"/maps/{evening.audit.id}/places.csv?indicator=lgt_level&levels=0")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "Corner shop" in answer.text and "Bus stop" not in answer.text
    with reading() as session:
        assert [entry.what for entry in session.exec(select(ReadEntry))] == ["table of the map"]


@pytest.mark.parametrize("audience", ["planner", "public"])
def test_nobody_outside_reads_off_what_one_walker_felt_from_two_looks(cast, audience):
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        for _walk in range(2):
            hers = made.walk(6)
            for one in hers:
                for level in (0, 0, 1):
                    made.noticed(one, made.stops[0], fee_safe=level)
        last = made.noticed(hers[0], made.stops[0], fee_safe=3)
        publish_audit(session, cast.guardian, made.audit.id)
    client = cast.client(cast.planner if audience == "planner" else None)

    def looked_at():
        text = client.get(f"/maps/{made.audit.id}/places.csv?indicator=fee_safe").text.removeprefix("\ufeff")
        page = client.get(f"/maps/{made.audit.id}?indicator=fee_safe").text
        return (
            list(csv.DictReader(StringIO(text))),
            re.findall(r'<rect class="level-\d"[^>]*>|aria-label="[^"]*%', page),
            page,
        )

    before = looked_at()
    with writing() as session:
        withdraw_finding(session, session.get(Walker, hers[0]), last.id)
    after = looked_at()
    assert before[:2] == after[:2]
    [row] = before[0]
    assert [row[name] for name in ("answers", "level_0", "level_1", "level_2", "level_3")] == [
        "35",
        "25",
        "10",
        "0",
        "0",
    ]
    assert row["rounded_to"] == "5"
    assert len(before[1]) == 3
    assert "Numbers of answers are rounded to the nearest 5." in before[2]


def test_the_printed_map_is_drawing_only_and_its_numbers_lie_inside(cast, evening):
    with reading() as session:
        svg = map_picture(session, cast.facilitator, evening.audit.id, "lgt_level")
        labels = map_labels(session, cast.facilitator, evening.audit.id, "lgt_level")
    drawing = ElementTree.fromstring(svg)
    assert not [one for one in drawing.iter() if one.tag.endswith("text") or (one.text or "").strip()]
    assert "style=" not in svg
    assert [label.text for label in labels] == ["1", "2", "3"]
    assert all(0 < label.x < 1 and 0 < label.y < 1 for label in labels)
    assert svg.count("map-shape") == 2 and svg.count("map-few") == 1


def test_a_report_never_ties_a_feeling_to_a_stop(cast, evening):
    with reading() as session:
        svg = map_picture(session, cast.facilitator, evening.audit.id, "fee_safe")
    centre = re.search(r'class="map-level map-level-1"><polygon points="([^"]+)"', svg)
    assert "map-bead" in svg
    assert centre, "the hexagon's own mark"


def test_paper_has_the_colours_of_the_day_theme():
    from app.web.static_files import STATIC

    tokens = (STATIC / "style" / "tokens.css").read_text()
    day = tokens.split("}", maxsplit=1)[0]
    assert [re.search(rf"--level-{level}: (#\w+);", day)[1].upper() for level in range(4)] == [*LEVEL_FILLS]


def test_every_vendored_map_file_is_as_published():
    import hashlib

    from app.web.static_files import STATIC

    listed = dict(
        re.findall(r"`(maplibre/[\w.-]+)` \| `([0-9a-f]{64})`", (STATIC / "vendor" / "VENDOR.md").read_text())
    )
    here = {f"maplibre/{path.name}" for path in (STATIC / "vendor" / "maplibre").iterdir()}
    assert set(listed) == here
    for name, sha256 in listed.items():
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == sha256


def test_the_browser_asks_for_no_layer_that_the_server_does_not_draw():
    from app.maps import layers
    from app.web.static_files import STATIC

    style = (STATIC / "desk" / "map_style.js").read_text()
    asked = {name for names in re.findall(r'_LAYERS = "([^"]+)"', style) for name in names.split(",")}
    drawn = set(re.findall(r'"source-layer": "([\w-]+)"', style)) | set(
        re.findall(r'found\("[\w-]+", "([\w-]+)"', style)
    )
    assert drawn <= asked <= set(layers())
    assert "http" not in style
