"""`farola check` says what is wrong before somebody misses it, and mends only what nobody needs."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.findings import Finding, accept_batch, note_withdrawn, withdraw_finding, withdrawn_log
from app.foundation import clock
from app.foundation.database import engine, forget_engine, reading, writing
from app.keeping import check_house
from app.walks import walk_with_id
from tests.makers.findings import a_finding, a_photo, rows
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
    from app.foundation.vault import vault

    old, fresh = (vault().path(vault().put(a_photo(colour=colour))) for colour in ("red", "green"))
    as_if_days_old(old, 1.1)
    found = check_house()
    assert [old.name in sentence for sentence in found.mendable] == [True]
    assert old.exists()
    assert old.name in check_house(mends=True).mended[0]
    assert not old.exists()
    assert fresh.exists(), "its finding may still be on its way"
    assert check_house().is_whole


def test_what_a_killed_backup_left_behind_goes_after_a_day(home: Path) -> None:
    (home / "backing-up-old").mkdir()
    (home / "backing-up-old" / "database.sqlite3").write_bytes(b"half a copy")
    assert check_house().is_whole
    as_if_days_old(home / "backing-up-old", 1.1)
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
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
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
