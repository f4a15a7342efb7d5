"""How long and how large the head of a request may be, which uvicorn leaves open.

Measured with uvicorn 0.54 alone: a head of five megabytes was answered, and half a head stayed for as long as one liked.
A reverse proxy has limits of its own; a laptop in the meeting room has none in front of it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64_000  # bytes; a phone's have about 600, a browser with many cookies 8,000
LONGEST_HEAD_S = 20.0  # on the slowest line that can send a photo a head takes two seconds


class BoundedLine(HttpToolsProtocol):
    """One connection. Bodies are bounded in `bodies.py`, and silence between requests by uvicorn."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_bytes: int | None = 0  # so far; None while no head is awaited
        self._too_late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head_bytes is None or self.transport.is_closing():
            return
        self._head_bytes += len(data)
        if self._head_bytes > LARGEST_HEAD:
            self._stop_waiting()
            self.send_400_response("The head of this request is too large.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._await_head()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def _await_head(self) -> None:
        self._stop_waiting()
        self._head_bytes = 0
        self._too_late = self.loop.call_later(LONGEST_HEAD_S, self.transport.close)

    def _stop_waiting(self) -> None:
        self._head_bytes = None
        if self._too_late is not None:
            self._too_late.cancel()
            self._too_late = None
