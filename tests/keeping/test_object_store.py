"""The four duties of whoever runs a server, where photos lie in an object store."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command

from app.findings import Finding, VaultHold
from app.foundation import clock, migrating
from app.foundation.database import forget_engine, reading
from app.foundation.vault import vault
from app.keeping import CannotRestore, check_house, make_backup, restore
from tests.conftest import living_in
from tests.makers.findings import rows
from tests.makers.keeping import NEW_AFTER_A_RESTORE, NeverStopping, every_row, everything_below, move_files_away
from tests.object_store import fresh_bucket, objects_in, out_of_reach, put_object


@pytest.fixture
def far_home(tmp_path: Path, walked: Path) -> Iterator[Path]:
    """A copy of the demonstration whose files moved to a bucket of its own."""
    home = tmp_path / "home"
    shutil.copytree(walked, home)
    with fresh_bucket() as files, living_in(home, files=files):
        move_files_away(home)
        yield home


@pytest.mark.parametrize("revision", ["0001", "files_that_leave"])
def test_a_house_is_kept_before_an_update_also_when_its_plan_does_not_know_of_holding_files(
    far_home: Path, tmp_path: Path, revision: str
) -> None:
    command.downgrade(migrating.alembic_config(), revision)
    forget_engine()
    files = {f"files/{sha256[:2]}/{sha256}" for sha256 in lies_there()}
    manifest = make_backup(tmp_path / "walks.tar")
    assert manifest.missing == [] and files and files <= set(manifest.members)


def lies_there() -> dict[str, int]:
    return {kept.sha256: kept.bytes for kept in vault().every()}


def test_a_backup_brings_back_every_row_and_file_into_another_bucket_or_onto_a_disk(
    far_home: Path, walked: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "walks.tar"
    assert make_backup(archive).missing == []
    rows_before, files = every_row(), lies_there()
    with reading() as session:
        assert rows(session, VaultHold) == [], "the backup lets go of what it held"
    with fresh_bucket() as elsewhere, living_in(tmp_path / "new", files=elsewhere):
        restore(archive)
        assert lies_there() == files
        assert every_row() | NEW_AFTER_A_RESTORE == rows_before | NEW_AFTER_A_RESTORE
        assert not list((tmp_path / "new" / "files").glob("??")), "nothing of it stays on this disk"
        assert check_house().is_whole
    with living_in(tmp_path / "disk"):
        restore(archive)
        assert everything_below(tmp_path / "disk" / "files") == {
            name: hash_ for name, hash_ in everything_below(walked / "files").items() if "incoming" not in name
        }
        assert check_house().is_whole


def test_backups_made_while_phones_send_name_no_file_that_is_gone(far_home: Path, tmp_path: Path) -> None:
    phone = NeverStopping()
    with phone.at_work():
        until = time.monotonic() + 60
        while len(phone.taken_back) < 1 and time.monotonic() < until:
            time.sleep(0.1)
        acknowledged = list(phone.kept)
        assert make_backup(tmp_path / "walks.tar").missing == []
    assert acknowledged, "nobody sent anything meanwhile: nothing was tried"
    with living_in(tmp_path / "new"):
        restore(tmp_path / "walks.tar")
        assert check_house().wrong == []
        with reading() as session:
            kept = {str(finding.id) for finding in rows(session, Finding) if finding.state == "kept"}
        assert set(acknowledged) <= kept


def test_nothing_changes_when_the_store_is_away_at_a_restore(far_home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "walks.tar"
    make_backup(archive)
    before = everything_below(far_home)
    with out_of_reach(), pytest.raises(CannotRestore, match="cannot be reached"):
        restore(archive, replaces=True)
    after = everything_below(far_home)
    assert {name for name in before if not name.endswith(("-wal", "-shm"))} <= set(after)
    assert check_house().is_whole


def test_a_check_looks_at_every_object_and_mends_what_nobody_needs(far_home: Path) -> None:
    found = check_house()
    assert found.is_whole, (found.wrong, found.mendable)
    assert found.files > 50
    gone, damaged = sorted(lies_there())[:2]
    vault().remove(gone)
    vault().remove(damaged)
    _put_under_a_wrong_name(damaged)
    stray = vault().put(b"nobody names this")
    with clock.standing_at(clock.now() + timedelta(days=1.1)):
        found = check_house(mends=True)
    assert [gone in sentence and "missing" in sentence for sentence in found.wrong] == [False, True]
    assert [damaged in sentence and "damaged" in sentence for sentence in found.wrong] == [True, False]
    assert [stray in sentence for sentence in found.mended] == [True]
    assert not vault().has(stray) and vault().has(damaged)


def _put_under_a_wrong_name(sha256: str) -> None:
    from app.foundation.vault import VaultInS3

    kept = vault()
    assert isinstance(kept, VaultInS3)
    kept._place(sha256, b"other bytes")


def test_what_else_lies_in_the_bucket_is_never_touched(tmp_path: Path, walked: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(walked, home)
    with fresh_bucket() as files:
        bucket = files.removesuffix("/walks/files")
        with living_in(home, files=bucket):
            for path in sorted((home / "files").glob("??/*")):
                vault().put(path.read_bytes())
            others = ["town/budget.xlsx", "README", "a" * 64, f"old/{'b' * 64}", f"{'c' * 2}/{'d' * 64}"]
            for name in others:
                put_object(bucket, name, b"of the town hall")
            with clock.standing_at(clock.now() + timedelta(days=400)):
                found = check_house(mends=True)
            assert (found.wrong, found.mended) == ([], [])
            assert all(name in found.noticed[0] for name in others)
            assert {name for name, body in objects_in(bucket).items() if body == b"of the town hall"} == set(others)


def test_a_check_says_that_the_store_is_away_and_mends_nothing_then(far_home: Path) -> None:
    with out_of_reach(), clock.standing_at(clock.now() + timedelta(days=2)):
        found = check_house(mends=True)
    assert ["cannot be reached" in sentence for sentence in found.wrong] == [True]
    assert found.mended == []
