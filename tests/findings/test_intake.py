"""A batch of findings over HTTP, as a phone sends it, on both databases."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.findings import Finding, Parked, store_intake
from app.findings.answering_again import answer_all_again
from app.findings.judging import LATE_WINDOW
from app.findings.proving import is_ours
from app.findings.wire import canonical
from app.foundation import clock
from app.foundation.database import reading
from app.foundation.identifiers import new_id
from app.walks import WalkerProfile
from tests.findings.conftest import a_viewer
from tests.makers.findings import (
    LAT,
    LON,
    Phone,
    a_finding,
    a_phone,
    a_photo,
    a_walk,
    listed,
    media,
    rows,
    sha256_of,
)


def kept(phone: Phone) -> list[Finding]:
    with reading() as session:
        return rows(session, Finding)


def parked(phone: Phone) -> list[Parked]:
    with reading() as session:
        return rows(session, Parked)


def test_a_walker_gets_a_receipt_for_each_finding_in_order(either_phone: Phone) -> None:
    findings = [a_finding(either_phone.walk) for _ in range(5)]
    receipts = either_phone.send(*findings)
    assert [receipt["id"] for receipt in receipts] == [finding["id"] for finding in findings]
    assert {receipt["state"] for receipt in receipts} == {"kept"}
    assert all(is_ours(receipt) for receipt in receipts)
    assert {str(row.id) for row in kept(either_phone)} == {finding["id"] for finding in findings}


def test_sending_twice_changes_nothing_and_says_so(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    either_phone.send(finding)
    first = kept(either_phone)
    [receipt] = either_phone.send(dict(reversed(finding.items())))
    assert receipt["state"] == "unchanged"
    assert [row.model_dump() for row in kept(either_phone)] == [row.model_dump() for row in first]


def test_a_finding_twice_in_one_batch_is_kept_once(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    newer = finding | {"revision": 2, "answers": {"lgt_level": 3}}
    states = [receipt["state"] for receipt in either_phone.send(finding, finding, newer, finding)]
    assert states == ["kept", "unchanged", "kept", "older"]
    [row] = kept(either_phone)
    assert (row.revision, row.answers) == (2, {"lgt_level": 3})


def test_a_moment_marked_from_the_pocket_is_kept_bare_and_answered_later(either_phone: Phone) -> None:
    bare = a_finding(either_phone.walk, answers={"ctx_period": "night"}, stop=None, marks=["noticed-here"])
    [receipt] = either_phone.send(bare)
    assert receipt["state"] == "kept"
    answered = bare | {"revision": 2, "answers": {"ctx_period": "night", "lgt_level": 0}, "entry": "later_same_day"}
    [receipt] = either_phone.send(answered)
    assert receipt["state"] == "kept"
    [row] = kept(either_phone)
    assert (row.marks, row.entry, row.answers["lgt_level"]) == (["noticed-here"], "later_same_day", 0)


def test_an_older_revision_that_comes_late_does_not_undo_her_change(phone: Phone) -> None:
    finding = a_finding(phone.walk)
    phone.send(finding | {"revision": 3, "answers": {"lgt_level": 3}})
    [receipt] = phone.send(finding)
    assert receipt["state"] == "older"
    assert kept(phone)[0].answers == {"lgt_level": 3}


def test_revisions_decide_even_when_the_phones_clock_stands_at_1970(phone: Phone) -> None:
    finding = a_finding(phone.walk)
    phone.send(finding)
    [receipt] = phone.send(finding | {"revision": 2, "changed_at": "1970-01-01T00:00:07+00:00"})
    assert receipt["state"] == "kept"
    assert kept(phone)[0].revision == 2


def test_two_texts_with_one_number_are_both_kept_whoever_comes_first(either_phone: Phone) -> None:
    one = a_finding(either_phone.walk)
    other = one | {"answers": {"lgt_level": 3}}
    either_phone.send(one)
    either_phone.send(other)
    either_phone.send(one)
    either_phone.send(other)
    told = [kept(either_phone)[0].answers, *[aside.body["answers"] for aside in parked(either_phone)]]
    assert sorted(map(canonical, told)) == sorted(map(canonical, [one["answers"], other["answers"]]))
    assert [aside.code for aside in parked(either_phone)] == ["same-revision"]


def test_a_photo_of_the_text_that_is_not_shown_is_not_lost(either_phone: Phone) -> None:
    photo = a_photo()
    one = a_finding(either_phone.walk, media=[listed(photo)])
    either_phone.send(one)
    assert either_phone.put(one["id"], photo).json()["receipts"][0]["state"] == "kept"
    texts = (one | {"media": [], "words": {"nar_worry": f"{number}"}} for number in range(99))
    other = next(text for text in texts if sha256_of(canonical(text).encode()) > sha256_of(canonical(one).encode()))
    assert either_phone.send(other, other | {"revision": 2})[0]["state"] == "kept"
    assert either_phone.look(sha256_of(photo)).status_code == 200
    assert [medium.is_listed for medium in media()] == [False], "nobody is shown what the text on show does not list"
    either_phone.send(one | {"revision": 3})
    assert [medium.is_listed for medium in media()] == [True]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answers": {"lgt_level": 7}}, "answers-unknown"),
        ({"answers": {"never_asked": 1}}, "answers-unknown"),
        ({"words": {"never_asked": "text"}}, "answers-unknown"),
        ({"instrument": {"code": "wsa_night", "version": "9", "sha256": "0" * 64}}, "instrument-unknown"),
        ({"place": {"lon": 200.0, "lat": 95.0, "source": "gps"}}, "place-off-planet"),
        ({"place": None, "stop": "0192e000-0000-7000-8000-000000000000"}, "stop-unknown"),
        ({"walk": "0192e000-0000-7000-8000-000000000000"}, "walk-differs"),
        ({"revision": 0}, "malformed"),
        ({"started_at": "yesterday"}, "malformed"),
        ({"started_at": "0001-01-01T00:00:00+14:00"}, "malformed"),
        ({"words": {"nar_worry": "x" * 70_000}}, "too-large"),
    ],
)
def test_a_refused_finding_is_parked_whole_and_the_batch_goes_on(
    phone: Phone, change: dict[str, Any], code: str
) -> None:
    good, bad = a_finding(phone.walk), a_finding(phone.walk) | change
    receipts = phone.send(bad, good)
    assert [receipt["state"] for receipt in receipts] == ["parked", "kept"]
    assert receipts[0]["code"] == code and receipts[0]["sentence"]
    assert [aside.body for aside in parked(phone)] == [bad]


@pytest.mark.parametrize("junk", [None, 7, "finding", [], {}, {"id": 5}, {"id": "x" * 5000}, {"id": "\0"}, [[[[]]]]])
def test_something_that_is_no_finding_never_fails_the_batch(phone: Phone, junk: Any) -> None:
    receipts = phone.send(junk, a_finding(phone.walk))
    assert [receipt["state"] for receipt in receipts] == ["parked", "kept"]
    assert len(parked(phone)) == 1


def test_parking_twice_keeps_it_once(either_phone: Phone) -> None:
    bad = a_finding(either_phone.walk, answers={"lgt_level": 9})
    assert either_phone.send(bad, bad)[1]["state"] == "parked"
    assert either_phone.send(bad)[0]["state"] == "parked"
    assert len(parked(either_phone)) == 1


def test_a_corrected_finding_leaves_the_parking(either_phone: Phone) -> None:
    bad = a_finding(either_phone.walk, answers={"lgt_level": 9})
    either_phone.send(bad)
    assert either_phone.send(bad | {"revision": 2, "answers": {"lgt_level": 2}})[0]["state"] == "kept"
    assert parked(either_phone) == []


def test_what_was_set_aside_does_not_return_when_it_comes_once_more_after_she_changed_it(either_phone: Phone) -> None:
    first = a_finding(either_phone.walk, answers={"lgt_level": 9}, words={"nar_worry": "the green door"})
    changed = first | {"revision": 2, "answers": {"lgt_level": 1}, "words": {}}
    states = [either_phone.send(one)[0]["state"] for one in (first, changed, first)]
    assert states == ["parked", "kept", "older"]
    assert parked(either_phone) == []


def test_what_has_no_number_that_anybody_can_read_waits_on_since_it_may_be_newer(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    states = [either_phone.send(one)[0]["state"] for one in (finding | {"revision": "three"}, finding)]
    assert states == ["parked", "kept"]
    assert [aside.body["revision"] for aside in parked(either_phone)] == ["three"]


def test_half_an_emoji_and_a_nul_in_her_words_do_not_stop_them(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk, words={"nar_worry": "dark \ud83d"}, marks=["broken-lamp"])
    finding["words"]["nar_good"] = "a\0b"
    body = json.dumps({"findings": [finding]}).encode()
    answer = either_phone.client.post("/api/v1/findings", content=body, headers=either_phone.headers)
    assert answer.json()["receipts"][0]["state"] == "kept"
    assert kept(either_phone)[0].words == {"nar_worry": "dark \ufffd", "nar_good": "ab"}


def test_findings_may_come_gzipped(phone: Phone) -> None:
    body = gzip.compress(json.dumps({"findings": [a_finding(phone.walk)]}).encode())
    answer = phone.client.post("/api/v1/findings", content=body, headers=phone.headers | {"Content-Encoding": "gzip"})
    assert answer.json()["receipts"][0]["state"] == "kept"


def test_a_gzip_bomb_is_refused_before_it_is_unpacked(phone: Phone) -> None:
    body = gzip.compress(b" " * 50_000_000)
    answer = phone.client.post("/api/v1/findings", content=body, headers=phone.headers | {"Content-Encoding": "gzip"})
    assert answer.status_code == 413
    assert answer.json()["code"] == "body-too-large"


@pytest.mark.parametrize(
    "body", [b"", b"[", b"[]", b'{"findings": 3}', b'{"findings": [NaN]}', b"[" * 100_000, b"\xff\xfe"]
)
def test_a_batch_that_is_not_json_gets_a_clear_answer(phone: Phone, body: bytes) -> None:
    answer = phone.client.post("/api/v1/findings", content=body, headers=phone.headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "batch-unreadable")


def test_more_than_a_hundred_findings_at_once_are_refused(phone: Phone) -> None:
    answer = phone.client.post("/api/v1/findings", json={"findings": [{}] * 101}, headers=phone.headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "batch-too-long")


def test_a_phone_without_a_token_is_asked_to_join_again(phone: Phone) -> None:
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic x"}):
        answer = phone.client.post("/api/v1/findings", json={"findings": []}, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "token-unknown")


def test_what_she_says_about_herself_is_kept_apart_from_her_findings(either_phone: Phone) -> None:
    either_phone.send(a_finding(either_phone.walk, answers={"lgt_level": 1, "wlk_gender": "woman", "fee_dark": "dk"}))
    with reading() as session:
        told = {row.code: row.value for row in session.exec(select(WalkerProfile))}
    assert told == {"wlk_gender": "woman", "fee_dark": "dk"}
    assert kept(either_phone)[0].answers == {"lgt_level": 1}


def about_her() -> dict[str, str]:
    with reading() as session:
        return {row.code: row.value for row in session.exec(select(WalkerProfile))}


def test_what_she_says_about_herself_no_more_is_forgotten(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    said = {"wlk_gender": "woman", "wlk_age": "60_plus"}
    either_phone.send(finding | {"answers": finding["answers"] | said})
    either_phone.send(finding | {"revision": 2, "answers": finding["answers"] | {"wlk_age": "60_plus"}})
    assert about_her() == {"wlk_age": "60_plus"}
    either_phone.send(a_finding(either_phone.walk))
    assert about_her() == {"wlk_age": "60_plus"}, "another finding never said it"
    either_phone.send(finding | {"revision": 3, "answers": finding["answers"] | said}, finding | {"revision": 4})
    assert about_her() == {}


def test_an_older_finding_does_not_bring_back_what_she_said_about_herself_before(either_phone: Phone) -> None:
    older, newer = a_finding(either_phone.walk), a_finding(either_phone.walk)
    older["answers"] |= {"wlk_gender": "woman"}
    newer["answers"] |= {"wlk_gender": "another"}
    either_phone.send(newer)
    either_phone.send(older)
    either_phone.send(older | {"revision": 2, "marks": ["broken-lamp"]})
    assert about_her() == {"wlk_gender": "another"}
    either_phone.client.delete(f"/api/v1/findings/{newer['id']}", headers=either_phone.headers)
    either_phone.send(older | {"revision": 3})
    assert about_her() == {"wlk_gender": "woman"}


def test_what_only_one_of_two_texts_with_one_number_says_about_her_is_not_lost(either_phone: Phone) -> None:
    finding = a_finding(either_phone.walk)
    either_phone.send(finding | {"answers": finding["answers"] | {"wlk_gender": "woman"}})
    either_phone.send(*({**finding, "words": {"nar_worry": f"{number}"}} for number in range(9)))
    assert about_her() == {"wlk_gender": "woman"}


def test_findings_come_late_for_two_weeks_and_are_parked_after_that(phone: Phone) -> None:
    late, too_late = a_finding(phone.walk), a_finding(phone.walk)
    with clock.standing_at(phone.walk.closes_at + timedelta(days=13)):
        assert phone.send(late)[0]["state"] == "kept"
    with clock.standing_at(phone.walk.closes_at + timedelta(days=15)):
        [receipt] = phone.send(too_late)
    assert (receipt["state"], receipt["code"]) == ("parked", "walk-is-closed")
    assert kept(phone)[0].is_late


def test_the_sun_decides_whether_it_was_night_not_the_phones_clock(house: Path) -> None:
    phone = a_phone(a_walk(a_viewer()))
    noon = clock.now().replace(month=6, hour=10, minute=0)  # 10:00 UTC, high summer in Helsinki
    phone.send(a_finding(phone.walk, started_at=noon.isoformat()))
    phone.send(a_finding(phone.walk, started_at=noon.replace(month=12, hour=20).isoformat()))
    assert sorted(row.period for row in kept(phone)) == ["day", "night"]


def test_a_finding_without_a_place_stands_at_its_stop(phone: Phone) -> None:
    from app.sites import Stop

    with reading() as session:
        stop = rows(session, Stop)[0]
    phone.send(a_finding(phone.walk, place=None, stop=str(stop.id)))
    [row] = kept(phone)
    assert (row.lon, row.lat, row.place_source) == (stop.lon, stop.lat, "stop")


def test_a_place_is_not_kept_of_a_walker_who_did_not_agree_to_places(house: Path) -> None:
    phone = a_phone(a_walk(a_viewer()), scopes=("take-part",))
    phone.send(a_finding(phone.walk))
    [row] = kept(phone)
    assert (row.lon, row.lat, row.morton, row.sent_place) == (None, None, None, None)


def test_nor_of_what_is_set_aside_and_sending_it_again_once_it_is_kept_changes_nothing(either_house: Path) -> None:
    phone = a_phone(a_walk(a_viewer()), scopes=("take-part",))
    finding = a_finding(phone.walk)
    with clock.standing_at(phone.walk.closes_at + LATE_WINDOW + timedelta(hours=1)):
        assert phone.send(finding)[0]["code"] == "walk-is-closed"
    [aside] = parked(phone)
    assert aside.body == finding | {"place": None}
    assert answer_all_again() == 1
    assert [phone.send(finding)[0]["state"], parked(phone)] == ["unchanged", []]


def test_a_place_that_she_takes_back_goes_from_the_other_text_with_its_number_too(either_phone: Phone) -> None:
    one = a_finding(either_phone.walk)
    either_phone.send(one)
    either_phone.send(one | {"answers": {"lgt_level": 3}})
    [aside] = parked(either_phone)
    assert aside.body["place"]["lon"] == LON
    either_phone.send(one | {"revision": 2, "place": None})
    [aside] = parked(either_phone)
    assert (aside.code, aside.body["place"]) == ("same-revision", None)


def test_her_place_is_kept_as_sent(phone: Phone) -> None:
    phone.send(a_finding(phone.walk))
    [row] = kept(phone)
    assert (row.lon, row.lat, row.accuracy_m, row.place_source) == (LON, LAT, 8.5, "gps")
    assert row.sent_place["lon"] == LON


def test_another_walkers_finding_cannot_be_overwritten(house: Path) -> None:
    walk = a_walk(a_viewer())
    ada, eve = a_phone(walk), a_phone(walk)
    hers = a_finding(walk)
    ada.send(hers)
    [receipt] = eve.send(hers | {"revision": 9, "answers": {"lgt_level": 0}})
    assert (receipt["state"], receipt["code"]) == ("parked", "id-taken")
    assert kept(ada)[0].answers == hers["answers"]
    assert kept(ada)[0].walker_id == ada.walker_id


def test_one_phone_cannot_flood_a_walk(phone: Phone) -> None:
    phone.send(*[a_finding(phone.walk) for _ in range(100)])
    phone.send(*[a_finding(phone.walk) for _ in range(20)])
    answer = phone.client.post("/api/v1/findings", json={"findings": [a_finding(phone.walk)]}, headers=phone.headers)
    assert answer.status_code == 429 and int(answer.headers["Retry-After"]) > 0


def _spoil(monkeypatch: pytest.MonkeyPatch, poison: str) -> None:
    """The database refuses this finding."""
    real = store_intake.file_findings

    def picky(session: Any, kept: Any) -> None:
        real(session, kept)
        if any(str(one.finding_id) == poison for one in kept):
            raise ValueError("this row cannot be filed")

    monkeypatch.setattr(store_intake, "file_findings", picky)


def test_a_finding_that_the_database_refuses_is_parked_and_the_others_stand(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = [a_finding(either_phone.walk) for _ in range(3)]
    _spoil(monkeypatch, findings[1]["id"])
    receipts = either_phone.send(*findings)
    assert [receipt["state"] for receipt in receipts] == ["kept", "parked", "kept"]
    assert receipts[1]["code"] == "unexpected"
    assert {str(row.id) for row in kept(either_phone)} == {findings[0]["id"], findings[2]["id"]}
    assert [aside.body for aside in parked(either_phone)] == [findings[1]]


def test_of_two_revisions_beside_one_that_the_database_refuses_the_newer_is_shown(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding, poison = a_finding(either_phone.walk), a_finding(either_phone.walk)
    _spoil(monkeypatch, poison["id"])
    receipts = either_phone.send(finding, finding | {"revision": 2}, poison)
    assert [receipt["state"] for receipt in receipts] == ["kept", "kept", "parked"]
    assert [row.revision for row in kept(either_phone)] == [2]
    assert [aside.body for aside in parked(either_phone)] == [poison]


def test_me_tells_the_phone_what_is_held_and_what_is_parked(phone: Phone) -> None:
    good, bad = a_finding(phone.walk), a_finding(phone.walk, answers={"lgt_level": 8})
    phone.send(good, bad)
    states = {one["id"]: (one["state"], one["revision"], one.get("code")) for one in phone.me()["findings"]}
    assert states == {good["id"]: ("kept", 1, None), bad["id"]: ("parked", 1, "answers-unknown")}


def test_an_unknown_stop_does_not_cost_the_place(phone: Phone) -> None:
    [receipt] = phone.send(a_finding(phone.walk, stop=str(new_id())))
    assert receipt["state"] == "kept"
    assert kept(phone)[0].stop_id is None


@pytest.mark.parametrize("beside", ["lamp", "l\\u0061mp"])
@pytest.mark.parametrize("depth", [300, 500, 900, 1_010, 3_000])
def test_lists_within_lists_without_end_get_a_clear_answer(phone: Phone, depth: int, beside: str) -> None:
    body = f'{{"findings": ["{beside}", {"[" * depth}{"]" * depth}]}}'.encode()
    for one in (phone, a_phone(phone.walk, scopes=("take-part",))):
        answer = one.client.post("/api/v1/findings", content=body, headers=one.headers)
        assert answer.status_code == 400 or answer.json()["receipts"][0]["state"] == "parked"


def test_sending_again_what_is_here_is_answered_however_much_she_sent(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = a_finding(phone.walk)
    phone.send(first)
    monkeypatch.setattr("app.findings.quotas.FINDINGS_AN_HOUR", 1)
    assert phone.send(first)[0]["state"] == "unchanged"
    more = phone.client.post(
        "/api/v1/findings", json={"findings": [first, a_finding(phone.walk)]}, headers=phone.headers
    )
    assert more.status_code == 429 and int(more.headers["Retry-After"]) > 0
