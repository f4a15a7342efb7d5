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


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was put on disk so far, in order."""
    done: list[Path] = []
    real = os.fsync

    def watched(descriptor: int) -> None:
        real(descriptor)
        done.append(Path(f"/proc/self/fd/{descriptor}").readlink())

    monkeypatch.setattr(os, "fsync", watched)
    return done


def test_file_and_folder_are_on_disk_before_put_returns(tmp_path: Path, synced: list[Path]) -> None:
    vault = VaultOnDisk(tmp_path / "files")
    name = vault.put(b"photo")
    assert "incoming" in str(synced[0])
    assert synced[1:] == [tmp_path / "files", tmp_path, vault.path(name).parent]


def test_the_same_bytes_are_on_disk_too_when_whoever_put_them_first_has_not_come_to_that(
    tmp_path: Path, synced: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = VaultOnDisk(tmp_path / "files")
    vault.put(b"another photo")

    def killed(_folder: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("app.foundation.vault.disk.sync_folder", killed)
        vault.put(b"photo")
    before = len(synced)
    name = vault.put(b"photo")
    assert synced[before:] == [vault.path(name).parent]


def test_a_disk_that_is_not_mounted_is_not_an_empty_vault(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="is not there"):
        VaultOnDisk(tmp_path / "not-mounted" / "files").check()
