"""A house that speaks the contract, and a phone that walks in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser import Phone
from tests.conftest import living_in
from tests.phone.fake_house import FakeHouse, serving


@pytest.fixture
def house(tmp_path: Path) -> Iterator[FakeHouse]:
    """A house with a walk in it. `house.address` is where it listens."""
    with living_in(tmp_path / "data"):
        fake = FakeHouse()
        with serving(fake) as address:
            fake.address = address  # type: ignore[attr-defined]
            yield fake


@contextmanager
def _phone(playwright: Playwright, folder: Path, house: FakeHouse) -> Iterator[Phone]:
    phone = Phone(playwright, folder, house.address)  # type: ignore[attr-defined]
    try:
        yield phone
    finally:
        phone.close()


@pytest.fixture
def phone(playwright_here: Playwright, tmp_path: Path, house: FakeHouse) -> Iterator[Phone]:
    with _phone(playwright_here, tmp_path / "phone", house) as made:
        yield made
        assert made.complaints == []
