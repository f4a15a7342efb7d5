"""One request, one transaction, and no thanks before the keeping."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest
from fastapi import APIRouter
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from app.foundation.database import reading
from app.people import Organisation
from app.web.requests import Reading, Writing
from tests.makers.web import HERE, app_with, browser_of

router = APIRouter()


@router.post("/api/v1/keep")
def keep(session: Writing, name: str, fails: bool = False) -> dict[str, str]:
    session.add(Organisation(name=name))
    if fails:
        session.flush()
        raise ValueError("the door itself breaks")
    return {"said": "kept"}


@router.get("/api/v1/count")
def count(session: Reading) -> int:
    return len(session.exec(select(Organisation)).all())


def names() -> list[str]:
    with reading() as session:
        return [each.name for each in session.exec(select(Organisation)).all()]


def test_a_facilitator_who_is_thanked_finds_her_work_kept(house: Path) -> None:
    browser = browser_of(app_with(router))
    assert browser.post("/api/v1/keep?name=Lamps").json() == {"said": "kept"}
    assert names() == ["Lamps"]
    assert browser.get("/api/v1/count").json() == 1


def test_nobody_is_thanked_when_the_disk_refuses_at_the_very_end(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(_session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(Session, "commit", full_disk)
    answer = browser_of(app_with(router)).post("/api/v1/keep?name=Lost")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json()["code"] == "busy"
    assert names() == []


def test_half_of_a_broken_request_is_never_kept(house: Path) -> None:
    answer = browser_of(app_with(router)).post("/api/v1/keep?name=Half&fails=true")
    assert answer.status_code == 500
    assert names() == []


@pytest.mark.parametrize("call", ["keep?name=Lamps", "count"])
def test_hundreds_who_knock_at_once_are_all_served_though_threads_are_few(house: Path, call: str) -> None:
    """Each needs a thread to open its transaction and another to work in; with forty in all, nobody may wait in one."""
    app = app_with(router)

    async def everybody() -> list[int]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=HERE, timeout=60) as line:
            method = "POST" if "keep" in call else "GET"
            answers = [line.request(method, f"/api/v1/{call}", headers={"Origin": HERE}) for _ in range(200)]
            return [answer.status_code for answer in await asyncio.gather(*answers)]

    assert set(asyncio.run(everybody())) == {200}
