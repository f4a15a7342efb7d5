"""One pattern of a neighbourhood for each database, and one nursery of servers, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.findings import cleaning
from tests.faults.neighbourhood import Neighbourhood, pattern
from tests.faults.nursery import Nursery
from tests.faults.server import nursery


@pytest.fixture(scope="session")
def sqlite_pattern() -> Iterator[Neighbourhood]:
    with pattern("sqlite", is_durable=False) as first:
        yield first


@pytest.fixture(scope="session")
def postgresql_pattern() -> Iterator[Neighbourhood]:
    """On a PostgreSQL that really syncs its files, since it is killed as well."""
    with pattern("postgresql", is_durable=True) as first:
        yield first


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def either_pattern(request: pytest.FixtureRequest) -> Neighbourhood:
    found: Neighbourhood = request.getfixturevalue(f"{request.param}_pattern")
    return found


@pytest.fixture(scope="session")
def born() -> Iterator[Nursery]:
    with nursery() as made:
        yield made


@pytest.fixture(scope="session", autouse=True)
def _no_child_left() -> Iterator[None]:
    yield
    cleaning.scrubber.close()
