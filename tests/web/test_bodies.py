"""A phone may send what a walk needs, and nobody may fill the server's memory."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter, Request
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from app.web import bodies
from app.web.bodies import MOST, BodyGuard, allow_body
from tests.makers.web import app_with, browser_of

router = APIRouter()


@router.post("/api/v1/echo")
async def echo(request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


@router.post("/api/v1/json")
def read_json(words: list[str]) -> int:
    return len(words)


@router.put("/api/v1/media/{sha256}")
async def medium(sha256: str, request: Request) -> dict[str, int]:
    return {"bytes": len(await request.body())}


@pytest.fixture
def phone(house: Path) -> TestClient:
    return browser_of(app_with(router))


def test_a_batch_of_findings_fits(phone: TestClient) -> None:
    assert phone.post("/api/v1/echo", content=b"x" * MOST).json() == {"bytes": MOST}


def test_a_body_that_is_too_large_is_refused_with_the_limit_in_words(phone: TestClient) -> None:
    answer = phone.post("/api/v1/echo", content=b"x" * (MOST + 1))
    assert answer.status_code == 413
    assert answer.json()["code"] == "body-too-large"
    assert "at most 1 MB" in answer.json()["title"]


def test_a_body_that_hides_its_length_is_refused_as_it_grows(phone: TestClient) -> None:
    def endless() -> Iterator[bytes]:
        for _packet in range(30):
            yield b"x" * 100_000

    assert phone.post("/api/v1/echo", content=endless()).json()["code"] == "body-too-large"
    assert phone.post("/api/v1/json", content=endless()).json()["code"] == "body-too-large"


def test_a_photo_may_be_larger_than_a_form(phone: TestClient) -> None:
    assert phone.put("/api/v1/media/ab", content=b"x" * 5 * MOST).json() == {"bytes": 5 * MOST}
    assert phone.put("/api/v1/media/ab", content=b"x" * 9 * MOST).status_code == 413


def test_a_phone_may_send_its_findings_squeezed(phone: TestClient) -> None:
    squeezed = gzip.compress(json.dumps(["lamp"] * 1000).encode())
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    assert phone.post("/api/v1/json", content=squeezed, headers=headers).json() == 1000


def test_a_small_packet_that_unpacks_without_end_is_refused(phone: TestClient) -> None:
    bomb = gzip.compress(b"0" * 200 * MOST)
    assert len(bomb) < MOST
    answer = phone.post("/api/v1/echo", content=bomb, headers={"Content-Encoding": "gzip"})
    assert answer.json()["code"] == "body-too-large"


@pytest.mark.parametrize(("encoding", "content"), [("br", b"x"), ("gzip", b"this is not gzip")])
def test_what_cannot_be_unpacked_is_said_to_be_so(phone: TestClient, encoding: str, content: bytes) -> None:
    answer = phone.post("/api/v1/echo", content=content, headers={"Content-Encoding": encoding})
    assert answer.status_code == 415
    assert answer.json()["code"] == "encoding-unknown"


def test_a_room_may_ask_for_more(phone: TestClient) -> None:
    allow_body("/api/v1/echo", 3 * MOST)
    try:
        assert phone.post("/api/v1/echo", content=b"x" * 2 * MOST).json() == {"bytes": 2 * MOST}
    finally:
        allow_body("/api/v1/echo", MOST)


def test_a_phone_that_left_in_the_middle_of_its_upload_holds_no_place_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its line stays open for hours, since nobody told the server that the phone has gone."""
    monkeypatch.setattr(bodies, "LONGEST_SILENCE_S", 0.05)
    arrived: list[bytes] = []

    async def door(scope: Any, receive: Any, send: Any) -> None:
        async for piece in Request(scope, receive).stream():
            arrived.append(piece)

    async def half_a_photo() -> dict[str, object]:
        if not arrived:
            return {"type": "http.request", "body": b"half", "more_body": True}
        await asyncio.sleep(3_600)
        raise AssertionError

    scope = {"type": "http", "method": "PUT", "path": "/api/v1/media/x", "headers": []}
    with pytest.raises(ClientDisconnect):
        asyncio.run(BodyGuard(door)(scope, half_a_photo, lambda _message: asyncio.sleep(0)))
    assert arrived == [b"half"]


def _read_from(line: Any) -> list[bytes]:
    """What a door reads of an upload whose pieces come as `line` brings them. Raises ClientDisconnect."""
    arrived: list[bytes] = []

    async def door(scope: Any, receive: Any, send: Any) -> None:
        try:
            async for piece in Request(scope, receive).stream():
                arrived.append(piece)
        except ClientDisconnect:
            arrived.append(b"and no more")

    async def packet() -> dict[str, object]:
        await asyncio.sleep(0.02)
        body = next(line, None)
        return {"type": "http.request", "body": body or b"", "more_body": body is not None}

    scope = {"type": "http", "method": "PUT", "path": "/api/v1/media/x", "headers": []}
    asyncio.run(BodyGuard(door)(scope, packet, lambda _message: asyncio.sleep(0)))
    return arrived


def test_whoever_lets_a_body_drip_without_end_is_let_go_and_what_came_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte ends a silence, and the next would end another, for a year."""
    monkeypatch.setattr(bodies, "WINDOW_S", 0.1)
    arrived = _read_from(b"x" for _drop in range(1_000))
    assert arrived[-1] == b"and no more"
    assert 1 <= len(arrived[:-1]) <= 10 and set(arrived[:-1]) == {b"x"}


def test_the_slowest_line_gets_its_photo_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "WINDOW_S", 0.1)
    monkeypatch.setattr(bodies, "LEAST_IN_WINDOW", 1)
    assert b"".join(_read_from(b"x" for _packet in range(30))) == b"x" * 30


def test_a_server_that_was_busy_itself_does_not_call_a_phone_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Her line stood still because nobody read from it."""
    monkeypatch.setattr(bodies, "WINDOW_S", 0.5)
    pieces = iter([b"a", b"b", b"c"])

    async def door(scope: Any, receive: Any, send: Any) -> None:
        async for _piece in Request(scope, receive).stream():
            await asyncio.sleep(0.3)

    async def at_once() -> dict[str, object]:
        body = next(pieces, None)
        return {"type": "http.request", "body": body or b"", "more_body": body is not None}

    scope = {"type": "http", "method": "PUT", "path": "/api/v1/media/x", "headers": []}
    asyncio.run(BodyGuard(door)(scope, at_once, lambda _message: asyncio.sleep(0)))
    assert next(pieces, "all read") == "all read"


def test_a_page_may_take_longer_than_any_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once all is sent, the asker is quiet by right: a report is printed for a minute."""
    monkeypatch.setattr(bodies, "LONGEST_SILENCE_S", 0.05)
    heard: list[str] = []
    messages = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def door(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        heard.append((await receive())["type"])

    async def patiently() -> Any:
        message = next(messages, None)
        if message is None:
            await asyncio.sleep(0.3)
            return {"type": "http.disconnect"}
        return message

    async def timed() -> float:
        began = asyncio.get_running_loop().time()
        await BodyGuard(door)(
            {"type": "http", "path": "/", "headers": []}, patiently, lambda _message: asyncio.sleep(0)
        )
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(timed()) >= 0.25
    assert heard == ["http.disconnect"]
