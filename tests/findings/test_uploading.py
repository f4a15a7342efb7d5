"""Bytes on their way to disk, when the line breaks."""

from __future__ import annotations

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import ClientDisconnect

from app.findings.uploading import (
    OffsetDiffers,
    Upload,
    durable_bytes,
    forget_partial,
    partial_path,
    receive_rest,
    receive_whole,
)
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from tests.makers.findings import Phone, a_finding, a_photo, listed, sha256_of

CONTENT = bytes(range(256)) * 40


async def pieces_of(content: bytes, size: int, cut_after: int | None = None) -> AsyncIterator[bytes]:
    """The content in pieces; the phone is gone once `cut_after` bytes were sent."""
    for start in range(0, len(content), size):
        if cut_after is not None and start >= cut_after:
            raise ClientDisconnect()
        yield content[start : start + size]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.integers(0, len(CONTENT)), max_size=5), size=st.integers(1, 3_000))
def test_an_upload_cut_anywhere_and_any_number_of_times_ends_whole(house: Path, cuts: list[int], size: int) -> None:
    walker, sha256 = new_id(), sha256_of(CONTENT)
    for cut in cuts:
        offset = durable_bytes(walker, sha256)
        with pytest.raises((ClientDisconnect, _Whole)):
            asyncio.run(_go_on(walker, sha256, offset, size, cut))
    offset = durable_bytes(walker, sha256)
    path, length = asyncio.run(receive_rest(walker, sha256, offset, pieces_of(CONTENT[offset:], size)))
    assert path is not None and path.read_bytes() == CONTENT and length == len(CONTENT)
    assert not partial_path(walker, sha256).exists()
    path.unlink()


class _Whole(Exception):
    """The upload ended before it was cut."""


async def _go_on(walker: object, sha256: str, offset: int, size: int, cut: int) -> None:
    rest = pieces_of(CONTENT[offset:], size, cut)
    if offset == 0:
        (await receive_whole(walker, sha256, rest)).finish(sha256)  # type: ignore[arg-type]
    else:
        path, _length = await receive_rest(walker, sha256, offset, rest)  # type: ignore[arg-type]
        if path is not None:
            path.replace(partial_path(walker, sha256))  # type: ignore[arg-type]
    raise _Whole


def test_a_wrong_offset_changes_nothing(house: Path) -> None:
    walker, sha256 = new_id(), sha256_of(CONTENT)
    with pytest.raises(ClientDisconnect):
        asyncio.run(receive_whole(walker, sha256, pieces_of(CONTENT, 1_000, 4_000)))
    assert durable_bytes(walker, sha256) == 4_000
    for wrong in (0, 3_999, 4_001, 10**9):
        with pytest.raises(OffsetDiffers):
            asyncio.run(receive_rest(walker, sha256, wrong, pieces_of(CONTENT, 1_000)))
    assert partial_path(walker, sha256).read_bytes() == CONTENT[:4_000]


def test_one_phone_cannot_go_on_with_anothers_upload(house: Path) -> None:
    ada, eve, sha256 = new_id(), new_id(), sha256_of(CONTENT)
    with pytest.raises(ClientDisconnect):
        asyncio.run(receive_whole(ada, sha256, pieces_of(CONTENT, 1_000, 4_000)))
    assert durable_bytes(eve, sha256) == 0
    with pytest.raises(OffsetDiffers):
        asyncio.run(receive_rest(eve, sha256, 4_000, pieces_of(CONTENT[4_000:], 1_000)))


def test_a_tab_that_sends_the_whole_photo_takes_nothing_from_one_that_sends_its_rest(house: Path) -> None:
    """What lies in the vault in the end is the photo, whichever tab ended last."""
    walker, photo = new_id(), bytes(range(256)) * 4_000  # a megabyte: written in several pieces
    sha256 = sha256_of(photo)

    async def rest() -> AsyncIterator[bytes]:
        yield photo[4_000:600_000]
        other = await receive_whole(walker, sha256, pieces_of(photo, 100_000))
        vault().put_file(other.finish(sha256), sha256)
        forget_partial(walker, sha256)
        yield photo[600_000:]

    async def both_tabs() -> None:
        with pytest.raises(ClientDisconnect):
            await receive_whole(walker, sha256, pieces_of(photo, 1_000, 4_000))
        whole, _length = await receive_rest(walker, sha256, 4_000, rest())
        assert whole is not None and whole.read_bytes() == photo
        vault().put_file(whole, sha256)

    asyncio.run(both_tabs())
    assert vault().open(sha256).read() == photo


def test_two_tabs_that_begin_the_same_rest_at_once_do_not_break_each_other(house: Path) -> None:
    walker, sha256 = new_id(), sha256_of(CONTENT)

    async def beginning() -> AsyncIterator[bytes]:
        yield CONTENT[:100]
        with pytest.raises(OffsetDiffers):
            await receive_rest(walker, sha256, 7, pieces_of(CONTENT, 1_000))
        yield CONTENT[100:]

    async def both_tabs() -> None:
        whole, length = await receive_rest(walker, sha256, 0, beginning())
        assert whole is not None and whole.read_bytes() == CONTENT and length == len(CONTENT)

    asyncio.run(both_tabs())


def test_a_full_disk_is_not_filled_further_by_each_try(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    content = a_photo()
    finding = a_finding(phone.walk, media=[listed(content)])
    phone.send(finding)

    def full(self: Upload) -> None:
        self.path.write_bytes(content[:1_000])  # as far as there was room
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def arriving() -> list[str]:
        return [path.name for path in (vault().folder / "incoming").iterdir()]

    with monkeypatch.context() as patch:
        patch.setattr(Upload, "_write", full)
        for _time in range(3):
            assert phone.put(finding["id"], content).json()["code"] == "storage-full"
        assert arriving() == [partial_path(phone.walker_id, sha256_of(content)).name]
        patch.setattr(Path, "replace", lambda _path, _target: full(Upload(_path, _path)))
        assert phone.put(finding["id"], content).json()["code"] == "storage-full"
        assert len(arriving()) == 1, "not even a name could be changed, so it went"
    assert phone.append(finding["id"], sha256_of(content), content[1_000:], 1_000).status_code == 201
    assert arriving() == []
