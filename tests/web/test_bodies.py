"""A phone may send what a walk needs, and nobody may fill the server's memory."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, Request
from starlette.testclient import TestClient

from app.web.bodies import MOST, allow_body
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
