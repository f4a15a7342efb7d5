"""Street files: real ones are understood, broken and hostile ones cost a sentence and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.foundation.errors import BadInput
from app.sites import extract as extract_module
from app.sites import read_extract, streets_in_geojson, streets_in_pbf
from app.sites.extract import SENTENCES

OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
 <node id="1" lat="60.1660" lon="24.9400"/><node id="2" lat="60.1670" lon="24.9410"/><node id="3" lat="60.1680" lon="24.9420"/>
 <way id="10"><nd ref="1"/><nd ref="2"/><nd ref="99"/><nd ref="3"/>
  <tag k="highway" v="residential"/><tag k="name" v="Canal Road"/><tag k="lit" v="yes"/></way>
 <way id="11"><nd ref="1"/><nd ref="3"/><tag k="highway" v="footway"/><tag k="lit" v="no"/></way>
 <way id="12"><nd ref="1"/><nd ref="2"/><tag k="highway" v="motorway"/></way>
 <way id="13"><nd ref="1"/><nd ref="2"/><tag k="highway" v="path"/><tag k="foot" v="no"/></way>
 <way id="14"><nd ref="1"/><nd ref="2"/><tag k="highway" v="service"/><tag k="access" v="private"/></way>
 <way id="15"><nd ref="2"/><nd ref="3"/><tag k="highway" v="service"/><tag k="access" v="private"/><tag k="foot" v="yes"/></way>
 <way id="16"><nd ref="1"/><nd ref="2"/><tag k="building" v="yes"/></way>
 <way id="17"><nd ref="1"/><tag k="highway" v="steps"/></way>
</osm>"""


def refusal_of(content: bytes) -> str:
    with pytest.raises(BadInput) as problem:
        read_extract(content)
    return problem.value.errors[0].sentence


def test_only_lines_that_people_use_on_foot_are_taken_from_openstreetmap() -> None:
    lines = streets_in_pbf(OSM.encode())
    assert [(line.name, line.kind, line.is_lit) for line in lines] == [
        ("Canal Road", "residential", True),
        ("", "footway", False),
        ("", "service", None),
    ]


def test_a_node_that_the_extract_cut_off_does_not_cost_the_street() -> None:
    assert streets_in_pbf(OSM.encode())[0].places == ((24.94, 60.166), (24.941, 60.167), (24.942, 60.168))


def test_openstreetmap_is_thanked() -> None:
    assert "OpenStreetMap contributors, ODbL" in read_extract(OSM.encode()).credit


def test_a_real_extract_in_the_binary_format_gives_the_same_streets(tmp_path: Path) -> None:
    osmium = pytest.importorskip("osmium")
    plain, packed = tmp_path / "a.osm", tmp_path / "a.osm.pbf"
    plain.write_text(OSM)
    with osmium.SimpleWriter(str(packed)) as writer:
        for thing in osmium.FileProcessor(str(plain)):
            writer.add(thing)
    assert streets_in_pbf(packed) == streets_in_pbf(OSM.encode())


def test_lines_and_outlines_of_a_geojson_file_are_both_found() -> None:
    line = {
        "type": "MultiLineString",
        "coordinates": [[[24.94, 60.16], [24.95, 60.17]], [[24.95, 60.17], [24.96, 60.18]]],
    }
    area = {"type": "Polygon", "coordinates": [[[24.9, 60.1], [24.95, 60.1], [24.95, 60.2], [24.9, 60.1]]]}
    features = [
        {"type": "Feature", "properties": {"name": "Canal", "lit": "no"}, "geometry": line},
        {"type": "Feature", "properties": None, "geometry": area},
        {"type": "Feature", "properties": {}, "geometry": None},
    ]
    content = b"\xef\xbb\xbf" + json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert [(street.name, street.is_lit) for street in streets_in_geojson(content)] == [("Canal", False)] * 2
    assert read_extract(content).areas == [area]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage",
        b"\0\0\0\x0d\n\x09OSMHeader\x18\x80\x80\x80" + b"\xff" * 500,
        b"[" * 200_000,
        b'{"type":"FeatureCollection","features":5}',
        b'{"type":"LineString","coordinates":[[1e400,1],[1,2]]}',
        b'{"type":"LineString","coordinates":[["x",1],[1,2]]}',
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><osm version="0.6">&b;</osm>',
        b"PK\x03\x04" + b"\0" * 100,
        b"null",
    ],
)
def test_a_broken_or_hostile_file_gets_a_sentence(content: bytes) -> None:
    assert refusal_of(content) == SENTENCES["unreadable"]


def test_coordinates_of_a_national_grid_are_recognised() -> None:
    metres = b'{"type":"LineString","coordinates":[[385000,6672000],[385100,6672000]]}'
    assert refusal_of(metres) == SENTENCES["in-metres"]


def test_a_file_without_streets_says_so() -> None:
    assert refusal_of(b'{"type":"FeatureCollection","features":[]}') == SENTENCES["no-streets"]


def test_a_file_that_is_too_large_is_not_even_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract_module, "MOST_BYTES", 10)
    monkeypatch.setattr(extract_module, "_read_apart", None)
    assert "larger than" in refusal_of(b"x" * 11)


def test_a_file_with_more_streets_than_a_district_has_is_refused() -> None:
    line = {"type": "LineString", "coordinates": [[24.9, 60.1], [24.95, 60.1]]}
    many = json.dumps({"type": "GeometryCollection", "geometries": [line] * 30_001}).encode()
    assert "more than 30,000 streets" in refusal_of(many)


def test_a_reader_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr(extract_module, "CHILD", sleeper)
    monkeypatch.setattr(extract_module, "PATIENCE_S", 0.5)
    assert "Cut out a smaller area" in refusal_of(OSM.encode())


def test_a_reader_that_eats_all_memory_takes_nobody_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    crasher = tmp_path / "crasher.py"
    crasher.write_text("import os\nos.abort()")
    monkeypatch.setattr(extract_module, "CHILD", crasher)
    assert refusal_of(OSM.encode()) == SENTENCES["unreadable"]
