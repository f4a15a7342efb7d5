"""What comes back, what stays taken back, and what is refused before anything has changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.findings import (
    accept,
    accept_batch,
    accept_medium,
    clean_waiting,
    withdraw_finding,
    withdraw_walker,
    withdrawn_log,
)
from app.foundation import clock, migrating
from app.foundation.database import engine, forget_engine, reading, writing
from app.foundation.vault import vault
from app.keeping import CannotRestore, check_house, make_backup, placing, restore, restoring
from app.keeping.forgetting import forget_old
from app.main import create_app
from app.walks import Joined, Walker, walk_with_id
from tests.cast import cast_in
from tests.conftest import living_in
from tests.makers.findings import a_finding, a_photo, listed, sha256_of
from tests.makers.keeping import NEW_AFTER_A_RESTORE, a_walker_of_the_demonstration, every_row, everything_below
from tests.makers.maps import an_evening, said, tile_path

SECRET = "behind the kiosk with the blue door"


def a_kept_finding(joined: Joined, words: str = SECRET, colour: str = "teal") -> tuple[UUID, set[str]]:
    """A finding with words and a photo of its own: its id, and the names of all its files."""
    photo = a_photo(colour=colour)
    with reading() as session:
        walk = walk_with_id(session, joined.walker.walk_id)
    assert walk is not None
    finding = a_finding(walk, words={"nar_worry": words}, media=[listed(photo)])
    before = set(everything_below(vault_folder()))
    with writing() as session:
        accept_batch(session, joined.walker, [finding], clock.now())
        accept_medium(session, joined.walker, UUID(finding["id"]), sha256_of(photo), photo, "image/jpeg")
    clean_waiting()
    return UUID(finding["id"]), set(everything_below(vault_folder())) - before


def vault_folder() -> Path:
    return vault().folder


def test_a_lost_house_comes_back_row_by_row_and_file_by_file(home: Path, archive: Path, tmp_path: Path) -> None:
    rows, files = every_row(), everything_below(home / "files")
    with living_in(tmp_path / "new"):
        done = restore(archive)
        assert rows == {name: table.model_dump() for name, table in done.manifest.tables.items()}
        assert every_row() | NEW_AFTER_A_RESTORE == rows | NEW_AFTER_A_RESTORE
        assert everything_below(tmp_path / "new" / "files") == files
        assert (tmp_path / "new" / "secret.key").read_bytes() == (home / "secret.key").read_bytes()
        assert check_house().is_whole


@pytest.mark.parametrize("way", ["one finding", "everything"])
@pytest.mark.parametrize("known_from", ["log", "old database", "log kept elsewhere"])
def test_what_she_took_back_after_the_backup_stays_taken_back(
    home: Path, tmp_path: Path, way: str, known_from: str
) -> None:
    joined = a_walker_of_the_demonstration()
    finding_id, files = a_kept_finding(joined)
    assert files
    make_backup(tmp_path / "walks.tar")
    with writing() as session:
        if way == "everything":
            withdraw_walker(session, joined.walker)
        else:
            withdraw_finding(session, joined.walker, finding_id)
    forget_engine()
    log = None
    if known_from == "old database":
        withdrawn_log().unlink()
    elif known_from == "log kept elsewhere":
        log = Path(shutil.copy(withdrawn_log(), tmp_path / "copy.log"))
        shutil.rmtree(home)
    assert restore(tmp_path / "walks.tar", replaces=True, log=log).taken_back_again > 0
    assert SECRET not in json.dumps(every_word())
    assert not set(everything_below(vault_folder())) & files
    assert check_house().is_whole
    with writing() as session:
        again = a_finding_again(joined, finding_id)
        assert accept_batch(session, joined.walker, [again], clock.now())[0].state == "withdrawn"


class Stopped(BaseException):
    """The power, the operator or the kernel, at the worst moment."""


def _stopped(*_what: object, **_more: object) -> None:
    raise Stopped


def test_a_browser_asks_in_vain_for_what_was_taken_back_also_after_a_restore(home: Path, tmp_path: Path) -> None:
    cast = cast_in(home)
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        ada, bea = made.walk(2)
        hers = made.noticed(ada, lgt_level=0, lon=24.9435, lat=60.1683)
        other = made.noticed(bea, lgt_level=2, lon=24.9440, lat=60.1683, moderation="new")
    make_backup(tmp_path / "walks.tar")
    with writing() as session:
        accept(session, cast.facilitator, other.id)
    path = tile_path(made.audit.id, "findings", query="?indicator=lgt_level")
    first = cast.client(cast.planner).get(path)
    assert sorted(one["level"] for one in said(first.content, "findings")) == [0, 2]
    with writing() as session:
        withdraw_finding(session, session.get_one(Walker, ada), hers.id)
    forget_engine()
    restore(tmp_path / "walks.tar", replaces=True)
    # As many changes as the browser had seen: one finding accepted then, one taken back now.
    after = cast.client(cast.planner).get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (after.status_code, said(after.content, "findings")) == (200, [])


@pytest.mark.parametrize("known_from", ["log", "old database"])
@pytest.mark.parametrize("moment", ["moving", "upgrade", "take_back_again"])
@pytest.mark.parametrize("next_step", ["another restore", "serving"])
def test_a_restore_that_broke_off_forgets_nothing_that_was_taken_back(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, known_from: str, next_step: str
) -> None:
    joined = a_walker_of_the_demonstration()
    finding_id, files = a_kept_finding(joined)
    make_backup(tmp_path / "walks.tar")
    with writing() as session:
        withdraw_finding(session, joined.walker, finding_id)
    forget_engine()
    if known_from == "old database":
        withdrawn_log().unlink()
    with monkeypatch.context() as patch, pytest.raises(Stopped):
        if moment == "moving":  # killed, so that nothing is put back either
            move_aside = placing._move_aside

            def and_die(data: Path, aside: Path, undo: list[object]) -> None:
                move_aside(data, aside, [])
                undo.clear()
                raise Stopped

            patch.setattr(placing, "_move_aside", and_die)
        else:
            patch.setattr(*{"upgrade": (migrating, moment), "take_back_again": (restoring, moment)}[moment], _stopped)
        restore(tmp_path / "walks.tar", replaces=True)
    forget_engine()
    if moment == "moving" or next_step == "another restore":
        restore(tmp_path / "walks.tar", replaces=True)
    else:
        migrating.upgrade()
        with TestClient(create_app()):
            pass
    assert SECRET not in json.dumps(every_word())
    assert not set(everything_below(vault_folder())) & files
    assert check_house().is_whole


KILLED_WHILE_MOVING = """
import os, sys
from pathlib import Path
from app.keeping import placing, restore

