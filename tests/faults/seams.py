"""Faults inside the server that nothing outside can cause at the right moment. Only tests open these seams.

Each is a file in the folder that FAULTS names: `die-after-commit` kills the server once, when an answer is ready and not yet
sent; `clock` holds the seconds by which the server's clock is wrong; while `full` is there, disk and database have no room;
`longest-head`, read at the start, is how many seconds the head of a request may take.
"""

from __future__ import annotations

import errno
import os
import signal
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

DIE, CLOCK, FULL, LONGEST_HEAD = "die-after-commit", "clock", "full", "longest-head"
KEEPS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def _folder() -> Path | None:
    return Path(os.environ["FAULTS"]) if "FAULTS" in os.environ else None


class DiesAfterCommit:
    """Around the whole application: what it did is committed when it begins to answer, and the phone knows nothing yet."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_or_die(message: Message) -> None:
            folder = _folder()
            is_good = message["type"] == "http.response.start" and message["status"] < 300
            if folder and is_good and scope["method"] in KEEPS and (folder / DIE).exists():
                (folder / DIE).unlink(missing_ok=True)
                os.kill(os.getpid(), signal.SIGKILL)
            await send(message)

        await self.app(scope, receive, send_or_die)


class WrongClock:
    """Stands in for `datetime` in the house's one clock."""

    @staticmethod
    def now(zone: tzinfo = UTC) -> datetime:
        folder = _folder()
        try:
            offset_s = float((folder / CLOCK).read_text()) if folder else 0.0
        except (FileNotFoundError, ValueError):
            offset_s = 0.0
        return datetime.now(zone) + timedelta(seconds=offset_s)


def _fsync(really: Any, descriptor: int) -> None:
    folder = _folder()
    if folder and (folder / FULL).exists():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    really(descriptor)


def open_seams() -> None:
    """In a server process, before it serves. Also without the FAULTS folder all of them are there, and do nothing."""
    import app.main as house
    from app.foundation import clock
    from app.web import lines

    make = house.create_app

    def create_app() -> Any:
        made = make()
        made.add_middleware(DiesAfterCommit)
        return made

    folder = _folder()
    if folder and (folder / LONGEST_HEAD).exists():
        lines.LONGEST_HEAD_S = float((folder / LONGEST_HEAD).read_text())
    house.create_app = create_app  # type: ignore[assignment]
    clock.datetime = WrongClock  # type: ignore[assignment,attr-defined]
    os.fsync = partial(_fsync, os.fsync)  # type: ignore[assignment]
