"""What was set aside comes in by itself once the reason is gone."""

from __future__ import annotations

from datetime import timedelta

from app.findings.answering_again import answer_all_again
from app.findings.finding import Finding
from app.findings.parked import Parked
from app.foundation import clock
from app.foundation.database import reading, writing
from app.instruments import InstrumentVersion, instrument_named
from app.walks import Walk
from tests.makers.findings import Phone, a_finding, rows


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
    known = instrument_named("wsa_night")
    later = {"code": "wsa_night", "version": "9", "sha256": "9" * 64}
    first, second = a_finding(phone.walk, instrument=later), a_finding(phone.walk, instrument=later)
    assert {one["code"] for one in phone.send(first, second)} == {"instrument-unknown"}
    with writing() as session:
        session.add(
            InstrumentVersion(sha256="9" * 64, code="wsa_night", version="9", body=known.meaning(), kept_at=clock.now())
        )
    assert answer_all_again() == 2
    with reading() as session:
        assert {one.id.hex for one in rows(session, Finding)} == {one["id"].replace("-", "") for one in (first, second)}
        assert rows(session, Parked) == []


def test_one_that_still_cannot_be_kept_stays_whole_and_stops_no_other(phone: Phone) -> None:
    phone.send(a_finding(phone.walk, answers={"lgt_level": 9}), {"no": "finding"})
    assert answer_all_again() == 0
    with reading() as session:
        assert {one.code for one in rows(session, Parked)} == {"answers-unknown", "malformed"}
