"""Two tabs or phones of one walker send the same photo in the same moment: it is kept once, whole, and nothing is left over."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.requests import ClientDisconnect

from app.findings import Medium, sweeping, uploading
from app.findings.sweeping import sweep_left_behind
from app.findings.uploading import Upload, partial_path
from app.foundation.database import reading
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from tests.makers.findings import Phone, rows, sha256_of
from tests.makers.web import HERE

PHOTO = bytes(range(256)) * 2_400  # 600 kB: written to disk in several pieces
SHA256, HERE_ALREADY, FINDING = sha256_of(PHOTO), 1_000, str(new_id())
Between = Callable[[], Awaitable[object]]


class Tab:
    """Another page of the same phone, whose uploads stand still in the middle for as long as the test likes."""

    def __init__(self, phone: Phone) -> None:
        line = httpx2.ASGITransport(phone.client.app)
        self._client = httpx2.AsyncClient(transport=line, base_url=HERE, timeout=120)
        self._headers = phone.headers | {"Farola-Finding": FINDING, "Content-Type": "image/jpeg"}

    async def whole(self, between: Between | None = None, is_cut: bool = False) -> httpx2.Response:
        return await self._send("PUT", _halves(0, between, is_cut))

    async def rest(self, offset: int, between: Between | None = None, is_cut: bool = False) -> httpx2.Response:
        return await self._send("PATCH", _halves(offset, between, is_cut), {"Upload-Offset": str(offset)})

    async def _send(self, call: str, body: AsyncIterator[bytes], more: dict[str, str] | None = None) -> httpx2.Response:
        headers = self._headers | (more or {})
        return await self._client.request(call, f"/api/v1/media/{SHA256}", content=body, headers=headers)


async def _halves(offset: int, between: Between | None, is_cut: bool = False) -> AsyncIterator[bytes]:
    middle = (offset + len(PHOTO)) // 2
    yield PHOTO[offset:middle]
    if between:
        await between()
    if is_cut:
        raise ClientDisconnect()
    yield PHOTO[middle:]


@pytest.fixture
def begun(either_phone: Phone) -> Phone:
    """A phone whose photo broke off after its first thousand bytes."""
    assert either_phone.append(FINDING, SHA256, PHOTO[:HERE_ALREADY], 0).status_code == 204
    return either_phone


def said(answer: Any) -> tuple[int, str]:
    """The status, and the state of the receipt or the code of the problem."""
    body = answer.json()
    return answer.status_code, body["receipts"][0]["state"] if "receipts" in body else body["code"]


def is_kept_once() -> None:
    """One medium with exactly her bytes, and no piece of it anywhere else."""
    with reading() as session:
        [medium] = rows(session, Medium)
    assert (medium.sha256, medium.size_bytes, medium.state) == (SHA256, len(PHOTO), "received")
    assert vault().open(SHA256).read() == PHOTO
    assert list((vault().folder / "incoming").iterdir()) == []


def test_of_two_rests_at_once_one_is_taken_and_the_other_is_told_where_to_go_on(begun: Phone) -> None:
    async def both() -> None:
        refused = []

        async def too_late() -> None:
            refused.append(await Tab(begun).rest(HERE_ALREADY))

        assert said(await Tab(begun).rest(HERE_ALREADY, too_late)) == (201, "kept")
        assert said(refused[0]) == (409, "offset-differs")
        offset = int(begun.look(SHA256).headers["Upload-Offset"])
        assert said(await Tab(begun).rest(offset)) == (200, "unchanged")

    asyncio.run(both())
    is_kept_once()


def test_two_that_begin_it_at_once_both_end_well(either_phone: Phone) -> None:
    async def both() -> None:
        other = []

        async def meanwhile() -> None:
            other.append(await Tab(either_phone).rest(0))

        assert said(await Tab(either_phone).rest(0, meanwhile)) == (200, "unchanged")
        assert said(other[0]) == (201, "kept")

    asyncio.run(both())
    is_kept_once()


def test_a_refused_tab_goes_on_at_the_right_place_once_the_first_broke_off(begun: Phone) -> None:
    async def both() -> None:
        async def refused() -> None:
            for wrong in (HERE_ALREADY, HERE_ALREADY // 2, len(PHOTO)):
                assert said(await Tab(begun).rest(wrong)) == (409, "offset-differs")

        assert said(await Tab(begun).rest(HERE_ALREADY, refused, is_cut=True)) == (400, "broke-off")
        middle = (HERE_ALREADY + len(PHOTO)) // 2
        assert begun.look(SHA256).headers["Upload-Offset"] == str(middle)
        assert said(await Tab(begun).rest(middle)) == (201, "kept")

    asyncio.run(both())
    is_kept_once()


@pytest.mark.parametrize("is_first_cut", [False, True], ids=["both end", "the rest breaks off"])
def test_the_whole_that_comes_while_a_rest_arrives_takes_nothing_from_it(begun: Phone, is_first_cut: bool) -> None:
    async def both() -> None:
        async def whole() -> None:
            assert said(await Tab(begun).whole()) == (201, "kept")

        rest = await Tab(begun).rest(HERE_ALREADY, whole, is_cut=is_first_cut)
        assert said(rest) == ((400, "broke-off") if is_first_cut else (200, "unchanged"))
        assert said(await Tab(begun).rest(HERE_ALREADY)) == (200, "unchanged")

    asyncio.run(both())
    is_kept_once()


def test_a_rest_that_comes_while_the_whole_arrives_takes_nothing_from_it(begun: Phone) -> None:
    async def both() -> None:
        async def rest() -> None:
            assert said(await Tab(begun).rest(HERE_ALREADY)) == (201, "kept")

        assert said(await Tab(begun).whole(rest)) == (200, "unchanged")

    asyncio.run(both())
    is_kept_once()


@pytest.mark.parametrize("way", ["whole", "rest"])
def test_of_a_photo_that_she_takes_back_while_it_arrives_nothing_waits_when_it_breaks_off(
    begun: Phone, way: str
) -> None:
    async def cut() -> None:
        async def take_back() -> None:
            assert begun.client.delete(f"/api/v1/findings/{FINDING}", headers=begun.headers).status_code == 200

        tab = Tab(begun)
        arriving = tab.whole(take_back, is_cut=True) if way == "whole" else tab.rest(HERE_ALREADY, take_back, True)
        assert said(await arriving) == (400, "broke-off")

    asyncio.run(cut())
    assert list((vault().folder / "incoming").iterdir()) == []


def at_the_check(
    check: str, monkeypatch: pytest.MonkeyPatch, before: Callable[[], object] = dict, after: Callable[[], object] = dict
) -> None:
    """Let another server process act just before, or just after, this one's next check of a partial file."""
    real: Callable[..., bool] = getattr(uploading, check)

    def between(*asked: Any) -> bool:
        monkeypatch.setattr(uploading, check, real)
        before()
        outcome = real(*asked)
        after()
        return outcome

    monkeypatch.setattr(uploading, check, between)


