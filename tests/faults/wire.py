"""HTTP as a phone's browser speaks it: one kept connection a tab, and a request that a reset takes down is sent again.

By hand, since the point is to know exactly what was sent when the line broke. A browser does re-send by itself: when a
kept connection is reset before an answer, `fetch()` runs the request twice and its page sees one (reliability.md, 0.1).
"""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any


class NobodyAnswered(Exception):
    """Whether it was done, nobody can say."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    took_s: float = 0.0

    @property
    def said(self) -> Any:
        """JSON when it says that it is; else None, as a captive portal's page is."""
        if "json" not in self.headers.get("content-type", ""):
            return None
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class Line:
    """One tab's connection to a port of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._has_begun = False  # an answer has begun to arrive

    async def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes = b"",
        limit_s: float = 10,
        break_after: int | None = None,
    ) -> Answer:
        """Raises NobodyAnswered. `break_after` so many bytes the phone is gone; -1: once the answer begins to arrive."""
        if break_after is not None:
            return await self._break(method, path, headers, body, limit_s, break_after)
        was_warm = self._streams is not None
        began = time.monotonic()
        try:
            async with asyncio.timeout(limit_s):
                try:
                    return await self._exchange(method, path, headers, body, began)
                except (OSError, EOFError):
                    self.close()
                    if not was_warm or self._has_begun:
                        raise
                    return await self._exchange(method, path, headers, body, began)
        except (OSError, EOFError, ValueError, TimeoutError) as fault:
            self.close()
            raise NobodyAnswered(f"{type(fault).__name__}: {fault}") from fault
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        if self._streams:
            self._streams[1].transport.abort()
        self._streams = None

    async def _break(
        self, method: str, path: str, headers: dict[str, str], body: bytes, limit_s: float, after: int
    ) -> Answer:
        try:
            async with asyncio.timeout(limit_s):
                reader, writer = self._streams or await asyncio.open_connection("127.0.0.1", self.port)
                self._streams = (reader, writer)
                whole = _head(method, path, headers, body) + body
                writer.write(whole if after < 0 else whole[:after])
                await writer.drain()
                if after < 0:
                    await reader.read(1)
        except (OSError, TimeoutError):
            pass
        self.close()
        raise NobodyAnswered("the line was cut")

    async def _exchange(self, method: str, path: str, headers: dict[str, str], body: bytes, began: float) -> Answer:
        self._has_begun = False
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(_head(method, path, headers, body) + body)
        with suppress(ConnectionError):  # a refusal may already be there to read
            await writer.drain()
        return await self._answer(reader, method, began)

    async def _answer(self, reader: asyncio.StreamReader, method: str, began: float) -> Answer:
        head = await reader.readuntil(b"\r\n\r\n")
        self._has_begun = True
        first, *lines = head.decode("latin-1").split("\r\n")
        status = int(first.split()[1])
        headers = {
            name.strip().lower(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)
        }
        body = b""
        if method != "HEAD" and status not in (204, 304):
            body = await _body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, body, time.monotonic() - began)


def _head(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    said = {"Host": "testserver", "Content-Length": str(len(body)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


async def _body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding") == "chunked":
        pieces = []
        while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
            pieces.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return b"".join(pieces)
    return await reader.readexactly(int(headers.get("content-length", "0")))
