"""What a moderator decides: hiding, accepting what she has seen, putting a place right."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from app.findings import (
    Finding,
    FindingFilter,
    Medium,
    ModerationStep,
    clean_waiting,
    photos_of,
    rows_for_analysis,
)
from app.foundation.database import reading
from app.people import ReadEntry
from tests.cast import token_in
from tests.makers.desk import Evening, seen_in
from tests.makers.findings import LAT, LON, a_photo, rows


def test_hiding_takes_a_finding_out_of_everything_and_undo_brings_it_back(evening: Evening, amara: TestClient) -> None:
    wanted = FindingFilter(evening.audit_id)
    evening.post(amara, f"/findings/{evening.id}/hide")
    with reading() as session:
        assert evening.id not in [row.id for row in rows_for_analysis(session, wanted)]
        assert photos_of(session, evening.cast.facilitator, wanted) == []
    evening.post(amara, f"/findings/{evening.id}/unhide")
    with reading() as session:
        assert evening.id in [row.id for row in rows_for_analysis(session, wanted)]
    history = amara.get(f"/findings/{evening.id}").text
    assert "Amara" in history and "Finding shown again" in history


def test_several_findings_are_decided_at_once(evening: Evening, amara: TestClient) -> None:
    with reading() as session:
        ids = [f"{row.id}:{row.content_sha256}" for row in rows(session, Finding)]
    path = f"/audits/{evening.audit_id}/findings/decide"
    assert evening.post(amara, path, do="accept", chosen=ids).status_code == 303
    with reading() as session:
        assert {row.moderation for row in rows(session, Finding)} == {"accepted"}


NEWER = {"revision": 2, "words": {"nar_worry": "Rosa of number 12"}}
CHANGED = "sent a newer version while you looked"


def test_what_came_after_she_opened_the_page_is_shown_to_her_before_it_is_accepted(
    evening: Evening, amara: TestClient
) -> None:
    before = seen_in(amara.get(f"/findings/{evening.id}").text)
    evening.phone.send(evening.sent | NEWER)
    answer = evening.post(amara, f"/findings/{evening.id}/accept", seen=before)
    assert answer.status_code == 409 and CHANGED in answer.text and "Rosa of number 12" in answer.text
    assert evening.finding().moderation == "new"
    assert evening.post(amara, f"/findings/{evening.id}/accept", seen=seen_in(answer.text)).status_code == 303
    assert evening.finding().moderation == "accepted"


def test_of_several_that_are_ticked_the_one_that_changed_meanwhile_is_not_accepted(
    evening: Evening, amara: TestClient
) -> None:
    page = amara.get(f"/audits/{evening.audit_id}/findings").text
    ticked = re.findall(r'name="chosen" value="([^"]+)"', page)
    evening.phone.send(evening.sent | NEWER)
    answer = amara.post(
        f"/audits/{evening.audit_id}/findings/decide",
        data={"csrf_token": token_in(page), "do": "accept", "chosen": ticked},
        headers={"HX-Request": "true"},
    )
    assert "1 finding accepted. 1 changed while you looked: read it once more." in answer.text
    with reading() as session:
        assert {row.id: row.moderation for row in rows(session, Finding)}[evening.id] == "new"
        assert sorted(row.moderation for row in rows(session, Finding)) == ["accepted", "new"]


@pytest.mark.parametrize("looks_by", ["deciding about none", "hiding words", "being told that it changed"])
def test_whoever_reads_by_deciding_is_written_down_as_well(evening: Evening, amara: TestClient, looks_by: str) -> None:
    page = amara.get(f"/audits/{evening.audit_id}/findings").text
    form, path = {"csrf_token": token_in(page)}, f"/findings/{evening.id}/words"
    if looks_by == "deciding about none":
        path, form = f"/audits/{evening.audit_id}/findings/decide", form | {"do": "accept"}
    elif looks_by == "hiding words":
        form |= {"code": "nar_worry", "do": "hide"}
    else:
        path, form = f"/findings/{evening.id}/accept", form | {"seen": "another version"}
    with reading() as session:
        before = len(rows(session, ReadEntry))
    answer = amara.post(path, data=form, headers={"HX-Request": "true"})
    assert str(evening.id) in answer.text
    with reading() as session:
        [entry] = sorted(rows(session, ReadEntry), key=lambda one: one.read_at)[before:]
    assert entry.thing_id == str(evening.audit_id if looks_by == "deciding about none" else evening.id)


def test_a_photo_whose_caption_changed_meanwhile_is_not_accepted_unseen(evening: Evening, amara: TestClient) -> None:
    before = seen_in(amara.get(f"/findings/{evening.id}").text)
    photo, voice = evening.sent["media"]
    evening.phone.send(evening.sent | {"revision": 2, "media": [photo | {"caption": "Rosa's house"}, voice]})
    form = {"medium_id": str(evening.photo.id), "do": "accept"}
    answer = evening.post(amara, f"/findings/{evening.id}/photos", seen=before, **form)
    assert answer.status_code == 409 and CHANGED in answer.text and "Rosa&#39;s house" in answer.text
    with reading() as session:
        assert session.get_one(Medium, evening.photo.id).moderation == "new"
    evening.post(amara, f"/findings/{evening.id}/photos", **form)
    with reading() as session:
        assert session.get_one(Medium, evening.photo.id).moderation == "accepted"


def test_a_photo_that_was_hidden_stays_hidden_though_she_takes_it_away_and_lists_it_again(
    evening: Evening, amara: TestClient
) -> None:
    path, photo = f"/findings/{evening.id}/photos", evening.sent["media"]
    without = evening.sent | {"media": photo[1:]}
    evening.post(amara, path, medium_id=str(evening.photo.id), do="hide")
    evening.phone.send(without | {"revision": 2})
    evening.phone.send(evening.sent | {"revision": 3})
    with reading() as session:
        [again] = [medium for medium in rows(session, Medium) if medium.kind == "photo"]
    assert again.moderation == "hidden"
    # Sent once more before its finding lists it, which is as good.
    evening.phone.send(without | {"revision": 4})
    assert evening.phone.put(str(evening.id), a_photo()).status_code == 201
    evening.phone.send(evening.sent | {"revision": 5})
    with reading() as session:
        [again] = [medium for medium in rows(session, Medium) if medium.kind == "photo"]
    assert again.moderation == "hidden"
    clean_waiting()
    evening.post(amara, path, medium_id=str(again.id), do="unhide")
    evening.phone.send(without | {"revision": 6})
    evening.phone.send(evening.sent | {"revision": 7})
    with reading() as session:
        assert "hidden" not in [medium.moderation for medium in rows(session, Medium)]


def test_a_new_revision_is_looked_at_again_and_a_hidden_one_stays_hidden(evening: Evening, amara: TestClient) -> None:
    evening.post(amara, f"/findings/{evening.id}/accept")
    evening.phone.send(evening.sent | {"revision": 2})
    assert evening.finding().moderation == "new"
    evening.post(amara, f"/findings/{evening.id}/hide")
    evening.phone.send(evening.sent | {"revision": 3})
    assert evening.finding().moderation == "hidden"


def test_a_corrected_place_survives_what_the_phone_sends_later(evening: Evening, amara: TestClient) -> None:
    path = f"/findings/{evening.id}/place"
    evening.post(amara, path, how="typed", lon="24,9405", lat="60.1690")
    evening.phone.send(evening.sent | {"revision": 2})
    moved = evening.finding()
    assert (moved.lon, moved.lat, moved.place_source, moved.revision) == (24.9405, 60.1690, "corrected", 2)
    assert moved.sent_place is not None and moved.sent_place["lon"] == LON
    evening.post(amara, path, how="back")
    assert (evening.finding().lon, evening.finding().lat, evening.finding().place_source) == (LON, LAT, "gps")


def test_a_place_that_she_takes_back_goes_also_when_a_moderator_had_put_it_right(
    evening: Evening, amara: TestClient
) -> None:
    path = f"/findings/{evening.id}/place"
    evening.post(amara, path, how="north")
    evening.phone.send(evening.sent | {"revision": 2, "place": None})
    left = evening.finding()
    assert (left.lon, left.lat, left.morton, left.place_source, left.sent_place) == (None,) * 5
    with reading() as session:
        assert [step.detail for step in rows(session, ModerationStep)] == [{}]
    # What a moderator says of a finding without a place stays.
    evening.post(amara, path, how="typed", lon="24.9405", lat="60.1690")
    evening.phone.send(evening.sent | {"revision": 3, "place": None})
    assert (evening.finding().lon, evening.finding().place_source) == (24.9405, "corrected")


def test_a_place_moves_by_five_metres_or_to_a_stop(evening: Evening, amara: TestClient) -> None:
    path = f"/findings/{evening.id}/place"
    evening.post(amara, path, how="north")
    moved = evening.finding()
    assert moved.lat is not None and (moved.lat - LAT) * 111_195 == pytest.approx(5, abs=0.05)
    from app.sites import Stop

    with reading() as session:
        stop = rows(session, Stop)[0]
    evening.post(amara, path, how="stop", stop_id=str(stop.id))
    assert (evening.finding().stop_id, evening.finding().lon) == (stop.id, stop.lon)


@pytest.mark.parametrize(("lon", "lat"), [("far", "60"), ("500", "60"), ("", ""), ("24", "nan"), ("24", "91")])
def test_a_place_that_is_none_is_explained_and_changes_nothing(
    evening: Evening, amara: TestClient, lon: str, lat: str
) -> None:
    answer = evening.post(amara, f"/findings/{evening.id}/place", how="typed", lon=lon, lat=lat)
    assert answer.status_code == 422 and "error-summary" in answer.text  # type: ignore[attr-defined]
    assert (evening.finding().lon, evening.finding().place_source) == (LON, "gps")


def test_words_can_be_hidden_without_the_finding(evening: Evening, amara: TestClient) -> None:
    evening.post(amara, f"/findings/{evening.id}/words", code="nar_worry", do="hide")
    assert evening.finding().shown_words == {} and not evening.finding().is_hidden
    evening.post(amara, f"/findings/{evening.id}/words", code="nar_worry", do="show")
    assert evening.finding().shown_words == {"nar_worry": "<b>dark</b>"}
