"""A witness that cannot say no is none: each way of losing, doubling, mixing up and inventing is done by hand and found."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from app.findings import Finding, Medium, Tombstone, accept_batch, accept_medium, clean_waiting
from app.foundation import clock
from app.foundation.database import writing
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from tests.faults.history import OK, History
from tests.faults.neighbourhood import Neighbourhood, copy_of
from tests.faults.oracle import judge
from tests.faults.phone import Phone, text_hash
from tests.makers.findings import rows
from tests.makers.walks import some_walker


@pytest.fixture
def evening(tmp_path: Path, sqlite_pattern: Neighbourhood) -> Iterator[tuple[Phone, History]]:
    """Three findings with photos, acknowledged and clean; the first was taken back."""
    with copy_of(sqlite_pattern, tmp_path / "home", is_durable=False) as home, home.at_home():
        yield _sent(home)


def _sent(home: Neighbourhood) -> tuple[Phone, History]:
    from uuid import UUID

    from app.findings import withdraw_finding

    history = History()
    phone = Phone(0, home, history, random.Random(5))
    with writing() as session:
        joined = some_walker(session, home.walk, UUID(phone.walker))
    records = [phone.notices() for _ in range(3)]
    for record in records:
        picture = phone._takes(record, "photo")
        record.becomes(record.body | {"media": [*record.body["media"], {"sha256": picture.sha256, "kind": "photo"}]})
        record.texts[:] = record.texts[-1:]
        with writing() as session:
            [receipt] = accept_batch(session, joined.walker, [record.body], clock.now())
            history.note(0, ("finding", record.id, text_hash(record.body)), 1, OK, receipt.state)
            record.covered = 1
            for one in phone.pictures:
                if one.finding_id == record.id:
                    kind = "image/jpeg" if one.kind == "photo" else "audio/webm"
                    accept_medium(session, joined.walker, UUID(record.id), one.sha256, one.content, kind)
                    history.note(0, ("medium", record.id, one.sha256), 0, OK, "kept")
                    one.is_receipted = True
    clean_waiting()
    with writing() as session:
        withdraw_finding(session, joined.walker, UUID(records[0].id))
    records[0].is_withdrawn = records[0].is_withdrawal_receipted = True
    history.note(0, ("withdrawal", records[0].id), 0, OK, "withdrawn")
    return phone, history


def test_an_evening_on_which_all_went_well_is_found_well(evening: tuple[Phone, History]) -> None:
    verdict = judge([evening[0]], evening[1], is_final=True)
    assert verdict.faults == [] and verdict.strays == []


def _kept_finding(session: Any) -> Finding:
    return next(row for row in rows(session, Finding) if row.state == "kept")


def _lose(session: Any) -> None:
    session.delete(_kept_finding(session))


def _go_back(session: Any) -> None:
    row = _kept_finding(session)
    row.revision = 0


def _mix_up(session: Any) -> None:
    one, other = [row for row in rows(session, Finding) if row.state == "kept"]
    one.answers, other.answers = {**other.answers, "lgt_level": "na"}, one.answers


def _another_walker(session: Any) -> None:
    walk = _kept_finding(session)
    from app.walks import walk_with_id

    other = some_walker(session, walk_with_id(session, walk.walk_id))
    session.flush()
    walk.walker_id = other.walker.id


def _rise(session: Any) -> None:
    row = next(row for row in rows(session, Finding) if row.state == "withdrawn")
    row.state, row.period, row.answers = "kept", "night", {"lgt_level": 1}


def _forget_tombstone(session: Any) -> None:
    for row in session.exec(select(Tombstone)):
        session.delete(row)


def _lose_photo(session: Any) -> None:
    session.delete(next(row for row in rows(session, Medium) if row.kind == "photo"))


def _invent(session: Any) -> None:
    row = _kept_finding(session)
    columns = {name: getattr(row, name) for name in Finding.model_fields}
    session.add(Finding(**columns | {"id": new_id()}))


def _swap_pictures(session: Any) -> None:
    one, other = [row for row in rows(session, Medium) if row.kind == "photo"][:2]
    one.large_sha256, other.large_sha256 = other.large_sha256, one.large_sha256


@pytest.mark.parametrize(
    ("harm", "word"),
    [
        (_lose, "LOST"),
        (_go_back, "LOST"),
        (_mix_up, "MIXED UP"),
        (_another_walker, "another walker"),
        (_rise, "is here again"),
        (_forget_tombstone, "nothing remembers it"),
        (_lose_photo, "LOST"),
        (_invent, "nobody sent"),
        (_swap_pictures, "MIXED UP"),
    ],
    ids=lambda harm: harm.__name__.strip("_") if callable(harm) else "",
)
def test_whatever_harm_is_done_to_what_was_acknowledged_is_found(
    evening: tuple[Phone, History], harm: Callable[[Any], None], word: str
) -> None:
    with writing() as session:
        harm(session)
    faults = judge([evening[0]], evening[1], is_final=True).faults
    assert any(word in fault for fault in faults), faults


def test_a_flipped_bit_in_a_stored_photo_is_found(evening: tuple[Phone, History]) -> None:
    path = next(path for path in sorted(vault().folder.glob("??/*")) if path.read_bytes()[:2] == b"\xff\xd8")
    content = bytearray(path.read_bytes())
    content[-20] ^= 4
    path.write_bytes(content)
    assert any("half a file" in fault for fault in judge([evening[0]], evening[1], is_final=True).faults)
