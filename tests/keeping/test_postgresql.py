"""The same promises on a real PostgreSQL: copied while phones send, restored, with what was there before set aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect
from typer.testing import CliRunner

from app.demo import load_demonstration
from app.findings import Finding, withdraw_finding, withdraw_walker
from app.foundation import migrating
from app.foundation.database import engine, forget_engine, reading, writing
from app.foundation.settings import settings
from app.keeping import CannotKeep, CannotRestore, check_house, make_backup, postgresql, restore, store_old
from app.keeping.commands import commands
from app.walks import Walker
from tests.conftest import living_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_finding, a_phone, a_walk, rows
from tests.makers.keeping import NEW_AFTER_A_RESTORE, NeverStopping, every_row, everything_below, move_files_away
from tests.object_store import fresh_bucket
from tests.postgresql import fresh_postgresql, name_in, server_folder

pytestmark = pytest.mark.postgresql
SECRET = "planted-zarzuela behind the kiosk"


@pytest.fixture(scope="module")
def first_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """One finding on PostgreSQL: enough to see whether it stays. Its folder, and the name of its database."""
    with fresh_postgresql() as address:
        with living_in(tmp_path_factory.mktemp("town"), address) as folder:
            migrating.upgrade()
            phone = a_phone(a_walk(a_viewer()))
            phone.send(a_finding(phone.walk))
        yield folder, name_in(address)


@pytest.fixture
def town(tmp_path: Path, first_town: tuple[Path, str]) -> Iterator[Path]:
    """A copy of it that this test may change."""
    folder, like = first_town
    shutil.copytree(folder, tmp_path / "town")
    with fresh_postgresql(like=like) as address, living_in(tmp_path / "town", address) as home:
        yield home


@pytest.fixture(scope="module")
def first_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The demonstration on PostgreSQL."""
    with fresh_postgresql() as address:
        with living_in(tmp_path_factory.mktemp("city"), address) as folder:
            migrating.upgrade()
            load_demonstration()
        yield folder, name_in(address)


@pytest.fixture
def city(request: pytest.FixtureRequest, tmp_path: Path, first_city: tuple[Path, str]) -> Iterator[Path]:
    """A copy of it that this test may change; with the parameter "s3" its files lie in an object store."""
    folder, like = first_city
    shutil.copytree(folder, tmp_path / "city")
    store = fresh_bucket() if getattr(request, "param", "") == "s3" else nullcontext("")
    with fresh_postgresql(like=like) as address, store as files, living_in(tmp_path / "city", address, files) as home:
        if files:
            move_files_away(home)
        yield home


@pytest.mark.parametrize("revision", ["0001", "guarded_log"])
def test_a_house_is_kept_before_an_update_and_comes_back_brought_up_to_date(
    town: Path, tmp_path: Path, revision: str
) -> None:
    command.downgrade(migrating.alembic_config(), revision)
    forget_engine()
    assert make_backup(tmp_path / "town.tar").revision == revision
    with fresh_postgresql() as elsewhere, living_in(tmp_path / "new", elsewhere):
        restore(tmp_path / "town.tar")
        assert check_house().is_whole


@pytest.mark.parametrize("city", ["disk", "s3"], indirect=True)
def test_a_backup_made_while_phones_send_comes_back_whole(city: Path, tmp_path: Path) -> None:
    phone = NeverStopping()
    with phone.at_work():
        acknowledged = phone.wait_for_more()
        manifest = make_backup(tmp_path / "city.tar")
        phone.wait_for_more()
    assert manifest.missing == []
    with fresh_postgresql() as address, living_in(tmp_path / "new", address):
        restore(tmp_path / "city.tar")
        kept_rows = {name: table.model_dump() for name, table in manifest.tables.items()}
        assert every_row() | NEW_AFTER_A_RESTORE == kept_rows | NEW_AFTER_A_RESTORE
        found = check_house()
        assert found.wrong == []
        assert found.files > 50
        with reading() as session:
            kept = {str(finding.id) for finding in rows(session, Finding) if finding.state == "kept"}
        assert set(acknowledged) <= kept


def with_a_schema_of_its_own() -> None:
    """As many hosts do for a role: PostgreSQL looks into the schema of the role's name before it looks into `public`."""
    with engine().begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA farola")
    forget_engine()


def test_tables_in_a_schema_of_their_own_are_kept_and_come_back(tmp_path: Path) -> None:
    with fresh_postgresql() as address, living_in(tmp_path / "town", address) as folder:
        folder.mkdir(mode=0o700)
        with_a_schema_of_its_own()
        migrating.upgrade()
        phone = a_phone(a_walk(a_viewer()))
        phone.send(a_finding(phone.walk))
        make_backup(tmp_path / "town.tar")
        before = every_row()
        restore(tmp_path / "town.tar", replaces=True)
        assert every_row() | NEW_AFTER_A_RESTORE == before | NEW_AFTER_A_RESTORE
        assert check_house().is_whole
    with fresh_postgresql() as elsewhere, living_in(tmp_path / "new", elsewhere):
        with pytest.raises(CannotRestore, match='CREATE SCHEMA IF NOT EXISTS "farola"'):
            restore(tmp_path / "town.tar")
        with_a_schema_of_its_own()
        restore(tmp_path / "town.tar")
        assert every_row() | NEW_AFTER_A_RESTORE == before | NEW_AFTER_A_RESTORE


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


