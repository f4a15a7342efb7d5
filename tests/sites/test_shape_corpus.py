"""A corpus of outlines: each is refused with a sentence, at the door too, and the site stays as it was."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from app.foundation.database import reading, writing
from app.foundation.errors import BadInput
from app.sites import checked_boundary, streets_of
from tests.cast import cast_in, token_in
from tests.corpora.shapes import FILES, OUTLINES, TYPED
from tests.corpora.values import NAMES
from tests.makers.keeping import every_row
from tests.makers.sites import STREETS, some_site


def test_no_outline_of_the_corpus_is_taken_and_each_is_told_why() -> None:
    for name, outline in OUTLINES.items():
        with pytest.raises(BadInput) as problem:
            checked_boundary(outline)
            pytest.fail(name)
        assert len(problem.value.errors[0].sentence) > 20, name


def test_at_the_door_neither_files_nor_typed_corners_change_the_site(
    either_house: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        site = some_site(session, cast.facilitator)
    desk, before = cast.client(cast.facilitator), every_row()
    here = f"/sites/{site.id}/boundary"
    form = {"csrf_token": token_in(desk.get(here).text)}
    for name, content in FILES.items():
        answer = desk.post(here, data=form | {"how": "file"}, files={"file": ("outline.geojson", content)})
        assert answer.status_code == 422, (name, answer.text[:300])
    for typed in TYPED:
        answers = [
            desk.post(here, data=form | {"how": "corners", "corners": typed}),
            desk.post(here, data=form | {"how": "pin", "pin": typed, "radius_m": "300"}),
            desk.post(here, data=form | {"how": "pin", "pin": "60.17, 24.94", "radius_m": typed[:500]}),
            desk.post(f"/sites/{site.id}/stops", data=form | {"do": "add", "new_name": "x", "new_place": typed}),
        ]
        assert [answer.status_code for answer in answers] == [422] * 4, typed[:40]
    assert every_row() == before
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []


def test_streets_may_be_called_anything_in_a_file_and_the_pages_still_open(
    either_house: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        site = some_site(session, cast.facilitator)
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "highway": name, "lit": name},
            "geometry": {"type": "LineString", "coordinates": STREETS[0].places},
        }
        for name in (*NAMES, 17, None, True, {"a": "\ud800"}, ["\0"], 1e308)
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    desk = cast.client(cast.facilitator)
    form = {"csrf_token": token_in(desk.get(f"/sites/{site.id}").text)}
    sent = desk.post(f"/sites/{site.id}/streets", data=form, files={"streets": ("a.geojson", content)})
    assert sent.status_code == 200, sent.text[:300]
    for page in ("", "/boundary", "/stops", "/streets.geojson"):
        answer = desk.get(f"/sites/{site.id}{page}")
        assert answer.status_code == 200, page
        assert answer.headers["content-type"].startswith("application/") or "<script>alert" not in answer.text, page
    with reading() as session:
        assert {street.name for street in streets_of(session, site.id)} >= {"../../../../etc/passwd", "17"}
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []
