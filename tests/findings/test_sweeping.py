"""What grows old in the vault is swept once, and nothing that is still awaited goes with it."""

from __future__ import annotations

import errno
import os
import shutil
import time
from datetime import timedelta
from pathlib import Path

import pytest

from app.findings import (
    clean_waiting,
    erasing,
    withdraw_walker,
)
from app.findings.sweeping import sweep_files, sweep_left_behind
from app.foundation import clock
from app.foundation.database import writing
from app.foundation.vault import vault
from app.walks import Walker
from tests.makers.findings import (
    Killed,
    Phone,
    a_finding,
    a_phone,
    a_photo,
    killed,
    lies_there,
    listed,
    media,
    sent,
    sha256_of,
    take_back,
)


def test_what_was_swept_is_not_asked_for_again_and_looking_lets_others_write(phone_of_files: Phone) -> None:
    sent(phone_of_files, b"not a photo")
    clean_waiting()
    with clock.standing_at(clock.now() + timedelta(days=15)):
        with writing() as session:
            session.connection()  # somebody writes
            assert sweep_files(is_dry_run=True).unopened == 1
        assert [sweep_files().unopened for _time in range(2)] == [1, 0]
    assert lies_there() == set()
    assert [medium.state for medium in media()] == ["broken"]


def test_a_photo_that_is_not_two_weeks_old_keeps_the_bytes_of_an_older_one_like_it(phone_of_files: Phone) -> None:
    content, other = b"not a photo", a_phone(phone_of_files.walk)
    sent(phone_of_files, content)
    with clock.standing_at(clock.now() + timedelta(days=10)):
        sent(other, content)
    clean_waiting()
    with clock.standing_at(clock.now() + timedelta(days=15)):
        sweep_files()
        assert lies_there() == {sha256_of(content)}
    with clock.standing_at(clock.now() + timedelta(days=25)):
        sweep_files()
    assert lies_there() == set()


def test_an_upload_that_ends_while_others_are_swept_does_not_stop_it(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.findings import sweeping

    sent(phone_of_files, b"not a photo")
    clean_waiting()
    gone = vault().incoming("ended-just-now")
    monkeypatch.setattr(sweeping, "_arriving", lambda: [gone])
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert sweep_files().unopened == 1
    assert lies_there() == set()


@pytest.mark.parametrize("takes_back", ["everything", "one finding"])
def test_half_a_photo_goes_though_the_server_was_killed_right_after_it_was_taken_back(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch, takes_back: str
) -> None:
    content = a_photo()
    finding = a_finding(either_phone.walk, media=[listed(content)])
    either_phone.send(finding)
    either_phone.append(finding["id"], sha256_of(content), content[:1_000], 0)
    [half] = (vault().folder / "incoming").iterdir()
    two_days_ago = time.time() - 2 * 86_400
    os.utime(half, (two_days_ago, two_days_ago))
    assert sweep_files().broken_off == 0, "her phone may still go on with it"
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(erasing, "forget_partials", killed)
        if takes_back == "everything":
            with writing() as session:
                withdraw_walker(session, session.get_one(Walker, either_phone.walker_id))
        else:
            take_back(either_phone, finding["id"])
    assert half.exists()
    assert sweep_files().broken_off == 1
    assert not half.exists()


def test_what_a_command_of_roots_left_behind_keeps_nothing_else_from_being_swept(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs, mine = vault().incoming("scrub-of-root"), vault().incoming()
    theirs.mkdir()
    mine.write_bytes(b"half a photo of a server that was killed")
    orphan = vault().put(b"put by a server that was killed before it noted it")
    note = vault().incoming(f"putting-{orphan}-{'0' * 16}")
    note.touch()
    two_hours_ago = time.time() - 7_200
    for path in (theirs, mine, note):
        os.utime(path, (two_hours_ago, two_hours_ago))

    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr(shutil, "rmtree", refuse)
    sweep_left_behind()
    assert lies_there() == set()
    assert list(theirs.parent.iterdir()) == [theirs]
