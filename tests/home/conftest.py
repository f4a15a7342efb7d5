"""Passwords of these tests are hashed quickly."""

from __future__ import annotations

import pytest

from app.people import passwords
from tests.makers.people import QUICK


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hashes", QUICK)
    passwords._nobodys_hash.cache_clear()
