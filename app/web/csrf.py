"""Forged requests: another site must not make a signed-in person's browser act here.

Two walls, each enough alone: the browser's own word on where a request comes from, and a token that only our pages can
hold. The token is made of the visit's cookie and fresh randomness, so it differs in every answer (compressed pages do not
leak it, as in BREACH) and nothing is stored.
"""

from __future__ import annotations

import hmac
import re
import secrets
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.foundation.errors import Problem
from app.foundation.identifiers import keyed_digest, new_token
from app.foundation.language import N_
from app.foundation.settings import settings
from app.web.visits import cookie_of, keep_cookie

FIELD = "csrf_token"
HEADER = "x-csrf-token"
VISIT_COOKIE = "farola_visit"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
PHONE_API = "/api/v1/"  # takes bearer tokens and no cookies, so a forged request carries no right
# The token is the first field of every form, so it is found before a large file arrives; nothing more is held in memory.
PEEK_BYTES = 64 * 1024
TOKEN = rb"([A-Za-z0-9_-]+\.[0-9a-f]{32})"
IN_FORM = re.compile(rb"(?:^|&)" + FIELD.encode() + b"=" + TOKEN + rb"(?:&|$)")
IN_MULTIPART = re.compile(rb'name="' + FIELD.encode() + rb'"\r\n(?:[^\r\n]+\r\n)*\r\n' + TOKEN + rb"\r\n")


class Forged(Problem):
    status = 403
    code = "forged-request"
    sentence = N_(
        "We could not make sure that this came from your own page, so nothing was changed. "
        "Go back, reload the page and try again. Cookies must be allowed for this site."
    )


def csrf_token(connection: HTTPConnection) -> str:
    """A token for this visit. Starts the visit (a cookie is sent with the answer) when there is none."""
    state = connection.state
    if not getattr(state, "visit", ""):
        state.visit = new_token()
        state.is_visit_new = True
    nonce = secrets.token_urlsafe(12)
    return f"{nonce}.{_proof(state.visit, nonce)}"


def is_token_of(visit: str, token: str) -> bool:
    """Whether `token` was made by us for this visit."""
    nonce, dot, proof = token.partition(".")
    return bool(visit and dot) and hmac.compare_digest(_proof(visit, nonce).encode(), proof.encode())


def comes_from_elsewhere(connection: HTTPConnection) -> bool:
    """Whether the browser says that another site sent this.

    An `Origin: null` says nothing: our own `Referrer-Policy: no-referrer` makes browsers send it with our own forms.
    """
    site = connection.headers.get("sec-fetch-site")
    if site:
        return site not in ("same-origin", "none")
    origin = connection.headers.get("origin", "null")
    own = {connection.headers.get("host", ""), urlsplit(settings().address).netloc}
    return origin != "null" and urlsplit(origin).netloc not in own


class CsrfGuard:
    """Pure ASGI: lets safe methods and the phone's API through, and everything else only with a token of this visit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(PHONE_API):
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        connection.state.visit = cookie_of(connection, VISIT_COOKIE)
        if scope["method"] not in SAFE_METHODS:
            receive = await self._checked(connection, receive)
        await self.app(scope, receive, _starting_visits(connection, send))

    async def _checked(self, connection: HTTPConnection, receive: Receive) -> Receive:
        """Raises Forged. Returns a `receive` that gives again what was looked at."""
        if comes_from_elsewhere(connection):
            raise Forged()
        token, seen = connection.headers.get(HEADER, ""), list[Message]()
        if not token:
            token, seen = await _peek(connection, receive)
        if not is_token_of(connection.state.visit, token):
            raise Forged()

        async def again() -> Message:
            return seen.pop(0) if seen else await receive()

        return again


async def _peek(connection: HTTPConnection, receive: Receive) -> tuple[str, list[Message]]:
    """The token in the first bytes of a form (empty when there is none) and the messages read to find it."""
    kind = connection.headers.get("content-type", "")
    pattern = IN_MULTIPART if kind.startswith("multipart/form-data") else IN_FORM
    seen: list[Message] = []
    body = b""
    while True:
        message = await receive()
        seen.append(message)
        body += message.get("body", b"")
        is_whole = not message.get("more_body", False)
        # `$` of the form's pattern may only match where the form really ends, not where a packet does.
        found = pattern.search(body if is_whole or pattern is IN_MULTIPART else body.rpartition(b"&")[0] + b"&")
        if found:
            return found[1].decode(), seen
        if is_whole or len(body) > PEEK_BYTES:
            return "", seen


def _starting_visits(connection: HTTPConnection, send: Send) -> Send:
    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start" and getattr(connection.state, "is_visit_new", False):
            carrier = Response()
            keep_cookie(carrier, VISIT_COOKIE, connection.state.visit)
            MutableHeaders(scope=message).append("set-cookie", carrier.headers["set-cookie"])
        await send(message)

    return send_with_cookie


def _proof(visit: str, nonce: str) -> str:
    return keyed_digest("csrf", f"{visit}\0{nonce}")[:32]  # 128 bits
