"""A backup is one moment of a house in which nobody stopped walking."""

from __future__ import annotations

import stat
import tarfile
import time
from pathlib import Path

import pytest

from app.findings import Finding
from app.foundation.database import reading
from app.keeping import CannotKeep, check_house, make_backup, restore
from tests.conftest import living_in
from tests.makers.findings import rows
from tests.makers.keeping import NeverStopping, every_row


def test_backups_made_while_phones_send_lose_nobodys_finding_and_name_no_file_that_is_gone(
    home: Path, tmp_path: Path
) -> None:
    phone = NeverStopping()
    made = []
    with phone.at_work():
        for number in range(4):
            time.sleep(0.4)
            acknowledged = list(phone.kept)
            made.append((tmp_path / f"{number}.tar", acknowledged))
            assert make_backup(made[-1][0]).missing == []
    assert len(made[-1][1]) > len(made[0][1]) > 0, "nobody sent anything meanwhile: nothing was tried"
    for archive, acknowledged in made:
        with living_in(archive.with_suffix("")):
            manifest = restore(archive).manifest
            assert every_row() == {name: table.model_dump() for name, table in manifest.tables.items()}
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
