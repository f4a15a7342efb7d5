"""The log helps the operator and tells nothing about a walker."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from fastapi import APIRouter

from app.web.logging import LOGGING, JsonLines
from tests.makers.web import app_with, browser_of

router = APIRouter()


@router.get("/walks/{walk_id}")
def walk(walk_id: str) -> str:
    return walk_id


def test_a_line_holds_the_pattern_and_no_secret(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    browser = browser_of(app_with(router))
    with caplog.at_level(logging.INFO, logger="farola.access"):
        browser.get("/walks/WALKID77?code=SECRETJOIN", headers={"Authorization": "Bearer TOKEN99"})
        browser.get("/no/such/SECRETPATH")
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records if record.name == "farola.access"]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/walks/{walk_id}", 200),
        ("GET", "unknown", 404),
    ]
    assert lines[0]["ms"] >= 0
    for secret in ("WALKID77", "SECRETJOIN", "TOKEN99", "SECRETPATH", "testclient", "127.0.0.1"):
        assert secret not in json.dumps(lines)


def test_an_attacker_cannot_write_lines_of_his_own() -> None:
    record = logging.LogRecord("farola", logging.INFO, "", 0, "a\nb\x1b[31m", None, None)
    line = JsonLines().format(record)
    assert "\n" not in line
    assert "\x1b" not in line
    assert json.loads(line)["what"] == "a\nb\x1b[31m"


def test_the_server_s_own_access_log_is_silent() -> None:
    assert LOGGING["loggers"]["uvicorn.access"]["handlers"] == []
