"""The four duties as an operator types them."""

from __future__ import annotations

import io
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy.exc import IntegrityError, OperationalError
from typer.testing import CliRunner

from app.cli import _take_commands, farola, main
from app.foundation import migrating
from app.foundation.database import engine, forget_engine
from app.keeping import backing_up
from app.keeping.commands import commands
from app.people import store as accounts
from tests.conftest import living_in

run = CliRunner()


def test_she_keeps_restores_and_checks(home: Path, tmp_path: Path) -> None:
    kept = run.invoke(commands, ["backup", str(tmp_path / "walks.tar")])
    assert kept.exit_code == 0, kept.output
    assert "rows and" in kept.output
    with living_in(tmp_path / "new"):
        restored = run.invoke(commands, ["restore", str(tmp_path / "walks.tar")])
        assert restored.exit_code == 0, restored.output
        assert "Restored what was kept on" in restored.output
        assert "All is well" in run.invoke(commands, ["check"]).output
        again = run.invoke(commands, ["restore", str(tmp_path / "walks.tar")])
        assert again.exit_code == 1
        assert "--replace" in again.output
        assert "is in" in run.invoke(commands, ["restore", "--replace", str(tmp_path / "walks.tar")]).output


def test_a_nightly_job_hears_of_damage(home: Path, tmp_path: Path) -> None:
    next(home.glob("files/??/*")).unlink()
    found = run.invoke(commands, ["check"])
    assert found.exit_code == 1
    assert "is missing" in found.output
    kept = run.invoke(commands, ["backup", str(tmp_path / "walks.tar")])
    assert kept.exit_code == 1
    assert "missing already" in kept.output
    assert (tmp_path / "walks.tar").is_file(), "what can be kept is kept"


def test_nothing_is_served_from_a_used_house_without_its_key(home: Path) -> None:
    (home / "secret.key").unlink()
    told = subprocess.run(
        [sys.executable, "-m", "app", "serve", "--port", "0"], capture_output=True, text=True, timeout=240, check=False
    )
    assert told.returncode == 1
    assert "tar -xf walks.tar secret.key" in told.stderr
    assert "Traceback" not in told.stderr
    assert not (home / "secret.key").exists()


def test_a_backup_without_the_key_that_it_should_have_says_so(home: Path, tmp_path: Path) -> None:
    (home / "secret.key").unlink()
    kept = run.invoke(commands, ["backup", str(tmp_path / "walks.tar")])
    assert kept.exit_code == 1 and "secret.key is missing" in kept.output
    assert (tmp_path / "walks.tar").is_file(), "what can be kept is kept"


def test_a_folder_that_cannot_be_written_to_is_a_sentence(home: Path, tmp_path: Path) -> None:
    said = run.invoke(commands, ["backup", str(tmp_path / "nowhere" / "walks.tar")])
    assert said.exit_code == 1
    assert "No such file or directory" in said.output


def test_a_folder_in_place_of_a_file_is_told_before_all_is_copied(home: Path, tmp_path: Path) -> None:
    said = run.invoke(commands, ["backup", str(tmp_path)])
    assert said.exit_code == 1 and "is a folder. Name a file in it" in said.output


@pytest.mark.parametrize(("told", "code"), [("5", 1), ('{"receipts": 5}', 1), ("[" * 100_000, 2)])
def test_what_is_no_receipt_is_said_not_to_be_ours(home: Path, tmp_path: Path, told: str, code: int) -> None:
    (tmp_path / "file.json").write_text(told)
    said = run.invoke(commands, ["receipts", str(tmp_path / "file.json")])
    assert (said.exit_code, type(said.exception)) == (code, SystemExit)


def test_a_dry_run_lists_what_would_be_forgotten(home: Path) -> None:
    said = run.invoke(commands, ["forget", "--dry-run"])
    assert said.exit_code == 0, said.output
    assert "join codes" in said.output


def test_the_duties_stand_at_the_top() -> None:
    _take_commands()
    said = run.invoke(farola, ["--help"]).output
    assert all(f" {name} " in said for name in ("backup", "restore", "check", "forget", "serve"))


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """How the whole program ends for whoever types this. Raises whatever would be a traceback."""
    monkeypatch.setattr(sys, "argv", ["farola", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


NEW_ACCOUNT = "user add --email you@example.org --name You --organisation Ours --password-stdin"


@pytest.mark.parametrize("words", ["forget", "photos clean", "user list", NEW_ACCOUNT])
def test_in_a_house_that_was_never_started_she_hears_how_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long enough password\n"))
    with living_in(tmp_path / "house"):
        assert typed(monkeypatch, *words.split()) == 1
    assert "run farola migrate" in capsys.readouterr().err


def test_with_a_database_of_another_version_she_hears_which_is_to_be_updated(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command.downgrade(migrating.alembic_config(), "0001")
    forget_engine()
    assert typed(monkeypatch, "forget") == 1
    assert "Run farola backup FILE, and then farola migrate" in capsys.readouterr().err
    assert typed(monkeypatch, "backup", str(tmp_path / "walks.tar")) == 0
    with engine().begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'of_next_year'")
    for words in (["forget"], ["backup", str(tmp_path / "walks.tar")], ["migrate"], ["serve"]):
        assert typed(monkeypatch, *words) == 1
        assert "Update Farola" in capsys.readouterr().err


def test_a_full_disk_under_the_archive_is_a_sentence_that_says_what_to_do(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_what: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backing_up, "_write", full)
    said = run.invoke(commands, ["backup", str(tmp_path / "walks.tar")])
    assert said.exit_code == 1 and "Make room" in said.output
    assert not list(tmp_path.glob("walks.tar*"))


def test_a_disk_that_is_full_or_broken_is_a_sentence_of_every_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_what: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("database or disk is full"))

    with monkeypatch.context() as patch:
        patch.setattr(backing_up, "_stage", full)
        patch.setattr(accounts, "every_account", full)
        for words in (["backup", str(tmp_path / "walks.tar")], ["user", "list"]):
            assert typed(monkeypatch, *words) == 1
            assert "disk is full" in capsys.readouterr().err
        assert not (tmp_path / "walks.tar").exists()
    forget_engine()
    (home / "farola.sqlite3").write_bytes(b"no longer a database " * 500)
    for words in (["backup", str(tmp_path / "walks.tar")], ["user", "list"], ["forget"]):
        assert typed(monkeypatch, *words) == 1
        assert "restore a backup" in capsys.readouterr().err


def test_no_word_of_a_walker_is_in_what_a_fault_of_the_database_says(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_what: object) -> None:
        raise IntegrityError("INSERT", {}, Exception('invalid value: "behind the kiosk"'))

    monkeypatch.setattr(accounts, "every_account", refused)
    assert typed(monkeypatch, "user", "list") == 1
    said = capsys.readouterr().err
    assert "IntegrityError" in said and "kiosk" not in said
