"""The desk: seeing, hiding, putting right; and who may not."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.findings import (
    Finding,
    FindingFilter,
    Medium,
    ModerationStep,
    Parked,
    clean_waiting,
    findings_seen_by,
    photos_of,
    rows_for_analysis,
)
from app.findings.desk import PARKED_ON_A_PAGE
from app.foundation.database import reading, writing
from app.foundation.errors import NotAllowed, NotFound
from app.instruments import SCOPES
from app.people import ReadEntry
from app.walks import publish_audit
from tests.cast import Cast, token_in
from tests.makers.findings import LAT, LON, Phone, a_finding, a_phone, a_photo, a_recording, a_walk, listed, rows


class Evening:
    """A walk with one finding that has a photo, a recording and words, and one that is parked."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.walk = a_walk(cast.facilitator)
        self.phone = a_phone(self.walk)
        photo, voice = a_photo(), a_recording()
        self.sent = a_finding(
            self.walk,
            words={"nar_worry": "<b>dark</b>"},
            media=[listed(photo), listed(voice, kind="voice", indicator=None)],
        )
        self.parked = a_finding(self.walk, answers={"lgt_level": 9})
        self.phone.send(self.sent, self.parked, a_finding(self.walk, answers={"lgt_level": 3}))
        self.phone.put(self.sent["id"], photo)
        self.phone.put(self.sent["id"], voice, kind="audio/webm")
        clean_waiting()
        with reading() as session:
            media = rows(session, Medium)
            self.photo = next(medium for medium in media if medium.kind == "photo")
            self.voice = next(medium for medium in media if medium.kind == "voice")
            self.parked_id = rows(session, Parked)[0].id

    @property
    def id(self) -> UUID:
        return UUID(self.sent["id"])

    @property
    def audit_id(self) -> UUID:
        return self.walk.audit_id

    def finding(self) -> Finding:
        with reading() as session:
            return session.get_one(Finding, self.id)

    def post(self, client: TestClient, path: str, **form: object) -> Response:
        """Send a form as the page would that was opened just now, or of which `form` says what was `seen`."""
        page = client.get(f"/findings/{self.id}").text
        said = {"csrf_token": token_in(page), "seen": seen_in(page)}
        return client.post(path, data=said | form, follow_redirects=False)


def seen_in(page: str) -> str:
    """The version of the finding that a page shows, as its forms say it."""
    return re.findall(r'name="seen" value="([0-9a-f]{64})"', page)[0]


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return Evening(cast)


@pytest.fixture
def amara(evening: Evening) -> Iterator[TestClient]:
    yield evening.cast.client(evening.cast.facilitator)


def test_the_facilitator_sees_what_arrived_and_what_is_parked(evening: Evening, amara: TestClient) -> None:
    page = amara.get(f"/audits/{evening.audit_id}/findings").text
    assert evening.sent["id"] in page and f"/photos/{evening.photo.id}/small.jpg" in page
    assert "<b>dark</b>" not in page and "&lt;b&gt;dark" in page
    parked = amara.get(f"/audits/{evening.audit_id}/parked").text
    assert evening.parked["id"] in parked and "/answers/lgt_level" in parked


def test_what_is_parked_is_shown_page_by_page_and_what_is_far_too_long_only_as_it_begins(
    evening: Evening, amara: TestClient
) -> None:
    evening.phone.send(*({"id": f"junk {number:02}", "words": "añil <b>"} for number in range(24)))
    evening.phone.send({"id": "longest", "words": "w" * 70_000})
    first = amara.get(f"/audits/{evening.audit_id}/parked").text
    assert first.count('id="parked-') == PARKED_ON_A_PAGE and len(first) < 100_000
    assert "wwww…" in first and "añil &lt;b&gt;" in first and "<b>" not in first
    [older] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = amara.get(html.unescape(older)).text
    assert second.count('id="parked-') == 1 + 24 + 1 - PARKED_ON_A_PAGE and 'rel="next"' not in second
    assert evening.parked["id"] in second  # the first that came
    shown = re.findall(r"junk \d\d", first + second)
    assert len(shown) == len(set(shown)) == 24


def test_lists_within_lists_that_somebody_sent_do_not_take_the_page_from_her(
    evening: Evening, amara: TestClient
) -> None:
    deep = b"[" * 900 + b"]" * 900
    answer = evening.phone.client.post(
        "/api/v1/findings", content=b'{"findings": [' + deep + b"]}", headers=evening.phone.headers
    )
    assert answer.json()["receipts"][0]["state"] == "parked"
    page = amara.get(f"/audits/{evening.audit_id}/parked")
    assert page.status_code == 200 and "[" * 900 in page.text and evening.parked["id"] in page.text


def test_filters_in_the_url_narrow_the_list(evening: Evening, amara: TestClient) -> None:
    def count(query: str) -> int:
        return amara.get(f"/audits/{evening.audit_id}/findings?{query}").text.count("data-finding")

    assert count("") == 2
    assert count("indicator=lgt_level&levels=3") == 1
    assert count("indicator=lgt_level&levels=1,3") == 2
    assert count("indicator=lgt_level&levels=1&levels=3") == 2
    assert count("indicator=fee_safe") == 1
    assert count("indicator=lgt_cause") == 0
    assert count("photo=yes") == 1 and count("photo=no") == 1
    assert count("state=hidden") == 0
    assert count("walk=nonsense&stop=x&periods=noon&after=broken") == 2


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


