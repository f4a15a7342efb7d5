"""The least that could count as intake: Starlette and SQLite, doing the same writes as ours and nothing else.

The same tables with the same indexes, rows and rules of durability and overwriting, the same file for a photo, one durable
transaction each; no account of who sends, no consent, no dictionary, no merge law, no parking. What the real intake is
measured against.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

_turn = threading.Lock()  # SQLite has one writer; waiting here is cheaper than waiting for its busy handler
_connection: sqlite3.Connection | None = None


def connection() -> sqlite3.Connection:
    global _connection  # noqa: PLW0603 - one connection per process is the fastest that SQLite offers
    if _connection is None:
        _connection = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None, check_same_thread=False)
        _connection.execute("PRAGMA journal_mode = WAL")
        _connection.execute("PRAGMA synchronous = FULL")
        _connection.execute("PRAGMA secure_delete = ON")
    return _connection


def keep_rows(statement: str, rows: list[tuple[object, ...]]) -> None:
    with _turn:
        kept = connection()
        kept.execute("BEGIN IMMEDIATE")
        kept.executemany(statement, rows)
        kept.execute("COMMIT")


def row_of(finding: dict[str, Any]) -> tuple[object, ...]:
    """As many columns as ours, straight from what was sent."""
    place, key = finding["place"], finding["id"].replace("-", "")
    walk = finding["walk"].replace("-", "")
    return (
        key,
        walk,
        walk,
        walk,
        finding["revision"],
        finding["stop"].replace("-", ""),
        finding["started_at"],
        finding["changed_at"],
        finding["changed_at"],
        place["lon"],
        place["lat"],
        place["accuracy_m"],
        place["source"],
        place["fixed_at"],
        json.dumps(place),
        finding["stop"].replace("-", ""),
        int(place["lon"] * 1e9),
        finding["mode"],
        finding["entry"],
        "night",
        json.dumps(finding["answers"]),
        json.dumps(finding["marks"]),
        json.dumps(finding["words"]),
        "[]",
        finding["instrument"]["sha256"],
        hashlib.sha256(json.dumps(finding).encode()).hexdigest(),
        "kept",
        "new",
        False,
    )


COLUMNS = [
    "id",
    "audit_id",
    "walk_id",
    "walker_id",
    "revision",
    "stop_id",
    "started_at",
    "changed_at",
    "received_at",
    "lon",
    "lat",
    "accuracy_m",
    "place_source",
    "fixed_at",
    "sent_place",
    "sent_stop_id",
    "morton",
    "mode",
    "entry",
    "period",
    "answers",
    "marks",
    "words",
    "hidden_words",
    "instrument_sha256",
    "content_sha256",
    "state",
    "moderation",
    "is_late",
]
MEDIUM_COLUMNS = [
    *(
        "id",
        "finding_id",
        "walk_id",
        "walker_id",
        "sha256",
        "kind",
        "caption",
        "position",
        "is_listed",
        "state",
        "reason",
    ),
    *("moderation", "size_bytes", "received_at", "claims", "sound"),
]
INSERT_MEDIUM = (
    f"INSERT OR IGNORE INTO medium ({', '.join(MEDIUM_COLUMNS)}) VALUES ({', '.join('?' * len(MEDIUM_COLUMNS))})"
)
INSERT = f"INSERT OR IGNORE INTO finding ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"


async def take_findings(request: Request) -> JSONResponse:
    findings = json.loads(await request.body())["findings"]
    await run_in_threadpool(keep_rows, INSERT, [row_of(finding) for finding in findings])
    return JSONResponse({"receipts": [{"id": finding["id"], "state": "kept"} for finding in findings]})


def medium_row_of(sha256: str, finding: str, size: int) -> tuple[object, ...]:
    key, now = finding.replace("-", ""), datetime.now(UTC).isoformat(" ")
    told = (uuid4().hex, key, key, key, sha256, "photo", "", 0, False, "received", "", "new", size, now, 0, "")
    assert len(told) == len(MEDIUM_COLUMNS)
    return told


def keep_file(content: bytes, sha256: str, finding: str) -> None:
    folder = os.path.dirname(os.environ["BARE_DATABASE"])  # noqa: PTH120
    path = os.path.join(folder, sha256)  # noqa: PTH118
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    # Without this the file has no name after a power cut, and the receipt was a lie: the same promise as ours.
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    keep_rows(INSERT_MEDIUM, [medium_row_of(sha256, finding, len(content))])


async def take_medium(request: Request) -> JSONResponse:
    content = await request.body()
    sha256 = hashlib.sha256(content).hexdigest()
    await run_in_threadpool(keep_file, content, sha256, request.headers["farola-finding"])
    return JSONResponse({"receipts": [{"sha256": sha256, "state": "kept"}]}, status_code=201)


app = Starlette(
    routes=[
        Route("/api/v1/findings", take_findings, methods=["POST"]),
        Route("/api/v1/media/{sha256}", take_medium, methods=["PUT"]),
    ]
)
