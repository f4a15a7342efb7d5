"""Houses without a single table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rooms import open_front_doors
from tests.conftest import living_in
from tests.postgresql import fresh_postgresql


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    open_front_doors()
    if request.param == "sqlite":
        with living_in(tmp_path):
            yield
        return
    with fresh_postgresql() as address, living_in(tmp_path, address):
        yield
