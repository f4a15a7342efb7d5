from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.foundation.identifiers import (
    KeyIsMissing,
    check_house_key,
    digest,
    forget_house_key,
    keyed_digest,
    new_id,
    new_token,
)
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_phone, a_walk


def test_ids_are_version_7_and_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(1000)]
    assert {one.version for one in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_a_token_holds_the_bits_it_promises() -> None:
    assert len(new_token(128)) >= 22
    assert new_token() != new_token()


def test_the_houses_key_is_made_once_and_is_for_nobody_elses_eyes(house: Path) -> None:
    first = keyed_digest("code", "7Q3K9MXW")
    key = house / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32
    assert keyed_digest("code", "7Q3K9MXW") == first
    assert [path.name for path in house.glob("secret*")] == ["secret.key"]


def test_the_key_is_on_disk_with_its_name_before_anything_is_made_of_it(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        synced.append("folder" if is_folder and (house / "secret.key").exists() else "file")
        real(descriptor)

    monkeypatch.setattr("os.fsync", note)
    keyed_digest("code", "7Q3K9MXW")
    assert synced == ["file", "folder"]


def test_no_second_key_is_made_for_a_house_that_was_walked_in(either_house: Path) -> None:
    phone = a_phone(a_walk(a_viewer()))
    key = either_house / "secret.key"
    first = key.read_bytes()
    key.unlink()
    forget_house_key()
    with pytest.raises(KeyIsMissing, match=r"tar -xf walks\.tar secret\.key"):
        check_house_key()
    assert not key.exists()
    key.write_bytes(b"")
    with pytest.raises(KeyIsMissing):
        check_house_key()
    key.write_bytes(first)
    check_house_key()
    assert phone.client.post("/api/v1/withdraw", json={"receipt": phone.joined.receipt}).status_code == 200


def test_two_uses_of_the_same_secret_cannot_be_matched(house: Path) -> None:
    assert len({keyed_digest("code", "7Q3K9MXW"), keyed_digest("receipt", "7Q3K9MXW"), digest("7Q3K9MXW")}) == 3
