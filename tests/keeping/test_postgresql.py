"""The same promises on a real PostgreSQL: copied while phones send, restored, with what was there before set aside."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from app.demo import load_demonstration
from app.findings import Finding, cleaning, withdraw_finding
from app.foundation import migrating
from app.foundation.database import engine, reading, writing
from app.foundation.settings import settings
from app.keeping import CannotKeep, CannotRestore, check_house, make_backup, restore
from app.walks import Walker
from tests.conftest import living_in
from tests.makers.findings import rows
from tests.makers.keeping import NeverStopping, every_row, everything_below
from tests.postgresql import fresh_postgresql

pytestmark = pytest.mark.postgresql


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Path]:
    """The demonstration on PostgreSQL."""
    with fresh_postgresql() as address, living_in(tmp_path / "city", address) as folder:
        folder.mkdir()
        migrating.upgrade()
        load_demonstration()
        yield folder
        cleaning.scrubber.close()


def test_a_backup_made_while_phones_send_comes_back_whole(city: Path, tmp_path: Path) -> None:
    phone = NeverStopping()
    with phone.at_work():
        time.sleep(1)
        acknowledged = list(phone.kept)
        manifest = make_backup(tmp_path / "city.tar")
        time.sleep(0.5)
    assert manifest.missing == []
    assert len(phone.kept) > len(acknowledged) > 0
    with fresh_postgresql() as address, living_in(tmp_path / "new", address):
        restore(tmp_path / "city.tar")
        assert every_row() == {name: table.model_dump() for name, table in manifest.tables.items()}
        found = check_house()
        assert found.wrong == []
        assert found.files > 50
        with reading() as session:
            kept = {str(finding.id) for finding in rows(session, Finding) if finding.state == "kept"}
        assert set(acknowledged) <= kept


def test_what_was_there_is_set_aside_and_what_was_taken_back_stays_so(city: Path, tmp_path: Path) -> None:
    make_backup(tmp_path / "city.tar")
    before = every_row()
    with reading() as session:
        finding = next(finding for finding in rows(session, Finding) if finding.state == "kept")
        walker = session.get_one(Walker, finding.walker_id)
    with writing() as session:
        withdraw_finding(session, walker, finding.id)
    (city / "withdrawn.log").unlink()
    with pytest.raises(CannotRestore, match="--replace"):
        restore(tmp_path / "city.tar")
    done = restore(tmp_path / "city.tar", replaces=True)
    assert done.taken_back_again == 1
    with reading() as session:
        assert session.get_one(Finding, finding.id).state == "withdrawn"
    assert every_row()["site"] == before["site"]
    assert [name.startswith("replaced_") for name in inspect(engine()).get_schema_names() if name != "public"].count(
        True
    ) == 1
    assert check_house().is_whole
    make_backup(tmp_path / "again.tar")
    restore(tmp_path / "again.tar", replaces=True)
    assert check_house().is_whole


def test_nothing_is_replaced_under_a_running_farola(city: Path, tmp_path: Path) -> None:
    make_backup(tmp_path / "city.tar")
    before = every_row()
    serving = create_engine(settings().database_url)
    with serving.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(CannotRestore, match="still running"):
            restore(tmp_path / "city.tar", replaces=True)
    serving.dispose()
    assert every_row() == before


def test_a_dump_that_cannot_be_loaded_leaves_everything_as_it_was(
    city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.keeping import postgresql

    make_backup(tmp_path / "city.tar")
    before, files = every_row(), everything_below(city)

    def spoilt(source: Path) -> None:
        source.write_bytes(source.read_bytes()[:-2_000])
        real(source)

    real = postgresql.load
    monkeypatch.setattr(postgresql, "load", spoilt)
    with pytest.raises(CannotRestore, match="as it was"):
        restore(tmp_path / "city.tar", replaces=True)
    assert (every_row(), everything_below(city)) == (before, files)


def test_without_pg_dump_it_says_what_to_install(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotKeep, match="apt-get install postgresql-client"):
        make_backup(tmp_path / "city.tar")
    assert not (tmp_path / "city.tar").exists()


def test_a_sqlite_archive_does_not_go_into_postgresql(city: Path, archive: Path) -> None:
    with pytest.raises(CannotRestore, match="FAROLA_DATABASE"):
        restore(archive, replaces=True)
