"""What every test may ask for: a house of its own, its people, and a client; on SQLite, or on both databases."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import hypothesis
import pytest
from sqlmodel import SQLModel

from app.foundation import database, identifiers
from app.foundation.settings import settings
from app.people import passwords
from app.rooms import open_front_doors
from tests.browser import playwright_here  # noqa: F401 - the one browser driver of each test process
from tests.cast import Cast, cast_in
from tests.makers.people import QUICK
from tests.object_store import fresh_bucket
from tests.postgresql import fresh_postgresql, name_in

# A machine that is busy is no fault of the code: laws are checked, speed is measured elsewhere.
hypothesis.settings.register_profile("farola", deadline=None)
hypothesis.settings.load_profile("farola")
IN_CI = os.environ.get("CI") == "true"
# Folders of files that take minutes come first, so that no worker is idle at the end while another has minutes to go.
LONG_FIRST = ("faults", "journeys", "phone", "keeping", "reports", "house", "findings")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(here).parts[0]
        return LONG_FIRST.index(folder) if folder in LONG_FIRST else len(LONG_FIRST)

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """In CI a skipped test is a failed one: a check that did not look is a false green."""
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {call.excinfo.value if call.excinfo else ''}"
    return report


@contextmanager
def living_in(folder: Path, address: str = "", files: str = "") -> Iterator[Path]:
    """Point the settings of this process at `folder`, a database and a store of files; forget them afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAROLA_DATA", str(folder))
        patch.setenv("FAROLA_ADDRESS", "http://testserver")
        patch.setenv("FAROLA_DATABASE", address)
        patch.setenv("FAROLA_FILES", files)
        settings.cache_clear()
        database.forget_engine()
        try:
            yield folder
        finally:
            database.forget_engine()
            settings.cache_clear()
            identifiers._house_key.cache_clear()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("empty-house")
    open_front_doors()
    with living_in(folder):
        SQLModel.metadata.create_all(database.engine())
        with database.engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder / "farola.sqlite3"


@pytest.fixture(scope="session")
def empty_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a database with every table and no row on PostgreSQL, made once and copied for each test."""
    open_front_doors()
    with fresh_postgresql() as address:
        with living_in(tmp_path_factory.mktemp("empty-house"), address):
            SQLModel.metadata.create_all(database.engine())
        yield name_in(address)


@pytest.fixture
def house(tmp_path: Path, empty_database: Path) -> Iterator[Path]:
    """A house of this test alone, with all its tables and nobody in it. Returns its data folder."""
    shutil.copy(empty_database, tmp_path / "farola.sqlite3")
    with living_in(tmp_path) as folder:
        yield folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either_house(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[Path]:
    """The same, once on SQLite and once on a real PostgreSQL."""
    if request.param == "sqlite":
        shutil.copy(empty_database, tmp_path / "farola.sqlite3")
        with living_in(tmp_path) as folder:
            yield folder
        return
    like = request.getfixturevalue("empty_postgresql")
    with fresh_postgresql(like=like) as address, living_in(tmp_path, address) as folder:
        yield folder


@pytest.fixture(params=["disk", "s3"])
def house_of_files(request: pytest.FixtureRequest, tmp_path: Path, empty_database: Path) -> Iterator[Path]:
    """A house on SQLite, once with its files on disk and once in a real object store."""
    shutil.copy(empty_database, tmp_path / "farola.sqlite3")
    with (
        fresh_bucket() if request.param == "s3" else nullcontext("") as files,
        living_in(tmp_path, files=files) as home,
    ):
        yield home


@pytest.fixture
def house_in_s3(tmp_path: Path, empty_database: Path) -> Iterator[Path]:
    """A house on SQLite whose files lie in a real object store."""
    shutil.copy(empty_database, tmp_path / "farola.sqlite3")
    with fresh_bucket() as files, living_in(tmp_path, files=files) as home:
        yield home


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords of tests are hashed quickly; tests/people looks at the real parameters."""
    monkeypatch.setattr(passwords, "_hashes", QUICK)
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
def cast(house: Path) -> Cast:
    """The people of the tests, in a house on SQLite."""
    return cast_in(house)
