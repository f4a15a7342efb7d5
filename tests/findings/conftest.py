"""People and phones of this room's tests, made without the cost of real passwords where nobody signs in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.findings import cleaning
from app.foundation.database import writing
from app.people import Account, Organisation, Role, Viewer, viewer_of
from tests.cast import Cast
from tests.makers.desk import Evening
from tests.makers.findings import Phone, a_phone, a_walk


def a_viewer(name: str = "Amara", role: Role = Role.FACILITATOR, organisation_id: object = None) -> Viewer:
    """Somebody of an organisation of her own, or of the one given. She has no password, so she cannot sign in."""
    with writing() as session:
        if organisation_id is None:
            organisation = Organisation(name=f"Group of {name}")
            session.add(organisation)
            session.flush()
            organisation_id = organisation.id
        account = Account(
            organisation_id=organisation_id,
            email=f"{name.lower()}@example.org",
            name=name,
            role=role,
            password_hash="none",
            language="en",
        )
        session.add(account)
        session.flush()
        return viewer_of(account)


@pytest.fixture
def phone(house: Path) -> Phone:
    """A phone on an open walk, on SQLite."""
    return a_phone(a_walk(a_viewer()))


@pytest.fixture
def either_phone(either_house: Path) -> Phone:
    """A phone on an open walk, once on SQLite and once on PostgreSQL."""
    return a_phone(a_walk(a_viewer()))


@pytest.fixture
def phone_of_files(house_of_files: Path) -> Phone:
    """A phone on an open walk, whose server keeps its files on disk, and once in an object store."""
    return a_phone(a_walk(a_viewer()))


@pytest.fixture(scope="module", autouse=True)
def _no_child_left() -> Iterator[None]:
    """The child that cleans photos is started once for a file of tests, as it is for an evening of photos."""
    yield
    cleaning.scrubber.close()


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return Evening(cast)


@pytest.fixture
def amara(evening: Evening) -> TestClient:
    """The facilitator at her desk."""
    return evening.cast.client(evening.cast.facilitator)
