"""A photo whose twin is taken back, or whose bytes are lost, while it is cleaned is cleaned or asked for again."""

from __future__ import annotations

import errno
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from app.findings import (
    clean_waiting,
    cleaning,
    store_cleaning,
)
from app.foundation import clock
from app.foundation.vault import Vault, VaultAway, vault
from tests.makers.findings import (
    Phone,
    a_phone,
    a_photo,
    a_recording,
    lies_there,
    media,
    sent,
    sha256_of,
    take_back,
)

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


def test_a_recording_that_is_lost_is_asked_for_again_also_when_another_like_it_was_heard(phone_of_files: Phone) -> None:
    content, other = a_recording(), a_phone(phone_of_files.walk)
    sent(phone_of_files, content, kind="audio/webm")
    clean_waiting()
    sent(other, content, kind="audio/webm")
    vault().remove(sha256_of(content))
    clean_waiting()
    [held] = other.me()["media"]
    assert (held["state"], held["code"]) == ("awaited", "lost")


# ---- what is no fault of a photo's


COLOURS = ("red", "navy", "green", "pink", "white")
FAULTS = [OSError(errno.EIO, os.strerror(errno.EIO)), VaultAway(retry_after_s=30)]


def refusing(monkeypatch: pytest.MonkeyPatch, sha256s: Collection[str], fault: Exception) -> None:
    """None of these can be read."""
    fetched = type(vault()).fetched

    @contextmanager
    def read(self: Vault, sha256: str) -> Iterator[Path]:
        if sha256 in sha256s:
            raise fault
        with fetched(self, sha256) as path:
            yield path

    monkeypatch.setattr(type(vault()), "fetched", read)


@pytest.mark.parametrize("fault", FAULTS, ids=["disk", "store"])
def test_a_photo_that_cannot_be_read_keeps_no_other_from_being_cleaned(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    photos = [a_photo(80, 60, colour=colour) for colour in COLOURS]
    sent(phone_of_files, *photos)
    with monkeypatch.context() as patch:
        refusing(patch, [sha256_of(photos[0])], fault)
        for _time in range(cleaning.MOST_CLAIMS + 1):
            clean_waiting()
            with clock.standing_at(clock.now() + timedelta(minutes=3)):
                clean_waiting()
    assert [(one.state, one.claims) for one in media()] == [("received", 0), *[("clean", 1)] * 4]
    with clock.standing_at(clock.now() + timedelta(minutes=6)):
        assert clean_waiting() == 1


def test_a_disk_that_gives_back_nothing_is_not_asked_for_every_photo_at_once(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [a_photo(80, 60, colour=colour) for colour in COLOURS]
    sent(phone_of_files, *photos)
    with monkeypatch.context() as patch:
        refusing(patch, [sha256_of(photo) for photo in photos], FAULTS[0])
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            clean_waiting()
    assert [one.claimed_at is None for one in media()].count(False) == cleaning.MOST_REFUSED
    assert clean_waiting() == len(photos) - cleaning.MOST_REFUSED
    with clock.standing_at(clock.now() + timedelta(minutes=3)):
        assert clean_waiting() == cleaning.MOST_REFUSED


def test_a_photo_over_which_the_server_is_stopped_is_the_first_when_it_starts_again(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(phone_of_files, a_photo())
    with monkeypatch.context() as patch, pytest.raises(InterruptedError):
        refusing(patch, [sha256_of(a_photo())], InterruptedError(errno.EINTR, "the cleaner was asked to stop"))
        clean_waiting()
    assert clean_waiting() == 1


def away(*_what: object) -> None:
    raise OperationalError("UPDATE medium", {}, Exception("the connection was closed"))


def fails_once(monkeypatch: pytest.MonkeyPatch, where: object, name: str) -> None:
    works = getattr(where, name)

    def now_and_no_more(*what: object) -> None:
        monkeypatch.setattr(where, name, works)
        away(*what)

    monkeypatch.setattr(where, name, now_and_no_more)


@pytest.mark.parametrize("is_long_away", [False, True], ids=["for a moment", "also when that is to be noted"])
def test_a_database_that_fails_when_a_photo_is_clean_is_no_fault_of_the_photo(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch, is_long_away: bool
) -> None:
    sent(either_phone, a_photo())
    started = clock.now()
    for minute in range(0, 3 * cleaning.MOST_CLAIMS + 3, 3):
        with clock.standing_at(started + timedelta(minutes=minute)), monkeypatch.context() as patch:
            patch.setattr(store_cleaning, "settle_media", away)
            if is_long_away:
                fails_once(patch, store_cleaning, "put_off")
            with pytest.raises(OperationalError):
                clean_waiting()
    with clock.standing_at(started + timedelta(hours=1)):
        assert clean_waiting() == 1
    assert [(one.state, one.claims) for one in media()] == [("clean", 1)]


def test_a_disk_without_room_for_photos_and_database_is_no_fault_of_a_photo(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = a_photo()
    sent(either_phone, content)
    started = clock.now()
    for minute in range(0, 3 * cleaning.MOST_CLAIMS + 3, 3):
        with clock.standing_at(started + timedelta(minutes=minute)), monkeypatch.context() as patch:
            refusing(patch, [sha256_of(content)], OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))
            fails_once(patch, store_cleaning, "give_back")
            with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
                clean_waiting()
    with clock.standing_at(started + timedelta(hours=1)):
        assert clean_waiting() == 1
    assert [(one.state, one.claims) for one in media()] == [("clean", 1)]
