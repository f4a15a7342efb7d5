"""Photos at the door: kept, gone on with after the line broke, refused; each walker's only her own."""

from __future__ import annotations

from typing import Any

import pytest

from app.findings import clean_waiting
from app.foundation.identifiers import new_id
from tests.findings.conftest import a_viewer
from tests.makers.findings import (
    Phone,
    a_finding,
    a_phone,
    a_photo,
    a_walk,
    listed,
    media,
    pictures_and_uploads,
    sent,
    sha256_of,
)


def test_a_photo_is_kept_when_it_comes_after_its_finding(either_phone: Phone) -> None:
    sent(either_phone, a_photo())
    clean_waiting()
    [medium] = media()
    assert (medium.state, medium.is_listed, medium.width, medium.height) == ("clean", True, 800, 600)


def test_a_photo_is_kept_when_it_comes_before_its_finding(either_phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(either_phone.walk, media=[listed(content, caption="The arch")])
    answer = either_phone.put(finding["id"], content)
    assert (answer.status_code, answer.json()["receipts"][0]["state"]) == (201, "kept")
    assert media()[0].is_listed is False
    either_phone.send(finding)
    clean_waiting()
    [medium] = media()
    assert (medium.state, medium.is_listed, medium.caption) == ("clean", True, "The arch")


def test_the_same_photo_in_two_findings_is_sent_once_and_kept_in_both(either_phone: Phone) -> None:
    content = a_photo()
    one, two = (a_finding(either_phone.walk, media=[listed(content)]) for _ in range(2))
    either_phone.send(one)
    either_phone.put(one["id"], content)
    clean_waiting()
    either_phone.send(two)
    assert [medium.state for medium in media()] == ["clean", "clean"]
    assert len({medium.finding_id for medium in media()}) == 2


def test_sending_a_photo_again_is_unchanged_also_after_it_was_cleaned(phone: Phone) -> None:
    content = a_photo()
    finding_id = sent(phone, content)
    clean_waiting()
    answer = phone.put(finding_id, content)
    assert (answer.status_code, answer.json()["receipts"][0]["state"]) == (200, "unchanged")
    assert len(media()) == 1


def test_a_photo_damaged_on_the_way_is_refused_and_leaves_nothing(phone: Phone) -> None:
    content = a_photo()
    answer = phone.put(str(new_id()), content[:-1], sha256=sha256_of(content))
    assert (answer.status_code, answer.json()["code"]) == (422, "hash-differs")
    assert media() == [] and phone.look(sha256_of(content)).status_code == 404
    assert pictures_and_uploads() == []


def test_a_photo_larger_than_8_mb_is_refused(phone: Phone) -> None:
    answer = phone.put(str(new_id()), b"\0" * 8_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_a_broken_off_upload_goes_on_where_the_server_has_it(phone: Phone) -> None:
    content = a_photo()
    sha256, finding_id = sha256_of(content), str(new_id())
    first = phone.append(finding_id, sha256, content[:1000], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    looked = phone.look(sha256)
    assert (looked.status_code, looked.headers["Upload-Offset"]) == (404, "1000")
    wrong = phone.append(finding_id, sha256, content[500:], 500)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "offset-differs")
    assert phone.look(sha256).headers["Upload-Offset"] == "1000"
    last = phone.append(finding_id, sha256, content[1000:], 1000)
    assert (last.status_code, last.json()["receipts"][0]["state"]) == (201, "kept")
    assert phone.look(sha256).status_code == 200


def test_a_resumed_upload_that_ends_damaged_begins_anew(phone: Phone) -> None:
    content = a_photo()
    sha256, finding_id = sha256_of(content), str(new_id())
    phone.append(finding_id, sha256, b"\0" * 1000, 0)
    answer = phone.append(finding_id, sha256, content[1000:], 1000, **{"Upload-Length": str(len(content))})
    assert (answer.status_code, answer.json()["code"]) == (422, "hash-differs")
    assert phone.look(sha256).headers["Upload-Offset"] == "0"
    assert phone.put(finding_id, content).status_code == 201


def test_another_walkers_phone_cannot_ask_what_she_sent(phone: Phone) -> None:
    content = a_photo()
    sent(phone, content)
    clean_waiting()
    other = a_phone(phone.walk)
    assert other.look(sha256_of(content)).status_code == 404
    assert other.me()["media"] == []


def test_a_photo_cannot_be_hung_on_another_walkers_finding(phone: Phone) -> None:
    finding = a_finding(phone.walk)
    phone.send(finding)
    content = a_photo()
    a_phone(phone.walk).put(finding["id"], content)
    phone.send(finding | {"revision": 2, "media": [listed(content)]})
    hers = [medium for medium in media() if medium.walker_id == phone.walker_id]
    assert [medium.state for medium in hers] == ["awaited"]


def test_a_photo_is_not_taken_from_a_walker_who_did_not_agree(house: Any) -> None:
    phone = a_phone(a_walk(a_viewer()), scopes=("take-part", "place"))
    answer = phone.put(str(new_id()), a_photo())
    assert (answer.status_code, answer.json()["code"]) == (403, "not-agreed")


def test_a_photo_she_removed_from_her_finding_is_erased(phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(phone.walk, media=[listed(content)])
    phone.send(finding)
    phone.put(finding["id"], content)
    clean_waiting()
    phone.send(finding | {"revision": 2, "media": []})
    assert media() == []
    assert pictures_and_uploads() == []


def test_one_phone_cannot_fill_the_disk(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.findings.quotas.MOST_BYTES", 1_000)
    assert phone.put(str(new_id()), a_photo()).status_code == 201
    answer = phone.put(str(new_id()), a_photo(colour="red"))
    assert answer.status_code == 429 and answer.json()["code"] == "too-many"


def test_too_many_uploads_at_once_are_asked_to_wait(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.findings.admission.media_gate.inside", 64)
    monkeypatch.setattr("app.findings.admission.LONGEST_WAIT_S", 0.05)
    answer = phone.put(str(new_id()), a_photo())
    assert answer.status_code == 503 and answer.headers["Retry-After"]