def test_a_photo_comes_as_a_plain_picture_and_the_look_is_written_down(evening: Evening, amara: TestClient) -> None:
    answer = amara.get(f"/photos/{evening.photo.id}/large.jpg")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]
    with reading() as session:
        assert ("photo", str(evening.photo.id)) in [(row.what, row.thing_id) for row in rows(session, ReadEntry)]


def test_a_recording_plays_for_moderators_and_is_never_a_page(evening: Evening, amara: TestClient) -> None:
    answer = amara.get(f"/voices/{evening.voice.id}")
    assert answer.headers["content-type"] == "audio/webm"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_who_may_open_what(evening: Evening) -> None:
    cast = evening.cast
    people = {
        "facilitator": cast.facilitator,
        "guardian": cast.guardian,
        "planner": cast.planner,
        "stranger": cast.stranger,
        "visitor": None,
    }
    paths = {
        f"/audits/{evening.audit_id}/findings": (200, 200, 403, 404, 303),
        f"/audits/{evening.audit_id}/findings/count": (303, 303, 403, 404, 303),
        f"/audits/{evening.audit_id}/parked": (200, 200, 403, 404, 303),
        f"/findings/{evening.id}": (200, 200, 403, 404, 303),
        f"/photos/{evening.photo.id}/small.jpg": (200, 200, 404, 404, 404),
        f"/photos/{evening.photo.id}/large.jpg": (200, 200, 404, 404, 404),
        f"/voices/{evening.voice.id}": (200, 200, 403, 404, 303),
    }
    clients = {who: cast.client(viewer) for who, viewer in people.items()}
    for path, wanted in paths.items():
        got = tuple(client.get(path, follow_redirects=False).status_code for client in clients.values())
        assert got == wanted, path


def test_another_groups_facilitator_cannot_decide_about_her_finding(evening: Evening) -> None:
    ines = evening.cast.client(evening.cast.stranger)
    token = token_in(ines.get("/desk").text)
    for path, form in [
        (f"/findings/{evening.id}/hide", {}),
        (f"/findings/{evening.id}/place", {"how": "north"}),
        (f"/findings/{evening.id}/words", {"code": "nar_worry", "do": "hide"}),
        (f"/findings/{evening.id}/photos", {"medium_id": str(evening.photo.id), "do": "hide"}),
        (f"/audits/{evening.audit_id}/findings/decide", {"do": "hide", "chosen": [str(evening.id)]}),
        (f"/audits/{evening.audit_id}/parked/{evening.parked_id}/again", {}),
        (f"/audits/{evening.audit_id}/parked/{evening.parked_id}/delete", {}),
    ]:
        assert ines.post(path, data={"csrf_token": token} | form, follow_redirects=False).status_code == 404, path
    with reading() as session, pytest.raises(NotFound):
        findings_seen_by(session, evening.cast.stranger, FindingFilter(evening.audit_id))
    with reading() as session, pytest.raises(NotAllowed):
        findings_seen_by(session, evening.cast.planner, FindingFilter(evening.audit_id))
    assert evening.finding().moderation == "new" and evening.finding().lon == LON


def test_others_see_a_photo_only_when_it_is_accepted_published_and_agreed_to(
    evening: Evening, amara: TestClient
) -> None:
    visitor, path = evening.cast.client(), f"/photos/{evening.photo.id}/large.jpg"
    with writing() as session:
        publish_audit(session, evening.cast.guardian, evening.audit_id)
    noor = evening.cast.client(evening.cast.planner)
    assert (visitor.get(path).status_code, noor.get(path).status_code) == (404, 404)
    evening.post(amara, f"/findings/{evening.id}/photos", medium_id=str(evening.photo.id), do="accept")
    assert (visitor.get(path).status_code, noor.get(path).status_code) == (200, 200)
    assert visitor.get(f"/voices/{evening.voice.id}", follow_redirects=False).status_code == 303
    for taken_back in ("publish", "photo"):
        with writing() as session:
            walker = session.get_one(type(evening.phone.joined.walker), evening.phone.walker_id)
            walker.scopes = [scope for scope in SCOPES if scope != taken_back]
            session.add(walker)
        assert visitor.get(path).status_code == 404


def test_a_parked_finding_is_answered_again_when_the_reason_is_gone(
    evening: Evening, amara: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/audits/{evening.audit_id}/parked/{evening.parked_id}/again"
    evening.post(amara, path)
    assert evening.phone.me()["findings"][-1]["state"] == "parked"
    monkeypatch.setattr("app.findings.judging.faults_in", lambda _instrument, _answers: [])
    evening.post(amara, path)
    states = {one["id"]: one["state"] for one in evening.phone.me()["findings"]}
    assert states[evening.parked["id"]] == "kept"
    assert "parked" not in states.values()


def test_an_uncleaned_photo_is_never_served(evening: Evening, amara: TestClient) -> None:
    content = a_photo(colour="green")
    finding = a_finding(evening.walk, media=[listed(content)])
    phone: Phone = evening.phone
    phone.send(finding)
    phone.put(finding["id"], content)
    with reading() as session:
        waiting = next(medium for medium in rows(session, Medium) if medium.state == "received")
    for size in ("large", "small"):
        assert amara.get(f"/photos/{waiting.id}/{size}.jpg").status_code == 404
    assert amara.get(f"/findings/{finding['id']}").status_code == 200


def test_other_pages_can_show_how_many_findings_arrived(evening: Evening, amara: TestClient) -> None:
    part = amara.get(f"/audits/{evening.audit_id}/findings/count", headers={"HX-Request": "true"}).text
    assert "2 findings" in part and "1 finding parked" in part and "<html" not in part
