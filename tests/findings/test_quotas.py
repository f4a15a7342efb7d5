"""How much one phone may send: as much as any walk needs, and never so much that it fills the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from app.findings import quotas, uploading
from app.findings.parked import Parked, Tombstone
from app.foundation import clock
from app.foundation.database import engine, reading
from app.foundation.identifiers import new_id
from tests.makers.findings import Phone, a_finding, a_phone, a_photo, rows, sha256_of

EVENING = datetime(2026, 12, 4, 20, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _one_evening() -> Iterator[None]:
    """No hour of the clock ends in the middle of a test."""
    with clock.standing_at(EVENING):
        yield


@contextmanager
def _an_hour_later(hours: float = 1.1) -> Iterator[None]:
    with clock.standing_at(clock.now() + timedelta(hours=hours)):
        yield


def _status(phone: Phone, *findings: Any) -> int:
    answer = phone.client.post("/api/v1/findings", json={"findings": findings}, headers=phone.headers)
    if answer.status_code == 429:
        assert answer.json()["code"] == "too-many" and int(answer.headers["Retry-After"]) > 0
    return int(answer.status_code)


def _take_back(phone: Phone, finding_id: object) -> int:
    return int(phone.client.delete(f"/api/v1/findings/{finding_id}", headers=phone.headers).status_code)


def _junk(number: int) -> list[dict[str, object]]:
    return [{"id": str(new_id()), "junk": one} for one in range(number)]


def test_what_is_set_aside_counts_like_what_is_kept(either_phone: Phone) -> None:
    first, second = _junk(100), _junk(100)
    assert [_status(either_phone, *one) for one in (first, second, _junk(1))] == [200, 200, 429]
    assert _status(either_phone, a_finding(either_phone.walk)) == 429
    assert _status(either_phone, *second) == 200, "the reply was lost, and nothing more has to be kept"
    with reading() as session:
        assert len(rows(session, Parked)) == 200
    other = a_phone(either_phone.walk)
    assert _status(other, *_junk(1)) == 200
    with _an_hour_later():
        assert _status(either_phone, *_junk(1)) == 200


def test_a_full_evening_that_comes_home_at_once_is_taken_whole(phone: Phone) -> None:
    evening = [a_finding(phone.walk) for _finding in range(quotas.FINDINGS_AN_HOUR - 1)]
    assert _status(phone, *evening[:100]) == _status(phone, *evening[100:]) == 200
    assert {one["state"] for one in phone.send(*(a_finding(phone.walk) for _finding in range(100)))} == {"kept"}


def test_no_more_is_set_aside_of_one_phone_than_the_disk_can_bear(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "MOST_ASIDE", 4)
    assert _status(either_phone, *_junk(3)) == 200
    with _an_hour_later():
        assert _status(either_phone, *_junk(1)) == 200
    with _an_hour_later(24):
        assert _status(either_phone, *_junk(1)) == 429


def test_texts_with_one_number_without_end_are_not_all_kept(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is set aside beside the one that is shown, whichever of the two the law chooses."""
    monkeypatch.setattr(quotas, "FINDINGS_AN_HOUR", 5)
    finding = a_finding(either_phone.walk)
    said = [_status(either_phone, finding | {"words": {"nar_worry": f"text {text}"}}) for text in range(12)]
    assert said == [200] * 5 + [429] * 7
    with reading() as session:
        assert len(rows(session, Parked)) == 4


def test_no_hand_taps_so_fast_that_a_finding_may_not_be_sent_anew(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "REVISIONS_AN_HOUR", 3)
    finding = a_finding(either_phone.walk)
    assert [_status(either_phone, finding | {"revision": number}) for number in range(1, 6)] == [200] * 4 + [429]
    assert _status(either_phone, finding | {"revision": 4}) == _status(either_phone, finding | {"revision": 1}) == 200
    with _an_hour_later():
        assert _status(either_phone, finding | {"revision": 5}) == 200


def test_who_takes_back_what_never_came_leaves_no_endless_list(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, unread, again = a_finding(either_phone.walk), _junk(1)[0], new_id()
    photo = str(new_id())
    either_phone.send(mine, unread)
    either_phone.put(photo, a_photo())
    monkeypatch.setattr(quotas, "FINDINGS_AN_HOUR", 3)
    assert [_take_back(either_phone, one) for one in (again, again, new_id(), new_id(), again)] == [200] * 5
    assert [_take_back(either_phone, one) for one in (new_id(), again)] == [429, 200], "again is the same as once"
    # Of what is here she takes back all, at any time.
    assert [_take_back(either_phone, one) for one in (mine["id"], unread["id"], photo)] == [200] * 3
    with reading() as session:
        assert len(session.execute(Tombstone.__table__.select()).all()) == 6  # type: ignore[attr-defined]
    with _an_hour_later():
        assert _take_back(either_phone, new_id()) == 200


def _begin(phone: Phone, size: int = 400) -> int:
    """Send the beginning of another photo."""
    answer = phone.append(str(new_id()), sha256_of(str(new_id()).encode()), b"x" * size, 0)
    return int(answer.status_code)


def test_photos_that_are_never_finished_fill_no_disk(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_BYTES", 1_000)
    assert [_begin(phone) for _photo in range(4)] == [204] * 3 + [429]
    assert phone.put(str(new_id()), a_photo()).status_code == 429
    assert _begin(a_phone(phone.walk)) == 204


def test_one_who_goes_on_with_a_photo_is_not_stopped_by_its_own_beginning(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, finding_id = a_photo(), str(new_id())
    assert phone.append(finding_id, sha256_of(content), content[:1_000], 0).status_code == 204
    monkeypatch.setattr(quotas, "MOST_BYTES", 1_000)
    assert phone.append(finding_id, sha256_of(content), content[1_000:], 1_000).status_code == 201


def test_empty_beginnings_are_counted_too(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_BROKEN_OFF", 3)
    assert [_begin(phone, size=1) for _photo in range(4)] == [204] * 3 + [429]
    assert uploading.broken_off(phone.walker_id, "what comes now") == (3, 3)


def test_one_photo_does_not_stand_on_findings_without_end(either_phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "MOST_NOTED", 3)
    said = [either_phone.put(str(new_id()), a_photo()).status_code for _finding in range(5)]
    assert said == [201, 200, 200, 429, 429]


def test_what_her_phone_is_told_of_what_is_set_aside_costs_no_reading_of_it(phone: Phone) -> None:
    phone.send(*_junk(3))
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine(), "before_cursor_execute", note)
    try:
        assert [one["state"] for one in phone.me()["findings"]] == ["parked"] * 3
    finally:
        event.remove(engine(), "before_cursor_execute", note)
    assert asked and not any("body_text" in one for one in asked)
