"""The desk: what is seen there, and who may not."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from app.findings import (
    FindingFilter,
    Medium,
    Parked,
    findings_seen_by,
)
from app.findings.desk import PARKED_ON_A_PAGE
from app.foundation.database import reading, writing
from app.foundation.errors import NotAllowed, NotFound
from app.instruments import SCOPES
from app.people import ReadEntry
from app.walks import publish_audit
from tests.cast import token_in
from tests.makers.desk import Evening
from tests.makers.findings import LON, Phone, a_finding, a_photo, listed, rows


def test_the_facilitator_sees_what_arrived_and_what_is_parked(evening: Evening, amara: TestClient) -> None:
    page = amara.get(f"/audits/{evening.audit_id}/findings").text
    assert evening.sent["id"] in page and f"/photos/{evening.photo.id}/small.jpg" in page
    assert "<b>dark</b>" not in page and "&lt;b&gt;dark" in page
    parked = amara.get(f"/audits/{evening.audit_id}/parked").text
    assert evening.parked["id"] in parked and "/answers/lgt_level" in parked


@pytest.mark.parametrize("words", ["dark", "d" * 30_000])
def test_nobody_reads_what_a_single_walker_said_about_herself_in_what_is_parked(
    evening: Evening, amara: TestClient, words: str
) -> None:
    said = {"wlk_gender": "another", "wlk_difficulty": ["seeing", "walking"], "wlk_age": "60_plus"}
    evening.phone.send(a_finding(evening.walk, answers={"lgt_level": 9} | said, words={"nar_worry": words}))
    page = amara.get(f"/audits/{evening.audit_id}/parked").text
    assert page.count("wlk_gender") == 1
    assert not [one for one in ("another", "seeing", "walking", "60_plus") if f"{one}&#34;" in page]
    assert "lgt_level&#34;: 9" in page or "lgt_level&#34;:9" in page
    with reading() as session:
        assert said.items() <= rows(session, Parked)[-1].body["answers"].items(), "it is kept whole"


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


def test_of_two_texts_with_one_number_the_other_one_is_never_said_to_be_kept(
    evening: Evening, amara: TestClient
) -> None:
    one = a_finding(evening.walk, answers={"lgt_level": 1})
    evening.phone.send(one)
    evening.phone.send(one | {"answers": {"lgt_level": 2}})
    with reading() as session:
        [other] = [row for row in rows(session, Parked) if row.id != evening.parked_id]
    parked = f"/audits/{evening.audit_id}/parked"
    evening.post(amara, f"{parked}/{other.id}/again")
    page = amara.get(parked).text
    assert "Another version of it is kept." in page
    assert "It is kept now." not in page
    assert f"{other.id}/delete" in page


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