def test_nothing_is_replaced_under_a_running_farola(town: Path, tmp_path: Path) -> None:
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
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup(tmp_path / "city.tar")
    before, files = every_row(), everything_below(town)

    def spoilt(source: Path, schema: str) -> None:
        source.write_bytes(source.read_bytes()[:-2_000])
        real(source, schema)

    real = postgresql.load
    monkeypatch.setattr(postgresql, "load", spoilt)
    with pytest.raises(CannotRestore, match="as it was"):
        restore(tmp_path / "city.tar", replaces=True)
    assert (every_row(), everything_below(town)) == (before, files)


def test_rows_that_came_back_otherwise_are_not_let_in(
    town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_backup(tmp_path / "city.tar")
    before, files = every_row(), everything_below(town)

    def spoilt(source: Path, schema: str) -> None:
        real(source, schema)
        with engine().begin() as connection:
            connection.exec_driver_sql("UPDATE finding SET revision = 7")

    real = postgresql.load
    monkeypatch.setattr(postgresql, "load", spoilt)
    with pytest.raises(CannotRestore, match="rows that were kept: finding"):
        restore(tmp_path / "city.tar", replaces=True)
    assert (every_row(), everything_below(town)) == (before, files)


def test_the_key_of_another_house_is_not_let_in(town: Path, tmp_path: Path) -> None:
    make_backup(tmp_path / "city.tar", has_key=False)
    (tmp_path / "other.key").write_bytes(b"of another house entirely, truly")
    before, files = every_row(), everything_below(town)
    with pytest.raises(CannotRestore, match="not the one of this archive"):
        restore(tmp_path / "city.tar", replaces=True, key=tmp_path / "other.key")
    assert (every_row(), everything_below(town)) == (before, files)


def test_a_row_that_names_nothing_is_found(town: Path) -> None:
    with engine().begin() as connection:
        connection.exec_driver_sql(
            "SET LOCAL session_replication_role = replica"
        )  # as a broken disk does not ask either
        connection.exec_driver_sql("DELETE FROM audit")
    said = check_house().wrong
    assert "Database: walk names a row of audit that is not there" in said


def test_rows_have_the_same_hash_whatever_the_zone_of_the_server(town: Path) -> None:
    before = every_row()
    with engine().begin() as connection:
        name = connection.exec_driver_sql("SELECT current_database()").scalar_one()
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET timezone TO 'Asia/Kolkata'")
    forget_engine()
    assert every_row() == before


def holding(word: str) -> set[str]:
    """The files of this database in which these letters stand."""
    folder = server_folder(False)
    assert folder is not None
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("CHECKPOINT")
        number = connection.exec_driver_sql("SELECT oid FROM pg_database WHERE datname = current_database()").scalar()
    files = (path for path in (folder / "data" / "base" / str(number)).iterdir() if path.is_file())
    return {path.name for path in files if word.encode() in path.read_bytes()}


def test_words_that_were_taken_back_leave_the_files_of_postgresql(town: Path) -> None:
    walk = a_walk(a_viewer("Bea"))
    hers, others = a_phone(walk), a_phone(walk)
    for _time in range(3):
        hers.send(a_finding(walk, words={"nar_worry": SECRET}))
        others.send(a_finding(walk, words={"nar_worry": "the dark corner"}))  # on the same pages
    with writing() as session:
        withdraw_walker(session, session.get_one(Walker, hers.walker_id))
    assert holding(SECRET), "nothing was there to go"
    assert CliRunner().invoke(commands, ["forget"]).exit_code == 0
    with engine().connect() as connection:
        cleared = "SELECT last_vacuum FROM pg_stat_user_tables WHERE relname = 'finding'"
        assert connection.exec_driver_sql(cleared).scalar_one() is not None
    assert CliRunner().invoke(commands, ["forget", "--rewrite"]).exit_code == 0
    assert holding(SECRET) == set()
    assert holding("the dark corner")
    assert check_house().is_whole


def test_tables_that_are_in_use_for_too_long_are_said_to_be(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_old, "LOCK_WAIT_S", 1)
    with engine().begin() as reader:
        reader.exec_driver_sql("SELECT count(*) FROM finding")
        said = CliRunner().invoke(commands, ["forget", "--rewrite"])
    assert said.exit_code == 1 and "quieter hour" in said.output
    with reading() as session:
        assert session.connection().exec_driver_sql("SHOW lock_timeout").scalar_one() == "0"


def test_without_pg_dump_it_says_what_to_install(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotKeep, match="apt-get install postgresql-client"):
        make_backup(tmp_path / "city.tar")
    assert not (tmp_path / "city.tar").exists()


def test_a_sqlite_archive_does_not_go_into_postgresql(town: Path, archive: Path) -> None:
    with pytest.raises(CannotRestore, match="FAROLA_DATABASE"):
        restore(archive, replaces=True)
