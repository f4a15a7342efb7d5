"""A file is in the vault whole or not at all, under the hash of its own bytes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from app.foundation.vault import Vault


def test_bytes_come_back_as_they_went_in(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    name = vault.put(b"a lamp")
    assert name == hashlib.sha256(b"a lamp").hexdigest()
    assert vault.open(name).read() == b"a lamp"


def test_the_same_photo_twice_is_kept_once(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    assert vault.put(b"photo") == vault.put(b"photo")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_nothing_is_left_behind_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    vault = Vault(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        vault.put(b"photo")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_file_and_folder_are_on_disk_before_put_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    vault = Vault(tmp_path)
    name = vault.put(b"photo")
    assert "incoming" in synced[0]
    assert synced[-1] == str(vault.path(name).parent)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64 + "\0", "a" * 64 + "\n"])
def test_a_made_up_name_reaches_no_file(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="64 lower-case hex digits"):
        Vault(tmp_path).path(name)
