"""A house that was really walked in, once for all tests of this room, and a copy of it for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo import load_demonstration
from app.findings import cleaning
from app.foundation import migrating
from app.foundation.database import engine
from app.keeping import make_backup
from tests.conftest import living_in


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the demonstration, brought up by migrations as on a real server."""
    folder = tmp_path_factory.mktemp("walked") / "house"
    with living_in(folder):
        migrating.upgrade()
        load_demonstration()
        cleaning.scrubber.close()
        with engine().connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def home(tmp_path: Path, walked: Path) -> Iterator[Path]:
    """A copy of it that this test may change."""
    shutil.copytree(walked, tmp_path / "home")
    with living_in(tmp_path / "home") as folder:
        yield folder


@pytest.fixture(scope="module", autouse=True)
def _no_child_left() -> Iterator[None]:
    yield
    cleaning.scrubber.close()


@pytest.fixture(scope="session")
def archive(walked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole backup of the demonstration. Copy it before changing it."""
    target = tmp_path_factory.mktemp("archive") / "whole.tar"
    with living_in(walked):
        make_backup(target)
    return target
