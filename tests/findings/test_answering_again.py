"""What was set aside comes in by itself once the reason is gone."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.findings import answering_again
from app.findings.answering_again import answer_all_again
from app.findings.finding import Finding
from app.findings.parked import Parked
from app.findings.refusals import HOPEFUL, PASSING, TWIN
from app.foundation import clock
from app.foundation.database import reading, writing
from app.instruments import InstrumentVersion, instrument_named
from app.walks import Walk
from tests.makers.findings import Phone, a_finding, rows

LATER = {"code": "wsa_night", "version": "9", "sha256": "9" * 64}


def _know_more_questions() -> None:
    with writing() as session:
        body = instrument_named("wsa_night").meaning()
        session.add(InstrumentVersion(sha256="9" * 64, code="wsa_night", version="9", body=body, kept_at=clock.now()))


def test_a_walk_that_its_leader_reopens_gets_what_came_too_late(either_phone: Phone) -> None:
    with writing() as session:
        walk = session.get_one(Walk, either_phone.walk.id)
        walk.closes_at = walk.closes_at - timedelta(days=20)
        session.add(walk)
    assert either_phone.send(a_finding(either_phone.walk))[0]["code"] == "walk-is-closed"
    assert answer_all_again() == 0
    with writing() as session:
        walk = session.get_one(Walk, either_phone.walk.id)
        walk.closes_at = clock.now() + timedelta(hours=1)
        session.add(walk)
    assert answer_all_again() == 1
    assert [one["state"] for one in either_phone.me()["findings"]] == ["kept"]
    assert answer_all_again() == 0


def test_findings_wait_for_their_questions_and_come_in_when_the_server_knows_them(phone: Phone) -> None:
    first, second = a_finding(phone.walk, instrument=LATER), a_finding(phone.walk, instrument=LATER)
    assert {one["code"] for one in phone.send(first, second)} == {"instrument-unknown"}
    _know_more_questions()
    assert answer_all_again() == 2
    with reading() as session:
        assert {one.id.hex for one in rows(session, Finding)} == {one["id"].replace("-", "") for one in (first, second)}
        assert rows(session, Parked) == []


def test_one_that_still_cannot_be_kept_stays_whole_and_stops_no_other(phone: Phone) -> None:
    phone.send(a_finding(phone.walk, answers={"lgt_level": 9}), {"no": "finding"})
    assert answer_all_again() == 0
    with reading() as session:
        assert {one.code for one in rows(session, Parked)} == {"answers-unknown", "malformed"}


def test_one_that_was_damaged_on_disk_keeps_no_other_waiting(either_phone: Phone) -> None:
    either_phone.send(*(a_finding(either_phone.walk, instrument=LATER) for _finding in range(3)))
    with writing() as session:
        first = rows(session, Parked)[0]
        first.body_text = first.body_text[:40]
    _know_more_questions()
    assert answer_all_again() == 2
    with reading() as session:
        assert [one.id for one in rows(session, Parked)] == [first.id]


def test_whatever_fails_in_one_minute_the_next_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Collection[str]] = []
    stopping = threading.Event()

    def look(codes: Collection[str]) -> int:
        looked.append(codes)
        if len(looked) == 1:
            raise KeyError("a fault that nobody foresaw")
        if len(looked) == 3:
            stopping.set()
        return 0

    monkeypatch.setattr(answering_again, "answer_all_again", look)
    monkeypatch.setattr(answering_again, "EVERY_S", 0.001)
    answering_again._work(stopping)
    assert looked == [HOPEFUL, HOPEFUL, PASSING]  # all of them once after a start; then those that may pass meanwhile


def test_what_only_an_update_can_let_in_is_not_judged_each_minute(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.send(
        {"no": "finding"}, a_finding(phone.walk, answers={"lgt_level": 9}), a_finding(phone.walk, instrument=LATER)
    )
    judged: list[UUID] = []

    def note(parked_id: UUID) -> bool:
        judged.append(parked_id)
        return False

    monkeypatch.setattr(answering_again, "_may_be_kept", note)
    answer_all_again(PASSING)
    assert len(judged) == 1
    answer_all_again()
    assert len(judged) == 1 + 3


# ---- several texts of one finding


def _closing(phone: Phone, at: datetime) -> None:
    with writing() as session:
        walk = session.get_one(Walk, phone.walk.id)
        walk.closes_at = at
        session.add(walk)


def test_of_two_revisions_that_came_too_late_the_newer_is_shown_once_the_walk_is_reopened(either_phone: Phone) -> None:
    _closing(either_phone, clock.now() - timedelta(days=20))
    first = a_finding(either_phone.walk, words={"nar_worry": "The lamp is out"})
    second = first | {"revision": 2, "words": {"nar_worry": "The lamp is out, and the path is wet"}}
    for one in (first, second):
        assert either_phone.send(one)[0]["code"] == "walk-is-closed"
    _closing(either_phone, clock.now() + timedelta(hours=1))
    answer_all_again()
    with reading() as session:
        [kept] = rows(session, Finding)
        assert (kept.revision, kept.words) == (2, second["words"])
        assert rows(session, Parked) == []


def test_a_newer_revision_that_waits_is_not_thrown_away_when_an_older_one_comes(either_phone: Phone) -> None:
    older = a_finding(either_phone.walk, words={"nar_worry": "old"})
    newer = older | {"revision": 2, "words": {"nar_worry": "new"}, "instrument": LATER}
    assert [either_phone.send(one)[0]["state"] for one in (newer, older)] == ["parked", "kept"]
    _know_more_questions()
    assert answer_all_again() == 1
    with reading() as session:
        assert [one.words for one in rows(session, Finding)] == [{"nar_worry": "new"}]
        assert rows(session, Parked) == []


@pytest.mark.parametrize("number", range(4))  # which of the two is shown is for their hashes to say
def test_of_two_texts_with_one_number_neither_is_lost_when_one_of_them_had_to_wait(
    either_phone: Phone, number: int
) -> None:
    here = a_finding(either_phone.walk, words={"nar_worry": f"here {number}"})
    waiting = here | {"words": {"nar_worry": f"waiting {number}"}, "instrument": LATER}
    assert [either_phone.send(one)[0]["state"] for one in (here, waiting)] == ["kept", "parked"]
    _know_more_questions()
    answer_all_again()
    with reading() as session:
        [kept], [aside] = rows(session, Finding), rows(session, Parked)
    texts = [kept.words["nar_worry"], aside.body["words"]["nar_worry"]]
    assert sorted(texts) == [f"here {number}", f"waiting {number}"]
    assert aside.code == TWIN
    assert answer_all_again() == 0
