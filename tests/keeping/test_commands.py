"""The four duties as an operator types them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from app.cli import _take_commands, farola
from app.keeping.commands import commands
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


def test_a_dry_run_lists_what_would_be_forgotten(home: Path) -> None:
    said = run.invoke(commands, ["forget", "--dry-run"])
    assert said.exit_code == 0, said.output
    assert "join codes" in said.output


def test_the_duties_stand_at_the_top() -> None:
    _take_commands()
    said = run.invoke(farola, ["--help"]).output
    assert all(f" {name} " in said for name in ("backup", "restore", "check", "forget", "serve"))
