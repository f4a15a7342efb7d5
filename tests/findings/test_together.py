"""Phones that wait are written together, and none of them can spoil it for another."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from uuid import UUID

import pytest

from app.findings.together import Delivery, Line
from app.findings.turns import turn
from app.foundation.database import Session
from app.foundation.identifiers import new_id

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
    with turn():
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


def test_a_phone_whose_batch_is_refused_learns_why(house: Path) -> None:
    walker = new_id()
    with pytest.raises(ValueError, match="cannot be kept"):
        Line(_Notebook(spoilt=walker).write).keep(Delivery(walker))
