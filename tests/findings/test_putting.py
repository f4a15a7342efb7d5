"""A server that is killed between putting a file and noting it leaves nothing that stays for ever, and takes nothing away."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from app.findings import clean_waiting, cleaning, delivering
from app.findings.sweeping import sweep_files, sweep_left_behind
from app.foundation.vault import vault
from tests.makers.findings import (
    Killed,
    Phone,
    a_finding,
    a_photo,
    killed,
    lies_there,
    listed,
    media,
    sent,
    sha256_of,
    take_back,
)


def _notes() -> list[Path]:
    return sorted((vault().folder / "incoming").glob("putting-*"))


def _eleven_minutes_pass() -> None:
    then = time.time() - 11 * 60
    for note in _notes():
        os.utime(note, (then, then))


def _killed_over_its_pictures(patch: pytest.MonkeyPatch) -> None:
    with patch.context() as while_killed, pytest.raises(Killed):
        while_killed.setattr(cleaning, "_settle", killed)
        clean_waiting()


def test_pictures_of_what_she_took_back_go_though_the_server_was_killed_when_it_had_just_put_them(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding_id = sent(either_phone, a_photo())
    _killed_over_its_pictures(monkeypatch)
    assert len(lies_there()) == 3, "what she sent and two pictures made of it"
    take_back(either_phone, finding_id)
    assert len(lies_there()) == 2, "nobody knows of the pictures yet"
    sweep_left_behind()
    assert len(lies_there()) == len(_notes()) == 2, "whoever puts them may still be at it"
    _eleven_minutes_pass()
    sweep_left_behind()
    assert lies_there() == set() and _notes() == []


def test_pictures_stay_when_they_are_made_again_after_the_kill(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(phone_of_files, a_photo())
    with monkeypatch.context() as patch:
        patch.setattr(cleaning, "CLAIM_LIFE", cleaning.CLAIM_LIFE * 0)
        _killed_over_its_pictures(monkeypatch)
        assert clean_waiting() == 1
    _eleven_minutes_pass()
    sweep_left_behind()
    [medium] = media()
    assert lies_there() == {medium.large_sha256, medium.small_sha256} and _notes() == []


def test_a_photo_that_was_put_and_never_noted_goes_when_its_phone_does_not_come_again(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = a_photo()
    before_its_finding = a_finding(either_phone.walk, media=[listed(content)])
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(delivering._media, "keep", killed)
        either_phone.put(before_its_finding["id"], content)
    assert lies_there() == {sha256_of(content)} and media() == []
    assert sweep_files(is_dry_run=True).broken_off == 0
    _eleven_minutes_pass()
    sweep_files()
    assert lies_there() == set() and _notes() == []


def test_a_phone_that_comes_again_after_the_kill_keeps_her_photo(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = a_photo()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(delivering._media, "keep", killed)
        sent(either_phone, content)
    sent(either_phone, content)
    _eleven_minutes_pass()
    sweep_left_behind()
    assert lies_there() == {sha256_of(content)} and _notes() == []