move_aside = placing._move_aside

def and_die(*what):
    move_aside(*what)
    os.kill(os.getpid(), 9)

placing._move_aside = and_die
restore(Path(sys.argv[1]), replaces=True)
"""


def test_no_empty_house_is_opened_where_a_restore_was_killed(home: Path, archive: Path) -> None:
    """The machine starts again and Farola with it: phones would send into a house that nobody knows."""
    forget_engine()
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_MOVING, str(archive)], timeout=240, check=False)
    assert killed.returncode == -9
    with pytest.raises(migrating.RestoreBrokeOff, match="Run farola restore --replace once more"):
        migrating.upgrade()
    assert not (home / "farola.sqlite3").exists()
    restore(archive, replaces=True)
    migrating.upgrade()
    assert check_house().is_whole


def test_her_text_under_another_phones_number_stays_taken_back(home: Path, tmp_path: Path) -> None:
    hers, others = a_walker_of_the_demonstration(), a_walker_of_the_demonstration()
    finding_id, _files = a_kept_finding(others, words="theirs")
    with writing() as session:
        [receipt] = accept_batch(session, hers.walker, [a_finding_again(hers, finding_id, SECRET)], clock.now())
        assert receipt.code == "id-taken"
    make_backup(tmp_path / "walks.tar")
    with writing() as session:
        withdraw_finding(session, hers.walker, finding_id)
    forget_engine()
    restore(tmp_path / "walks.tar", replaces=True)
    with engine().connect() as connection:
        assert SECRET not in str(connection.exec_driver_sql("SELECT * FROM parked").all())
    assert "theirs" in json.dumps(every_word())
    assert check_house().is_whole


def test_forgetting_leaves_nothing_of_a_restore_that_was_killed_and_lets_another_one_end(
    home: Path, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, put_in_place = home / "restoring-12345678", placing.put_in_place
    left.mkdir()
    (left / "database.sqlite3").write_bytes(b"all that was unpacked")

    def meanwhile(*what: Any) -> Path | None:
        forget_old()
        assert not left.exists()
        return put_in_place(*what)

    forget_engine()
    monkeypatch.setattr(placing, "put_in_place", meanwhile)
    restore(archive, replaces=True)
    assert check_house().is_whole


def a_finding_again(joined: Joined, finding_id: UUID, words: str = "") -> dict[str, object]:
    with reading() as session:
        walk = walk_with_id(session, joined.walker.walk_id)
    assert walk is not None
    return a_finding(walk, id=str(finding_id), revision=9, words={"nar_worry": words})


def every_word() -> list[str]:
    with engine().connect() as connection:
        return [str(row[0]) for row in connection.exec_driver_sql("SELECT words FROM finding")]


def test_what_was_here_is_moved_aside_whole(home: Path, archive: Path) -> None:
    a_kept_finding(a_walker_of_the_demonstration())
    rows = every_row()
    forget_engine()
    with pytest.raises(CannotRestore, match="--replace"):
        restore(archive)
    assert every_row() == rows
    forget_engine()
    aside = restore(archive, replaces=True).aside
    assert every_row() != rows
    assert aside is not None
    with living_in(aside):
        assert every_row() == rows
        assert check_house().is_whole


@pytest.mark.parametrize("is_used", [True, False])
def test_what_is_not_farolas_stays_where_it_is(home: Path, archive: Path, tmp_path: Path, is_used: bool) -> None:
    """The one folder of a container that lasts has the backups as well, and a disk of its own has a `lost+found`."""
    with living_in(home if is_used else tmp_path / "new") as folder:
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "lost+found").mkdir()
        kept = Path(shutil.copy(archive, folder / "walks.tar"))
        aside = restore(kept, replaces=is_used).aside
        assert (folder / "lost+found").is_dir() and kept.is_file()
        assert (aside is not None) is is_used
        assert check_house().is_whole


def test_a_journal_that_an_old_database_left_does_not_get_into_the_new_one(
    home: Path, archive: Path, tmp_path: Path
) -> None:
    """As when only the database was lost, from a folder of its own that a server wrote into when it was killed."""
    elsewhere, killed = tmp_path / "elsewhere", tmp_path / "killed"
    elsewhere.mkdir()
    forget_engine()
    shutil.move(home / "farola.sqlite3", elsewhere / "farola.sqlite3")
    with living_in(home, f"sqlite:///{elsewhere}/farola.sqlite3"):
        with writing() as session:
            session.connection().exec_driver_sql("UPDATE site SET name = 'of another time'")
        shutil.copytree(elsewhere, killed)
        forget_engine()
        shutil.copy(killed / "farola.sqlite3-wal", elsewhere / "farola.sqlite3-wal")
        (elsewhere / "farola.sqlite3").unlink()
        restore(archive, replaces=True)
        with engine().connect() as connection:
            assert "of another time" not in connection.exec_driver_sql("SELECT name FROM site").scalars().all()
        assert check_house().is_whole


def test_what_a_restore_moved_aside_is_named_until_somebody_removes_it(home: Path, archive: Path) -> None:
    """What is taken back from now on would stay in there."""
    forget_engine()
    aside = restore(archive, replaces=True).aside
    assert aside is not None
    [noticed] = check_house().noticed
    assert noticed.startswith(str(aside)) and "Remove it when all is well" in noticed
    shutil.rmtree(aside)
    assert check_house().noticed == []


def test_nothing_is_replaced_under_a_running_farola(home: Path, archive: Path) -> None:
    serving = sqlite3.connect(home / "farola.sqlite3")
    serving.execute("PRAGMA journal_mode = WAL")
    serving.execute("SELECT count(*) FROM finding").fetchone()
    with pytest.raises(CannotRestore, match="still running"):
        restore(archive, replaces=True)
    assert not list(home.glob("re[ps]*-*"))
    serving.close()
    restore(archive, replaces=True)


def test_a_move_that_fails_half_way_is_taken_back(home: Path, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, files = every_row(), everything_below(home / "files")
    names = {path.name for path in home.iterdir()}
    moved = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.parent.name.startswith("restoring-") and self.name == "secret.key":
            raise OSError(5, "Input/output error")
        return moved(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="Input/output"):
        restore(archive, replaces=True)
    monkeypatch.undo()
    assert {path.name for path in home.iterdir()} | {"farola.sqlite3-wal", "farola.sqlite3-shm"} >= names
    assert not list(home.glob("re[ps]*-*"))
    assert (every_row(), everything_below(home / "files")) == (rows, files)


def test_an_archive_without_its_key_asks_for_it(home: Path, tmp_path: Path) -> None:
    make_backup(tmp_path / "walks.tar", has_key=False)
    key = home / "secret.key"
    with living_in(tmp_path / "new"):
        with pytest.raises(CannotRestore, match="--key"):
            restore(tmp_path / "walks.tar")
        assert not (tmp_path / "new").exists()
        restore(tmp_path / "walks.tar", key=key)
        assert (tmp_path / "new" / "secret.key").read_bytes() == key.read_bytes()


@pytest.mark.parametrize("has_key", [True, False])
def test_the_key_of_another_house_is_refused_before_anything_has_changed(
    home: Path, tmp_path: Path, has_key: bool
) -> None:
    make_backup(tmp_path / "walks.tar", has_key=has_key)
    (tmp_path / "other.key").write_bytes(b"of another house entirely, truly")
    rows, files = every_row(), everything_below(home / "files")
    forget_engine()
    with pytest.raises(CannotRestore, match="not the one of this archive"):
        restore(tmp_path / "walks.tar", replaces=True, key=tmp_path / "other.key")
    assert not list(home.glob("re[ps]*-*"))
    assert (every_row(), everything_below(home / "files")) == (rows, files)
    if not has_key:  # nor is the key that happens to lie there taken for the right one
        with living_in(tmp_path / "new") as new:
            new.mkdir()
            (new / "secret.key").write_bytes(b"of another house entirely, truly")
            with pytest.raises(CannotRestore, match="not the one of this archive"):
                restore(tmp_path / "walks.tar", replaces=True)


def test_an_archive_with_a_wrong_key_in_it_comes_back_and_says_so_and_the_right_one_mends_it(
    home: Path, tmp_path: Path
) -> None:
    right = Path(shutil.copy(home / "secret.key", tmp_path / "right.key"))
    (home / "secret.key").write_bytes(b"of another house entirely, truly")
    make_backup(tmp_path / "walks.tar")
    with living_in(tmp_path / "new"):
        assert "not the key of this house" in restore(tmp_path / "walks.tar").key_fault
        assert restore(tmp_path / "walks.tar", replaces=True, key=right).key_fault == ""
        assert check_house().is_whole


def test_a_log_that_is_not_there_is_said_before_anything_changes(archive: Path, tmp_path: Path) -> None:
    with living_in(tmp_path / "new"), pytest.raises(CannotRestore, match=r"copy\.log"):
        restore(archive, log=tmp_path / "copy.log")
    assert not (tmp_path / "new").exists()
