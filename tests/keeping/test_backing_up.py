"""A backup is one moment of a house in which nobody stopped walking."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from app.findings import Finding
from app.foundation import migrating
from app.foundation.database import engine, forget_engine, reading
from app.keeping import CannotKeep, backing_up, check_house, forget_old, make_backup, restore, store
from tests.conftest import living_in
from tests.makers.findings import rows
from tests.makers.keeping import NEW_AFTER_A_RESTORE, NeverStopping, every_row


def test_backups_made_while_phones_send_lose_nobodys_finding_and_name_no_file_that_is_gone(
    home: Path, tmp_path: Path
) -> None:
    phone = NeverStopping()
    made = []
    with phone.at_work():
        for number in range(4):
            made.append((tmp_path / f"{number}.tar", phone.wait_for_more()))
            assert make_backup(made[-1][0]).missing == []
    assert len(made[-1][1]) > len(made[0][1]) > 0, "nobody sent anything meanwhile: nothing was tried"
    for archive, acknowledged in made:
        with living_in(archive.with_suffix("")):
            manifest = restore(archive).manifest
            kept_rows = {name: table.model_dump() for name, table in manifest.tables.items()}
            assert every_row() | NEW_AFTER_A_RESTORE == kept_rows | NEW_AFTER_A_RESTORE
            assert check_house().wrong == []
            with reading() as session:
                kept = {str(finding.id) for finding in rows(session, Finding) if finding.state == "kept"}
            assert set(acknowledged) <= kept


def test_only_its_owner_can_read_a_backup_and_nothing_else_is_left_behind(home: Path, tmp_path: Path) -> None:
    before = {path.name for path in home.iterdir()}
    (tmp_path / "kept").mkdir()
    make_backup(tmp_path / "kept" / "walks.tar")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["walks.tar"]
    assert stat.S_IMODE((tmp_path / "kept" / "walks.tar").stat().st_mode) == 0o600
    assert {path.name for path in home.iterdir()} - {"farola.sqlite3-wal", "farola.sqlite3-shm"} == before


def test_a_backup_that_cannot_be_written_leaves_the_last_one_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "walks.tar"
    make_backup(target)
    last = target.read_bytes()

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        make_backup(target)
    assert target.read_bytes() == last
    assert list(tmp_path.glob("*.part")) == []


def test_a_key_can_be_left_out(home: Path, tmp_path: Path) -> None:
    make_backup(tmp_path / "with.tar")
    make_backup(tmp_path / "without.tar", has_key=False)
    with tarfile.open(tmp_path / "with.tar") as one, tarfile.open(tmp_path / "without.tar") as other:
        assert set(one.getnames()) - set(other.getnames()) == {"secret.key"}
        assert one.getnames()[-1] == other.getnames()[-1] == "manifest.json"


def test_a_backup_says_which_files_were_missing_already(home: Path, tmp_path: Path) -> None:
    lost = sorted(home.glob("files/??/*"))[0]
    lost.unlink()
    assert make_backup(tmp_path / "walks.tar").missing == [lost.name]


def test_a_folder_that_is_not_there_cannot_be_kept(tmp_path: Path) -> None:
    with living_in(tmp_path / "nowhere"), pytest.raises(CannotKeep, match="FAROLA_DATA"):
        make_backup(tmp_path / "walks.tar")


KILLED = """
import os, signal, sys
from pathlib import Path
from app.rooms import open_front_doors
open_front_doors()
from app.keeping import backing_up
write = backing_up._write
def killed(file, *what):
    write(file, *what)
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
backing_up._write = killed
backing_up.make_backup(Path(sys.argv[1]))
"""


def a_killed_backup(target: Path) -> Path:
    """The archive that it was about to finish."""
    before = set(target.parent.iterdir())
    done = subprocess.run([sys.executable, "-c", KILLED, str(target)], timeout=110, check=False)
    assert done.returncode == -signal.SIGKILL
    [left] = set(target.parent.iterdir()) - before
    assert tarfile.is_tarfile(left), "a copy of the whole house"
    return left


def test_of_a_backup_that_was_killed_nothing_is_left_once_the_next_one_is_made(home: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "letters.12345678.part").touch()
    of_yesterday, of_today = a_killed_backup(kept / "yesterday.tar"), a_killed_backup(kept / "walks.tar")
    make_backup(kept / "walks.tar")
    assert not of_today.exists() and of_yesterday.exists(), "of another name, which may be written on another machine"
    two_hours_ago = time.time() - 7200
    os.utime(of_yesterday, (two_hours_ago, two_hours_ago))
    make_backup(kept / "walks.tar")
    assert sorted(path.name for path in kept.iterdir()) == ["letters.12345678.part", "walks.tar"]
    assert list(home.glob("backing-up-*")) == []


def test_forgetting_leaves_nothing_of_a_backup_that_was_killed_and_lets_another_one_end(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_killed_backup(tmp_path / "walks.tar")
    [left] = home.glob("backing-up-*")
    seen: list[bool] = []
    write = backing_up._write

    def meanwhile(*what: Any) -> None:
        forget_old(is_dry_run=True)
        seen.append(left.exists())
        forget_old()
        backing_up._sweep_unfinished(tmp_path / "walks.tar")
        write(*what)

    monkeypatch.setattr(backing_up, "sweep_left_backups", lambda: None)
    monkeypatch.setattr(backing_up, "_write", meanwhile)
    assert make_backup(tmp_path / "walks.tar").missing == []
    assert seen == [True] and not left.exists(), "a dry run changes nothing"
    assert tarfile.is_tarfile(tmp_path / "walks.tar")


@pytest.mark.parametrize("revision", migrating.known_revisions())
def test_a_house_is_kept_before_an_update_and_comes_back_brought_up_to_date(
    home: Path, tmp_path: Path, revision: str
) -> None:
    command.downgrade(migrating.alembic_config(), revision)
    forget_engine()
    files = {f"files/{path.relative_to(home / 'files')}" for path in home.glob("files/??/*")}
    manifest = make_backup(tmp_path / "walks.tar")
    assert (manifest.revision, manifest.missing) == (revision, [])
    assert set(manifest.members) == {"database.sqlite3", "secret.key"} | files
    with living_in(tmp_path / "new"):
        assert restore(tmp_path / "walks.tar").key_fault == ""
        found = check_house()
        assert found.is_whole, found


def test_a_house_that_was_never_started_and_one_of_a_newer_farola_are_not_kept(home: Path, tmp_path: Path) -> None:
    (tmp_path / "fresh").mkdir()
    with living_in(tmp_path / "fresh") as fresh:
        with pytest.raises(CannotKeep, match="farola migrate"):
            make_backup(tmp_path / "walks.tar")
        assert list(fresh.iterdir()) == [], "to ask is not to make it"
    with engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of_next_year'")
    with pytest.raises(CannotKeep, match="Update Farola"):
        make_backup(tmp_path / "walks.tar")
    assert not (tmp_path / "walks.tar").exists()


def test_a_disk_without_room_for_a_second_copy_is_a_sentence_and_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    kept = tmp_path / "kept"
    kept.mkdir()
    monkeypatch.setattr(store, "copy_sqlite", full)
    with pytest.raises(CannotKeep, match=r"disk is full.*Make room"):
        make_backup(kept / "walks.tar")
    assert list(kept.iterdir()) == list(home.glob("backing-up-*")) == []
