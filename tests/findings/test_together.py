"""Phones that wait are written together, and none of them can spoil it for another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.findings import delivering, quotas, together
from app.findings.admission import TooBusy
from app.findings.arrival import Arrival
from app.findings.known import Before
from app.findings.parked import Parked
from app.findings.refusals import Refusal
from app.findings.together import Delivery, Line
from app.foundation.database import Session, reading, writing
from app.foundation.identifiers import new_id
from app.foundation.language import in_language
from tests.findings.conftest import a_viewer
from tests.makers.findings import Phone, a_finding, a_phone, a_walk, rows

PHONES = 6


class _Notebook:
    """Writes down who was written with whom; refuses groups that hold `spoilt`."""

    def __init__(self, spoilt: UUID | None = None) -> None:
        self.groups: list[list[UUID]] = []
        self.spoilt = spoilt

    def write(self, _session: Session, deliveries: list[Delivery]) -> None:
        if any(one.walker_id == self.spoilt for one in deliveries):
            raise ValueError("cannot be kept")
        self.groups.append([one.walker_id for one in deliveries])


def _all_at_once(line: Line[Delivery], walkers: list[UUID]) -> dict[UUID, Exception | None]:
    """Everybody stands in line while nobody's turn comes; then the turns begin."""
    outcome: dict[UUID, Exception | None] = {}

    def send(walker: UUID) -> None:
        try:
            line.keep(Delivery(walker))
            outcome.setdefault(walker, None)
        except ValueError as fault:
            outcome[walker] = fault

    threads = [threading.Thread(target=send, args=(walker,)) for walker in walkers]
    with writing() as session:
        session.connection()  # it is somebody else's turn
        for thread in threads:
            thread.start()
        while line.length < len(walkers):
            time.sleep(0.005)
    for thread in threads:
        thread.join(60)
    return outcome


def test_phones_that_wait_for_their_turn_are_written_in_one_transaction(house: Path) -> None:
    notebook, walkers = _Notebook(), [new_id() for _ in range(PHONES)]
    outcome = _all_at_once(Line(notebook.write), walkers)
    assert [sorted(group) for group in notebook.groups] == [sorted(walkers)]
    assert outcome == dict.fromkeys(walkers)


def test_the_second_batch_of_one_phone_waits_until_the_first_is_kept(house: Path) -> None:
    notebook, hers = _Notebook(), new_id()
    _all_at_once(Line(notebook.write), [hers, hers, hers])
    assert notebook.groups == [[hers], [hers], [hers]]


def test_what_cannot_be_kept_of_one_phone_costs_no_other_its_own(house: Path) -> None:
    walkers = [new_id() for _ in range(PHONES)]
    notebook = _Notebook(spoilt=walkers[2])
    outcome = _all_at_once(Line(notebook.write), walkers)
    assert sorted(walker for group in notebook.groups for walker in group) == sorted({*walkers} - {walkers[2]})
    assert [walker for walker, fault in outcome.items() if fault] == [walkers[2]]


def test_nobody_is_left_waiting_and_nothing_is_written_twice_when_several_write_side_by_side(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a database with many writers: leaders take along whoever waits, other leaders among them."""
    monkeypatch.setattr(together, "has_one_writer", lambda: False)
    written: list[Delivery] = []

    def write(_session: Session, group: list[Delivery]) -> None:
        time.sleep(0.0005)
        written.extend(group)

    line: Line[Delivery] = Line(write)
    walkers = [new_id() for _ in range(5)]

    def send(number: int) -> None:
        for at in range(20):
            line.keep(Delivery(walkers[(number + at) % len(walkers)]))

    threads = [threading.Thread(target=send, args=(number,), daemon=True) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert len(written) == len({id(one) for one in written}) == 16 * 20
    assert line._leaders == 0, "the next phone would wait for somebody who does not write any more"


def test_a_phone_whose_batch_is_refused_learns_why(house: Path) -> None:
    walker = new_id()
    with pytest.raises(ValueError, match="cannot be kept"):
        Line(_Notebook(spoilt=walker).write).keep(Delivery(walker))


def _one_after_the_other(sends: list[Callable[[], object]]) -> None:
    """They stand in line in this order before anybody's turn comes, so that all are written together."""
    threads = [threading.Thread(target=send) for send in sends]
    with writing() as session:
        session.connection()  # it is somebody else's turn
        for number, thread in enumerate(threads, 1):
            thread.start()
            while delivering._line.length < number:
                time.sleep(0.005)
    for thread in threads:
        thread.join(60)


def _states_of(first: Phone, second: Phone) -> list[str]:
    """Both send the same finding, in one transaction; how the second one was answered."""
    batch = {"findings": [a_finding(first.walk)]}
    answers: dict[UUID, Any] = {}

    def send(phone: Phone) -> None:
        answers[phone.walker_id] = phone.client.post("/api/v1/findings", json=batch, headers=phone.headers).json()

    _one_after_the_other([lambda: send(first), lambda: send(second)])
    assert "receipts" not in answers[first.walker_id]
    return [receipt["state"] for receipt in answers[second.walker_id]["receipts"]]


def test_a_number_is_free_when_the_phone_that_used_it_first_was_turned_away(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = a_walk(a_viewer())
    first, second = a_phone(walk), a_phone(walk)
    first.send(a_finding(walk))
    monkeypatch.setattr(quotas, "FINDINGS_AN_HOUR", 1)
    assert _states_of(first, second) == ["kept"]


def test_a_number_is_free_when_what_was_written_under_it_in_the_same_transaction_could_not_be_kept(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = a_walk(a_viewer())
    first, second = a_phone(walk), a_phone(walk)
    real = delivering.write_arrivals

    def spoilt(session: Session, arrivals: list[Arrival], before: Before) -> None:
        if any(arrival.walker_id == first.walker_id for arrival in arrivals):
            raise TooBusy()
        real(session, arrivals, before)

    monkeypatch.setattr(delivering, "write_arrivals", spoilt)
    assert _states_of(first, second) == ["kept"]


def test_each_is_told_in_her_own_language_whoever_writes_for_both(house: Path) -> None:
    """What is set aside of three phones in one transaction: each reads why in her language, and nothing keeps one of them."""
    walk = a_walk(a_viewer())
    told: dict[str, str] = {}

    phones = {tongue: a_phone(walk) for tongue in ("es", "fr", "en")}

    def send(tongue: str) -> None:
        phone = phones[tongue]
        batch = {"findings": [a_finding(walk, answers={"lgt_level": 9})]}
        headers = phone.headers | {"Accept-Language": tongue}
        told[tongue] = phone.client.post("/api/v1/findings", json=batch, headers=headers).json()["receipts"][0][
            "sentence"
        ]

    _one_after_the_other([lambda tongue=tongue: send(tongue) for tongue in phones])
    with reading() as session:
        kept = [(parked.code, parked.detail) for parked in rows(session, Parked)]
    assert {tongue: _words_of("answers-unknown", tongue) for tongue in phones} == told
    assert len(set(told.values())) == len(phones) and kept == [kept[0]] * len(phones)


def _words_of(code: str, tongue: str) -> str:
    with in_language(tongue):
        return Refusal(code).sentence
