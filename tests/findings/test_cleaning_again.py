"""A photo whose twin is taken back, or whose bytes are lost, while it is cleaned is cleaned or asked for again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.findings import (
    clean_waiting,
    cleaning,
)
from app.foundation import clock
from app.foundation.vault import vault
from tests.findings.conftest import a_viewer
from tests.makers.findings import (
    Phone,
    a_phone,
    a_photo,
    a_recording,
    a_walk,
    lies_there,
    media,
    sent,
    sha256_of,
    take_back,
)


@pytest.fixture
def phone(house_of_files: Path) -> Phone:
    """A phone whose server keeps its files on disk, and once in an object store."""
    return a_phone(a_walk(a_viewer()))


# ---- pictures made of the same photo


def test_her_photo_is_not_lost_when_its_twin_is_taken_back_while_it_is_cleaned(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, other = a_photo(), a_phone(either_phone.walk)
    finding_id = sent(either_phone, content)
    clean_waiting()
    sent(other, content)

    def settle_too_late(*details: Any) -> bool:
        take_back(either_phone, finding_id)
        return settle(*details)

    settle = cleaning._settle  # its pictures lie in the vault then, as those of the twin
    with monkeypatch.context() as patch:
        patch.setattr(cleaning, "_settle", settle_too_late)
        assert clean_waiting(1) == 0
    assert lies_there() == {sha256_of(content)}, "what she sent is still there, to be cleaned again"
    with clock.standing_at(clock.now() + timedelta(minutes=3)):
        assert clean_waiting() == 1
    [left] = media()
    assert (left.state, left.claims) == ("clean", 1)
    assert lies_there() == {left.large_sha256, left.small_sha256}


def test_a_photo_that_is_clean_like_its_twin_is_not_said_to_be_once_that_is_taken_back(either_phone: Phone) -> None:
    content, other = a_photo(), a_phone(either_phone.walk)
    finding_id = sent(either_phone, content)
    clean_waiting()
    sent(other, content)
    vault().remove(sha256_of(content))
    medium = cleaning._claim()
    assert medium is not None
    outcome = cleaning._outcome_of(medium)
    assert outcome.is_of_twin
    take_back(either_phone, finding_id)
    assert not cleaning._keep(medium, outcome)
    with clock.standing_at(clock.now() + timedelta(minutes=3)):
        clean_waiting()
    [held] = other.me()["media"]
    assert (held["state"], held["code"]) == ("awaited", "lost"), "her phone may still have it"


# ---- a cleaner that is gone


def test_a_photo_is_cleaned_though_a_server_that_is_gone_claimed_it_with_a_clock_a_year_ahead(
    either_phone: Phone,
) -> None:
    sent(either_phone, a_photo())
    with clock.standing_at(clock.now() + timedelta(days=365)):
        assert cleaning._claim() is not None
    assert clean_waiting() == 1


# ---- a disk that loses bytes


@pytest.mark.parametrize(("content", "kind"), [(a_photo(), "image/jpeg"), (a_recording(), "audio/webm")])
def test_a_file_that_rotted_on_the_disk_is_no_fault_of_hers(either_phone: Phone, content: bytes, kind: str) -> None:
    finding_id = sent(either_phone, content, kind=kind)
    path = vault().folder / sha256_of(content)[:2] / sha256_of(content)
    path.write_bytes(b"\0" * len(content))
    clean_waiting()
    [held] = either_phone.me()["media"]
    assert (held["state"], held["code"]) == ("awaited", "lost")
    assert lies_there() == set()
    assert either_phone.put(finding_id, content, kind=kind).status_code == 201
    clean_waiting()
    assert [medium.state for medium in media()] == ["clean"]


def test_a_photo_that_comes_while_the_same_bytes_of_another_are_found_to_be_lost_stays(either_phone: Phone) -> None:
    content, other = a_photo(), a_phone(either_phone.walk)
    sent(either_phone, content)
    vault().remove(sha256_of(content))
    medium = cleaning._claim()
    assert medium is not None
    outcome = cleaning._outcome_of(medium)
    sent(other, content)
    assert cleaning._keep(medium, outcome)
    assert [held["state"] for phone in (either_phone, other) for held in phone.me()["media"]] == ["awaited", "received"]
    assert lies_there() == {sha256_of(content)}


def test_a_recording_that_is_lost_is_asked_for_again_also_when_another_like_it_was_heard(phone: Phone) -> None:
    content, other = a_recording(), a_phone(phone.walk)
    sent(phone, content, kind="audio/webm")
    clean_waiting()
    sent(other, content, kind="audio/webm")
    vault().remove(sha256_of(content))
    clean_waiting()
    [held] = other.me()["media"]
    assert (held["state"], held["code"]) == ("awaited", "lost")
