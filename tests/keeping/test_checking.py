"""`farola check` says what is wrong before somebody misses it, and mends only what nobody needs."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.findings import (
    Finding,
    Medium,
    Tombstone,
    accept_batch,
    accept_medium,
    clean_waiting,
    note_withdrawn,
    withdraw_finding,
    withdrawn_log,
)
from app.foundation import clock, migrating
from app.foundation.database import engine, forget_engine, reading, writing
from app.foundation.folders import holding
from app.foundation.identifiers import forget_house_key
from app.foundation.vault import vault
from app.keeping import check_house, checking
from app.walks import walk_with_id
from tests.conftest import living_in
from tests.makers.findings import a_finding, a_photo, listed, rows, sha256_of
from tests.makers.keeping import a_walker_of_the_demonstration

DAY_S = 86_400


def a_photo_file(home: Path) -> Path:
    return next(path for path in sorted(home.glob("files/??/*")) if path.read_bytes()[:2] == b"\xff\xd8")


def as_if_days_old(path: Path, days: float) -> Path:
    then = time.time() - days * DAY_S
    os.utime(path, (then, then))
    return path


def test_a_whole_house_is_well(home: Path) -> None:
    found = check_house()
    assert found.is_whole, (found.wrong, found.mendable)
    assert found.files > 50
    assert found.rows > 1_000


def test_a_photo_whose_bytes_have_changed_is_found(home: Path) -> None:
    photo = a_photo_file(home)
    content = bytearray(photo.read_bytes())
    content[len(content) // 2] ^= 1
    photo.write_bytes(content)
    [sentence] = check_house(mends=True).wrong
    assert photo.name in sentence
    assert "damaged" in sentence
    assert photo.exists(), "damaged is better than gone: a person may still see something in it"


def test_a_photo_that_is_gone_is_found(home: Path) -> None:
    photo = a_photo_file(home)
    photo.unlink()
    [sentence] = check_house(mends=True).wrong
    assert photo.name in sentence
    assert "missing" in sentence


def test_a_file_that_nobody_names_goes_after_a_day_and_only_when_told_to(home: Path) -> None:
    old, fresh = (vault().path(vault().put(a_photo(colour=colour))) for colour in ("red", "green"))
    as_if_days_old(old, 1.1)
    found = check_house()
    assert [old.name in sentence for sentence in found.mendable] == [True]
    assert old.exists()
    assert old.name in check_house(mends=True).mended[0]
    assert not old.exists()
    assert fresh.exists(), "its finding may still be on its way"
    assert check_house().is_whole


def test_what_somebody_else_put_among_the_files_is_named_and_stays_for_ever(home: Path) -> None:
    strange = [home / "files" / "ab" / "notes.txt", home / "files" / "ab" / ("c" * 64)]
    for path in strange:
        path.write_bytes(b"of somebody else")
        as_if_days_old(path, 400)
    found = check_house(mends=True)
    assert (found.wrong, found.mendable, found.mended) == ([], [], [])
    assert all(path.name in found.noticed[0] for path in strange)
    assert all(path.read_bytes() == b"of somebody else" for path in strange)


def test_what_a_killed_backup_left_behind_goes_after_a_day(home: Path) -> None:
    (home / "backing-up-old").mkdir()
    (home / "backing-up-old" / "database.sqlite3").write_bytes(b"half a copy")
    assert check_house().is_whole
    as_if_days_old(home / "backing-up-old", 1.1)
    with holding(home / "backing-up-old"):
        assert check_house(mends=True).is_whole, "a backup that takes long"
    assert len(check_house(mends=True).mended) == 1
    assert not (home / "backing-up-old").exists()


@pytest.mark.parametrize("at", [0.3, 0.6])
def test_a_database_with_damaged_pages_is_found(home: Path, at: float) -> None:
    forget_engine()
    database = home / "farola.sqlite3"
    content = bytearray(database.read_bytes())
    start = int(len(content) * at) // 4096 * 4096
    content[start : start + 4096] = b"\xa5" * 4096
    database.write_bytes(content)
    found = check_house()
    assert found.wrong
    assert "Database" in found.wrong[0]


def test_a_row_that_names_nothing_is_found(home: Path) -> None:
    with engine().connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("UPDATE walk SET audit_id = '00000000000000000000000000000000'")
    forget_engine()
    assert any("walk names a row of audit" in sentence for sentence in check_house().wrong)


def test_a_database_of_another_version_is_said_to_need_migrating(home: Path) -> None:
    with engine().connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    [sentence] = check_house().wrong
    assert "farola migrate" in sentence


def test_a_photo_that_waits_too_long_for_cleaning_is_told(home: Path) -> None:
    with engine().connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(
            "UPDATE medium SET state = 'received', sha256 = large_sha256 WHERE id = (SELECT min(id) FROM medium)"
        )
    with clock.standing_at(clock.now() + timedelta(hours=2)):
        assert any("wait for cleaning" in sentence for sentence in check_house().wrong)


def a_photo_that_was_acknowledged() -> tuple[str, bytes]:
    """The id of its finding, and its bytes; it waits to be cleaned."""
    joined, photo = a_walker_of_the_demonstration(), a_photo(colour="plum")
    with reading() as session:
        walk = walk_with_id(session, joined.walker.walk_id)
    assert walk is not None
    finding = a_finding(walk, media=[listed(photo)])
    with writing() as session:
        accept_batch(session, joined.walker, [finding], clock.now())
        accept_medium(session, joined.walker, UUID(finding["id"]), sha256_of(photo), photo, "image/jpeg")
    return finding["id"], photo


def test_a_photo_that_a_phone_was_told_is_kept_stays_wrong_after_the_cleaner_has_missed_it(home: Path) -> None:
    finding_id, photo = a_photo_that_was_acknowledged()
    vault().remove(sha256_of(photo))
    before = check_house().wrong
    assert clean_waiting() == 1
    [sentence] = check_house(mends=True).wrong
    assert len(before) == 1
    assert sha256_of(photo) in sentence and finding_id in sentence


def test_a_lost_photo_that_is_put_back_from_a_backup_is_cleaned_and_shown(home: Path) -> None:
    _finding_id, photo = a_photo_that_was_acknowledged()
    vault().remove(sha256_of(photo))
    clean_waiting()
    as_if_days_old(vault().path(vault().put(photo)), 40)  # as an archive gives it back: no newer than it was
    found = check_house()
    assert found.wrong == [] and len(found.mendable) == 1, "it must not go as a file that nobody names"
    assert sha256_of(photo) in check_house(mends=True).mended[0]
    assert clean_waiting() == 1
    assert check_house().is_whole
    with reading() as session:
        [medium] = [one for one in rows(session, Medium) if one.sha256 == sha256_of(photo)]
    assert medium.state == "clean" and medium.reason == ""


@pytest.mark.parametrize("taken_back", ["one finding", "everything"])
def test_what_is_kept_although_its_walker_took_it_back_is_found_and_goes(home: Path, taken_back: str) -> None:
    with reading() as session:
        kept = [finding for finding in rows(session, Finding) if finding.state == "kept"]
    hers = [finding for finding in kept if finding.walker_id == kept[0].walker_id]
    gone = kept[:1] if taken_back == "one finding" else hers
    buried = kept[0].id if taken_back == "one finding" else kept[0].walker_id
    with writing() as session:
        session.add(Tombstone(finding_id=buried, created_at=clock.now()))
    note_withdrawn([buried], clock.now())
    said = f"{len(gone)} findings are kept although they were taken back."
    assert check_house().wrong == [f"{said} Run farola check --mend to erase them."]
    assert check_house(mends=True).wrong == [f"{said} They were erased just now."]
    assert check_house().is_whole
    with reading() as session:
        assert {one.id for one in rows(session, Finding) if one.state == "kept"} == {one.id for one in kept} - {
            one.id for one in gone
        }


def test_what_the_log_and_the_database_say_was_taken_back_is_made_the_same(home: Path) -> None:
    joined = a_walker_of_the_demonstration()
    with reading() as session:
        walk = walk_with_id(session, joined.walker.walk_id)
        kept = next(finding for finding in rows(session, Finding) if finding.state == "kept")
    assert walk is not None
    with writing() as session:
        taken_back = a_finding(walk)
        accept_batch(session, joined.walker, [taken_back], clock.now())
    with writing() as session:
        withdraw_finding(session, joined.walker, uuid4())
    withdrawn_log().unlink()
    note_withdrawn([kept.id], clock.now())
    assert len(check_house().mendable) == 2
    check_house(mends=True)
    assert check_house().is_whole
    with reading() as session:
        assert session.get_one(Finding, kept.id).state == "withdrawn"


def test_a_key_that_others_can_read_is_closed_and_a_lost_one_is_told(home: Path) -> None:
    (home / "secret.key").chmod(0o644)
    assert len(check_house(mends=True).mended) == 1
    assert check_house().is_whole
    (home / "secret.key").unlink()
    assert "secret.key" in check_house().wrong[0]
    assert not (home / "secret.key").exists(), "looking makes no new one"


def test_the_key_of_another_house_is_told_with_what_to_do(home: Path) -> None:
    (home / "secret.key").write_bytes(b"of another house entirely, truly")
    forget_house_key()
    [sentence] = check_house().wrong
    assert "not the key of this house: none of the" in sentence
    assert "tar -xf walks.tar secret.key" in sentence


def test_a_house_in_which_two_keys_were_used_is_told_how_many_receipts_are_lost(home: Path) -> None:
    right = (home / "secret.key").read_bytes()
    (home / "secret.key").write_bytes(b"of another house entirely, truly")
    forget_house_key()
    for _stranger in range(3):
        a_walker_of_the_demonstration()
    (home / "secret.key").write_bytes(right)
    forget_house_key()
    [sentence] = check_house().wrong
    assert sentence.startswith("3 of ")


def test_a_folder_that_others_can_look_into_is_closed(home: Path) -> None:
    home.chmod(0o755)
    assert [f"look into the folder {home}" in sentence for sentence in check_house().mendable] == [True]
    check_house(mends=True)
    assert home.stat().st_mode & 0o777 == 0o750
    assert check_house().is_whole


def test_a_new_house_is_for_nobody_else_on_this_machine(tmp_path: Path) -> None:
    with living_in(tmp_path / "new"):
        migrating.upgrade()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


def test_a_house_that_is_not_there_is_said_not_to_be_and_is_not_made(tmp_path: Path) -> None:
    with living_in(tmp_path / "new"):
        assert ["Is FAROLA_DATA right?" in sentence for sentence in check_house().wrong] == [True]
        assert not (tmp_path / "new").exists()


def test_a_database_that_has_gone_is_not_made_anew_by_looking(home: Path) -> None:
    forget_engine()
    (home / "farola.sqlite3").unlink()
    [sentence] = check_house().wrong
    assert "If this house was used before, FAROLA_DATA or FAROLA_DATABASE is not right" in sentence
    assert not (home / "farola.sqlite3").exists()


def test_a_file_that_cannot_be_read_is_not_called_damaged(home: Path) -> None:
    photo = a_photo_file(home)
    photo.unlink()
    photo.mkdir()  # what a permission would do, had the tests no right to read everything
    [sentence] = check_house().wrong
    assert photo.name in sentence and "cannot be read (Is a directory)" in sentence


def test_a_log_of_what_was_taken_back_that_cannot_be_read_is_a_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path) -> dict[UUID, object]:
        raise PermissionError(13, "Permission denied", "withdrawn.log")

    monkeypatch.setattr(checking, "read_withdrawn", refused)
    [sentence] = check_house().wrong
    assert "withdrawn.log" in sentence and "not all was looked at" in sentence


def test_a_finding_whose_row_is_lost_is_not_counted_away_without_a_word(home: Path) -> None:
    with engine().connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(
            "DELETE FROM finding WHERE id ="
            " (SELECT max(id) FROM finding WHERE id NOT IN (SELECT finding_id FROM moderation_step))"
        )
    [sentence] = check_house().mendable
    assert "Were findings lost? Compare with a backup, which may have them, before you mend." in sentence
    [sentence] = check_house(mends=True).mended
    assert "Were findings lost?" in sentence
