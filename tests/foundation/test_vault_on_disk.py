"""What a disk may do to a vault: be full, be slow to remember, not be there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.foundation.vault import VaultOnDisk


def test_nothing_is_left_behind_when_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    vault = VaultOnDisk(tmp_path)
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
    vault = VaultOnDisk(tmp_path)
    name = vault.put(b"photo")
    assert "incoming" in synced[0]
    assert synced[-1] == str(vault.path(name).parent)


def test_a_disk_that_is_not_mounted_is_not_an_empty_vault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is not there"):
        VaultOnDisk(tmp_path / "not-mounted" / "files").check()
