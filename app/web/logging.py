"""What the server writes down about itself: JSON lines, without addresses of people, tokens, codes or words.

A request is one line: method, the path's pattern (`/walks/{walk_id}`, never the id), status, milliseconds. Line breaks and
control characters of an attacker are escaped by JSON.
"""

from __future__ import annotations

import json
import logging
import os
import time
import traceback
from contextvars import ContextVar
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.foundation import clock
from app.web.metrics import requests_s

access = logging.getLogger("farola.access")
EXTRA_FIELDS = ("request", "method", "path", "status", "ms", "trace")
# A word for each request, in its lines of the log and in the answer to a failure: whoever asks for help can read it out on
# the telephone, and it leads from her to the line without telling who she is.
_number: ContextVar[str] = ContextVar("request number", default="")
READABLE, NUMBER_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 8  # without look-alikes, as in the codes of walks
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class JsonLines(logging.Formatter):
    """One log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {"at": clock.now().isoformat(timespec="milliseconds"), "level": record.levelname.lower()}
        line |= {"who": record.name, "what": _said(record)}
        line |= {name: getattr(record, name) for name in EXTRA_FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = trace_of(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True, default=str)


def _said(record: logging.LogRecord) -> str:
    """asyncio quotes the fault itself, and what a callback was called with; what of that is ours stands in the trace."""
    said = record.getMessage()
    return said.partition("\n")[0].partition("(")[0] if record.name == "asyncio" else said


def trace_of(fault: BaseException | None) -> list[str]:
    """Where it happened, without the faults' own messages: databases and parsers quote in them what people wrote."""
    trace: list[str] = []
    while fault is not None:
        trace.append(type(fault).__name__)
        trace += [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(fault.__traceback__)]
        fault = fault.__cause__ or fault.__context__
    return trace


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "app.web.logging.JsonLines"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stdout"}},
    "root": {"handlers": ["stdout"], "level": "WARNING"},
    "loggers": {
        "farola": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        "uvicorn": {"handlers": ["stdout"], "level": "INFO", "propagate": False},
        # uvicorn's own line holds the caller's address and the whole query.
        "uvicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}


def request_number() -> str:
    """The number of the request that is being answered; empty outside of one."""
    return _number.get()


class AccessLog:
    """Pure ASGI, the outermost layer: measures from the first byte to the last."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        _number.set("".join(READABLE[byte % len(READABLE)] for byte in os.urandom(NUMBER_LENGTH)))
        began, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            _note(scope, status, (time.perf_counter() - began) * 1000)


def _note(scope: Scope, status: int, ms: float) -> None:
    method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
    pattern = getattr(scope.get("route"), "path", None) or "unknown"
    requests_s.labels(method, pattern, status).observe(ms / 1000)
    if not access.isEnabledFor(logging.INFO):
        return
    said = {"request": request_number(), "method": method, "path": pattern, "status": status, "ms": round(ms, 1)}
    access.info("request", extra=said)
