"""How much a request may carry. Phones may send their findings gzipped; what they unpack to is limited as well."""

from __future__ import annotations

import zlib
from time import monotonic

from anyio import move_on_after
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.foundation.errors import Problem
from app.foundation.language import N_
from app.web.failures import answer_to

MEGABYTE = 1_000_000
MOST = MEGABYTE  # a form, or a hundred findings
# A phone that walked out of the cell never says goodbye. Its upload would hold its place for ever, and 64 such phones would
# keep everybody else's photos out. Slow is not silent: 2 kB/s is a packet a second.
LONGEST_SILENCE_S = 30.0
# But who sends a byte in each half minute is not slow. The slowest line that we serve brings 2 kB/s and stands still for half
# a minute (reliability.md F7): 60 kB in such a minute, half of it if two pauses meet there. At the least rate a batch (1 MB)
# ends within 34 minutes instead of a year; what came of a photo stays, and its phone goes on from there.
WINDOW_S = 60.0
LEAST_IN_WINDOW = 30_000  # bytes as they travel, before they are unpacked
# Longest matching prefix wins. Rooms that take files say so with `allow_body`.
_larger: dict[str, int] = {"/api/v1/media/": 8 * MEGABYTE}


def allow_body(prefix: str, most_bytes: int) -> None:
    """The socket for doors that take files: requests below `prefix` may carry up to `most_bytes`."""
    _larger[prefix] = most_bytes


def most_bytes_for(path: str) -> int:
    """The limit of a path, in bytes."""
    fitting = [prefix for prefix in _larger if path.startswith(prefix)]
    return _larger[max(fitting, key=len)] if fitting else MOST


class BodyTooLarge(Problem):
    status = 413
    code = "body-too-large"
    sentence = N_("This is too large: at most {megabytes} MB can be taken at once. Send less, or a smaller file.")


class BadEncoding(Problem):
    status = 415
    code = "encoding-unknown"
    sentence = N_("Only gzip can be unpacked here. Send the data as it is, or gzipped.")


class BodyGuard:
    """Pure ASGI: refuses a body that is too large before or while it arrives, and unpacks gzip for the doors."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(scope, receive, send)
        try:
            body.look_at_headers()
            await self.app(scope, body.receive, body.send)
        except Exception:
            if body.refusal is None or body.is_answered:
                raise
        # Whatever the door made of the broken body, the reason is known here.
        if body.refusal is not None and not body.is_answered:
            await answer_to(Request(scope), body.refusal)(scope, receive, send)


class _Body:
    """The arriving body of one request: counted, and unpacked when it came as gzip."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = MutableHeaders(scope=scope)
        self.most = most_bytes_for(scope["path"])
        self.length = 0
        self.unpacker: zlib._Decompress | None = None
        self.refusal: Problem | None = None
        self.is_answered = False
        self.is_whole = False  # all of it has arrived
        self._receive, self._send = receive, send
        self._waited_s = 0.0  # for the phone, in this window; never for ourselves
        self._in_window = 0  # bytes

    def look_at_headers(self) -> None:
        """Raises BodyTooLarge or BadEncoding before a byte is read."""
        length = self.headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.most:
            self._refuse(self._too_large())
        encoding = self.headers.get("content-encoding", "identity").lower()
        if encoding == "gzip":
            self.unpacker = zlib.decompressobj(wbits=31)
            del self.headers["content-encoding"]
            del self.headers["content-length"]
        elif encoding != "identity":
            self._refuse(BadEncoding())

    async def receive(self) -> Message:
        message = await self._next()
        if message["type"] == "http.request":
            self.is_whole = not message.get("more_body", False)
            message["body"] = self._taken(message.get("body", b""))
        return message

    async def _next(self) -> Message:
        """Silence in the middle of a body is a phone that has gone, and is told to the door as such; so is a mere drip."""
        if self.is_whole:  # what is waited for now is only that the asker hangs up
            return await self._receive()
        if self._only_drips():
            return {"type": "http.disconnect"}
        began_s = monotonic()
        with move_on_after(LONGEST_SILENCE_S):
            message = await self._receive()
            self._waited_s += monotonic() - began_s
            self._in_window += len(message.get("body", b""))
            return message
        return {"type": "http.disconnect"}

    def _only_drips(self) -> bool:
        """Whether the window that is over by now brought less than it has to."""
        if self._waited_s < WINDOW_S:
            return False
        brought, self._in_window, self._waited_s = self._in_window, 0, 0.0
        return brought < LEAST_IN_WINDOW

    async def send(self, message: Message) -> None:
        """Hold back what a door says about a body that was refused here."""
        if self.refusal is None or self.is_answered:
            self.is_answered = True
            await self._send(message)

    def _taken(self, piece: bytes) -> bytes:
        if self.unpacker:
            try:
                # One byte more than allowed is enough to know; a bomb is never unpacked whole.
                piece = self.unpacker.decompress(piece, self.most - self.length + 1)
            except zlib.error:
                self._refuse(BadEncoding())
        self.length += len(piece)
        if self.length > self.most:
            self._refuse(self._too_large())
        return piece

    def _too_large(self) -> BodyTooLarge:
        return BodyTooLarge(megabytes=round(self.most / MEGABYTE))

    def _refuse(self, problem: Problem) -> None:
        self.refusal = problem
        raise problem