def test_a_rest_whose_beginning_is_put_away_in_that_very_moment_is_told_so(
    begun: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_check("_lies_at", monkeypatch, after=lambda: begun.put(FINDING, PHOTO))
    assert said(begun.append(FINDING, SHA256, PHOTO[HERE_ALREADY:], HERE_ALREADY)) == (409, "offset-differs")
    assert said(begun.append(FINDING, SHA256, PHOTO[HERE_ALREADY:], HERE_ALREADY)) == (200, "unchanged")
    is_kept_once()


def test_a_rest_is_held_against_what_is_here_once_it_has_the_file_to_itself(
    begun: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = PHOTO[1_000:3_000]
    at_the_check("_locked", monkeypatch, before=lambda: begun.append(FINDING, SHA256, others, 1_000))
    assert said(begun.append(FINDING, SHA256, PHOTO[1_000:], 1_000)) == (409, "offset-differs")
    assert begun.look(SHA256).headers["Upload-Offset"] == "3000"
    assert said(begun.append(FINDING, SHA256, PHOTO[3_000:], 3_000)) == (201, "kept")
    is_kept_once()


def test_twelve_threads_with_rests_and_wholes_keep_one_photo(begun: Phone) -> None:
    def act(number: int) -> tuple[int, str]:
        if number % 3 == 2:
            return said(begun.put(FINDING, PHOTO))
        return said(begun.append(FINDING, SHA256, PHOTO[HERE_ALREADY:], HERE_ALREADY))

    with ThreadPoolExecutor(12) as threads:
        ends = list(threads.map(act, range(12)))
    assert set(ends) <= {(201, "kept"), (200, "unchanged"), (409, "offset-differs")}
    assert ends.count((201, "kept")) == 1
    is_kept_once()


# ---- a worker that sweeps meanwhile


@pytest.fixture
def clock_put_right(monkeypatch: pytest.MonkeyPatch) -> Between:
    """Somebody puts the server's clock right, by two hours, and its worker sweeps."""

    class Right:
        time = staticmethod(lambda now=time.time: now() + 7_200)

    async def put_right() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(sweeping, "time", Right)
            sweep_left_behind()

    return put_right


def test_a_photo_that_goes_on_after_two_hours_in_a_dead_zone_is_not_swept_while_it_arrives(begun: Phone) -> None:
    assert begun.append(FINDING, SHA256, PHOTO[HERE_ALREADY:500_000], HERE_ALREADY).status_code == 204
    two_hours_ago = time.time() - 7_200
    os.utime(partial_path(begun.walker_id, SHA256), (two_hours_ago, two_hours_ago))

    async def sweeps() -> None:
        sweep_left_behind()

    assert said(asyncio.run(Tab(begun).rest(500_000, sweeps))) == (201, "kept")
    is_kept_once()


@pytest.mark.parametrize("is_cut", [False, True], ids=["ends", "breaks off"])
@pytest.mark.parametrize("way", ["whole", "rest"])
def test_a_photo_that_is_swept_while_it_arrives_is_sent_again_and_not_kept_by_its_end(
    begun: Phone, clock_put_right: Between, way: str, is_cut: bool
) -> None:
    if way == "whole":
        answer = asyncio.run(Tab(begun).whole(clock_put_right, is_cut))
    else:
        answer = asyncio.run(Tab(begun).rest(HERE_ALREADY, clock_put_right, is_cut))
    assert said(answer) == (503, "too-busy") and int(answer.headers["Retry-After"]) > 0
    assert not vault().has(SHA256)
    assert said(begun.put(FINDING, PHOTO)) == (201, "kept")
    is_kept_once()


@pytest.mark.parametrize("way", ["whole", "rest"])
@pytest.mark.parametrize("happens", ["cut short", "gone"])
def test_of_a_photo_whose_file_is_not_what_arrived_nothing_stays_and_no_receipt_is_given(
    begun: Phone, monkeypatch: pytest.MonkeyPatch, way: str, happens: str
) -> None:
    write = Upload._write

    def write_and_lose(self: Upload) -> None:
        write(self)
        if self.length == len(PHOTO):
            os.truncate(self.path, 5_000) if happens == "cut short" else self.path.unlink()

    with monkeypatch.context() as patch:
        patch.setattr(Upload, "_write", write_and_lose)
        if way == "whole":
            answer = begun.put(FINDING, PHOTO)
        else:
            answer = begun.append(FINDING, SHA256, PHOTO[HERE_ALREADY:], HERE_ALREADY)
    assert said(answer) == (503, "too-busy")
    assert begun.look(SHA256).headers["Upload-Offset"] == (str(HERE_ALREADY) if way == "whole" else "0")
    assert said(begun.put(FINDING, PHOTO)) == (201, "kept")
    is_kept_once()


def test_a_photo_that_is_swept_just_before_it_is_put_away_is_sent_again(
    begun: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_file = type(vault()).put_file

    def gone(self: object, source: Path, sha256: str) -> None:
        source.unlink()
        put_file(self, source, sha256)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(type(vault()), "put_file", gone)
        assert said(begun.put(FINDING, PHOTO)) == (503, "too-busy")
    assert said(begun.put(FINDING, PHOTO)) == (201, "kept")


def test_looking_where_to_go_on_while_another_tab_ends_is_answered(
    begun: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat, partial = Path.stat, partial_path(begun.walker_id, SHA256)

    def ends_just_after(self: Path, **how: bool) -> os.stat_result:
        seen = stat(self, **how)
        if self == partial:
            self.unlink()
        return seen

    monkeypatch.setattr(Path, "stat", ends_just_after)
    assert begun.look(SHA256).status_code == 404
