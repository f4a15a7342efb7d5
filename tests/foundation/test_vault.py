"""A file is in the vault whole or not at all, under the hash of its own bytes: on disk as in an object store."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.foundation import clock
from app.foundation.vault import Vault, VaultInS3, VaultOnDisk
from tests.object_store import fresh_bucket

NOTHING = hashlib.sha256(b"never put").hexdigest()
LONG = bytes(range(256)) * 4000  # four pieces


@pytest.fixture(params=["disk", "s3"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Vault]:
    """An empty vault of each kind."""
    if request.param == "disk":
        yield VaultOnDisk(tmp_path / "files")
        return
    with fresh_bucket() as address:
        yield VaultInS3(address, tmp_path / "files")


def finished_upload(vault: Vault, content: bytes) -> tuple[Path, str]:
    path = vault.incoming()
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def test_bytes_come_back_as_they_went_in(vault: Vault) -> None:
    name = vault.put(b"a lamp")
    assert name == hashlib.sha256(b"a lamp").hexdigest()
    with vault.open(name) as file:
        assert file.read() == b"a lamp"
    assert (vault.has(name), vault.size(name)) == (True, 6)


def test_the_same_photo_twice_is_kept_once(vault: Vault) -> None:
    assert vault.put(b"photo") == vault.put(b"photo")
    path, sha256 = finished_upload(vault, b"photo")
    vault.put_file(path, sha256)
    assert [kept.sha256 for kept in vault.every()] == [sha256]


def test_an_upload_leaves_where_it_arrived_once_it_is_kept(vault: Vault) -> None:
    path, sha256 = finished_upload(vault, LONG)
    vault.put_file(path, sha256)
    assert not path.exists()
    assert b"".join(vault.pieces(sha256)) == LONG


@pytest.mark.parametrize(("start", "end"), [(0, 1), (0, None), (255, 600_000), (len(LONG) - 1, None), (5, 5)])
def test_any_part_can_be_read(vault: Vault, start: int, end: int | None) -> None:
    assert b"".join(vault.pieces(vault.put(LONG), start, end)) == LONG[start:end]


def test_a_reader_may_go_back(vault: Vault) -> None:
    with vault.open(vault.put(b"lamp out")) as file:
        assert (file.seek(5), file.read(), file.seek(0), file.read(4)) == (5, b"out", 0, b"lamp")


def test_a_program_that_needs_a_path_gets_one(vault: Vault) -> None:
    with vault.fetched(vault.put(b"photo")) as path:
        assert path.read_bytes() == b"photo"
    assert list((vault.folder / "incoming").iterdir()) == []


def test_what_is_held_outlives_its_removal(vault: Vault, tmp_path: Path) -> None:
    name = vault.put(b"photo")
    assert vault.hold(name, tmp_path / "held")
    vault.remove(name)
    assert (tmp_path / "held").read_bytes() == b"photo"
    assert not vault.hold(NOTHING, tmp_path / "nothing")


def test_what_is_removed_is_gone_and_may_be_removed_again(vault: Vault) -> None:
    name = vault.put(b"photo")
    vault.remove(name)
    vault.remove(name)
    assert not vault.has(name)
    assert list(vault.every()) == []


def test_what_was_never_there_is_said_to_be_missing(vault: Vault) -> None:
    assert not vault.has(NOTHING)
    for ask in (vault.size, vault.open, vault.pieces):
        with pytest.raises(FileNotFoundError):
            ask(NOTHING)
    with pytest.raises(FileNotFoundError), vault.fetched(NOTHING):
        pass


def test_everything_is_listed_with_its_size_and_age(vault: Vault) -> None:
    names = {vault.put(f"photo {number}".encode()) for number in range(5)}
    listed = {kept.sha256: kept for kept in vault.every()}
    assert listed.keys() == names
    assert {kept.bytes for kept in listed.values()} == {7}
    assert all(abs(kept.changed_at - clock.now()) < timedelta(minutes=5) for kept in listed.values())
    for kept in listed.values():
        vault.discard(kept)
    assert list(vault.every()) == []


def test_what_arrives_is_no_file_of_the_vault_and_lies_on_this_disk(vault: Vault) -> None:
    path = vault.incoming("half a photo")
    path.write_bytes(b"half")
    assert vault.incoming("half a photo") == path
    assert list(vault.every()) == []


def test_a_vault_that_is_there_says_so(vault: Vault) -> None:
    vault.check()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 63, "A" * 64, "", "a" * 64 + "\0", "a" * 64 + "\n"])
def test_a_made_up_name_reaches_no_file(vault: Vault, name: str) -> None:
    for ask in (vault.has, vault.size, vault.open, vault.remove):
        with pytest.raises(ValueError, match="64 lower-case hex digits"):
            ask(name)
