"""Files that nobody stands for leave the vault, whatever happens meanwhile; one that somebody stands for never does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from app.findings import (
    LeavingFile,
    clean_waiting,
    leaving,
    store_leaving,
)
from app.findings.leaving import forget_files_after, remove_leaving
from app.findings.sweeping import sweep_files
from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.vault import VaultAway, vault
from app.sites import Site
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
    rows,
    sent,
    sha256_of,
    take_back,
)

# ---- a server that dies


def test_her_photos_go_though_the_server_is_killed_right_after_her_taking_back_is_kept(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding_id = sent(either_phone, a_photo())
    clean_waiting()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(leaving, "_remove_soon", killed)
        take_back(either_phone, finding_id)
    assert len(lies_there()) == 2
    remove_leaving()
    assert lies_there() == set()


def test_her_photos_go_though_the_server_is_killed_while_it_removes_them(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding_id = sent(either_phone, a_photo())
    clean_waiting()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(vault(), "remove", killed)
        for last_words in ("note_gone", "give_up"):
            patch.setattr(store_leaving, last_words, killed)
        take_back(either_phone, finding_id)
    assert remove_leaving() == 0, "whoever claimed them may still be at it"
    assert len(lies_there()) == 2
    with clock.standing_at(clock.now() + timedelta(minutes=11)):
        remove_leaving()
    assert lies_there() == set()


def test_her_photos_go_though_the_clock_of_the_server_that_was_killed_went_a_year_ahead(
    either_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding_id = sent(either_phone, a_photo())
    clean_waiting()
    with clock.standing_at(clock.now() + timedelta(days=365)), monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(vault(), "remove", killed)
        for last_words in ("note_gone", "give_up"):
            patch.setattr(store_leaving, last_words, killed)
        take_back(either_phone, finding_id)
    assert len(lies_there()) == 2
    remove_leaving()
    assert lies_there() == set()


def test_a_store_that_refuses_is_no_reason_to_refuse_her(either_phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    finding_id = sent(either_phone, a_photo())
    clean_waiting()

    def refuse(_sha256: str) -> None:
        raise VaultAway(retry_after_s=30)

    with monkeypatch.context() as patch:
        patch.setattr(vault(), "remove", refuse)
        take_back(either_phone, finding_id)
        with pytest.raises(VaultAway):
            remove_leaving()
    remove_leaving()
    assert lies_there() == set()


class Stuck:
    """Files that the store does not let go: under a legal hold, or on a bad spot of the disk. And how often that was tried."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *sha256s: str) -> None:
        self.tries: list[str] = []
        remove = type(vault()).remove

        def refuse(there: object, sha256: str) -> None:
            if sha256 in sha256s or self.is_away:
                self.tries.append(sha256)
                raise VaultAway(retry_after_s=30)
            remove(there, sha256)  # type: ignore[arg-type]

        self.is_away = False
        monkeypatch.setattr(type(vault()), "remove", refuse)
        with writing() as session:
            forget_files_after(session, sha256s)
        self.tries.clear()


