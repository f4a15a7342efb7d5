"""The log helps the operator and tells nothing about a walker."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from app.foundation.database import writing
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


def test_what_breaks_anywhere_is_written_down_without_what_she_wrote(house: Path) -> None:
    """Also what no page caught: a thread, or the server's own log of an exception."""
    hers = {"walker_id": None, "code": "she was followed", "value": "x"}
    with pytest.raises(SQLAlchemyError) as refused, writing() as session:
        session.connection().exec_driver_sql("INSERT INTO walker_profile VALUES (:walker_id, :code, :value)", hers)
    assert "followed" not in str(refused.value)
    with pytest.raises(ValueError) as unread:
        int("she was followed")
    for fault in (refused.value, unread.value):
        told = (type(fault), fault, fault.__traceback__)
        line = JsonLines().format(logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception", None, told))
        assert "test_logging.py" in line and "followed" not in line


def test_what_asyncio_says_of_a_task_quotes_neither_the_fault_nor_what_it_was_called_with() -> None:
    said = "Task exception was never retrieved\nfuture: <Task exception=ValueError('she was followed')>"
    called = "Exception in callback keep('she was followed')\nhandle: <Handle keep('she was followed')>"
    for words in (said, called):
        line = JsonLines().format(logging.LogRecord("asyncio", logging.ERROR, "", 0, words, None, None))
        assert "xception" in line and "followed" not in line