def test_files_that_cannot_be_removed_keep_no_other_here(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {vault().put(b"under a legal hold: %d" % number) for number in range(5)}
    stuck = Stuck(monkeypatch, *held)
    finding_id = sent(phone_of_files, a_photo())
    clean_waiting()
    stuck.is_away = True  # in the very moment in which she takes it back, so it has to wait behind them
    take_back(phone_of_files, finding_id)
    stuck.is_away = False
    for _turn in range(2):
        with pytest.raises(VaultAway):
            remove_leaving()
    assert lies_there() == held


def test_a_store_that_is_away_is_not_asked_for_every_file(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each costs eight seconds; and where she waits for it one is enough."""
    photos = [a_photo(80, 60, colour=colour) for colour in ("navy", "red", "green", "pink", "white")]
    finding_id = sent(phone_of_files, *photos)
    stuck = Stuck(monkeypatch)
    stuck.is_away = True
    take_back(phone_of_files, finding_id)
    assert len(stuck.tries) == 1
    with pytest.raises(VaultAway):
        remove_leaving()
    assert len(stuck.tries) == 1 + leaving.MOST_REFUSED
    stuck.is_away = False
    assert remove_leaving() == len(photos)
    assert lies_there() == set()


def test_who_takes_back_very_much_need_not_wait_until_all_of_it_is_removed(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [a_photo(80, 60, colour=colour) for colour in ("navy", "red", "green")]
    finding = a_finding(phone_of_files.walk, media=[listed(photo) for photo in photos])
    phone_of_files.send(finding)
    for photo in photos:
        phone_of_files.put(finding["id"], photo)
    monkeypatch.setattr(leaving, "AT_ONCE", 2)
    take_back(phone_of_files, finding["id"])
    assert len(lies_there()) == 1
    assert remove_leaving() == 1
    assert lies_there() == set()


def test_what_was_removed_is_remembered_for_an_hour_only(either_phone: Phone) -> None:
    sent(either_phone, a_photo())
    clean_waiting()
    with reading() as session:
        assert [row.gone_at is not None for row in session.exec(select(LeavingFile))] == [True]
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        assert remove_leaving() == 0
    with reading() as session:
        assert session.exec(select(LeavingFile)).all() == []


# ---- somebody sends the same bytes in that very moment


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """While a file is being removed, before and after it is, these things happen, once."""
    to_do: list[object] = []
    remove = type(vault()).remove

    def remove_slowly(self: object, sha256: str) -> None:
        happens = to_do.copy()
        to_do.clear()
        if happens:
            happens[0]()  # type: ignore[operator]
        remove(self, sha256)  # type: ignore[arg-type]
        if happens:
            happens[1]()  # type: ignore[operator]

    monkeypatch.setattr(type(vault()), "remove", remove_slowly)
    yield to_do


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_photo_that_comes_while_the_same_bytes_are_removed_is_asked_for_again(
    phone_of_files: Phone, between: list[object], when: str
) -> None:
    """Nobody waits for the store of files meanwhile: this very thread writes to the database while it removes."""
    content = a_photo()
    finding_id, other = sent(phone_of_files, content), a_phone(phone_of_files.walk)
    finding = a_finding(phone_of_files.walk, media=[listed(content)])
    other.send(finding)
    answers = []

    def comes() -> None:
        answers.append(other.put(finding["id"], content).status_code)

    between.extend([comes, dict] if when == "before" else [dict, comes])
    take_back(phone_of_files, finding_id)
    assert answers == [503]
    remove_leaving()
    assert lies_there() == set(), "what she put in vain is not left over"
    assert other.put(finding["id"], content).status_code == 201
    remove_leaving()
    assert lies_there() == {sha256_of(content)}


def test_a_photo_whose_bytes_were_removed_before_it_was_noted_is_asked_for_again(
    phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = a_photo()
    finding_id, other = sent(phone_of_files, content), a_phone(phone_of_files.walk)
    finding = a_finding(phone_of_files.walk, media=[listed(content)])
    other.send(finding)
    put_file = type(vault()).put_file

    def put_and_lose(self: object, source: Path, sha256: str) -> None:
        put_file(self, source, sha256)  # type: ignore[arg-type]
        take_back(phone_of_files, finding_id)

    with monkeypatch.context() as patch:
        patch.setattr(type(vault()), "put_file", put_and_lose)
        assert other.put(finding["id"], content).status_code == 503
    assert [medium.state for medium in media()] == ["awaited"]
    assert other.put(finding["id"], content).status_code == 201
    assert lies_there() == {sha256_of(content)}


# ---- what others stand for


def test_no_walker_can_remove_the_streets_of_a_site(either_phone: Phone) -> None:
    sheet = b"the streets of a city"
    with writing() as session:
        [site] = rows(session, Site)
        site.street_sheet_sha256 = vault().put(sheet)
        session.add(site)
    finding_id = sent(either_phone, sheet)
    clean_waiting()
    assert [medium.state for medium in media()] == ["broken"]
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert sweep_files().unopened == 1
    assert vault().has(sha256_of(sheet))
    take_back(either_phone, finding_id)
    assert vault().has(sha256_of(sheet))
