"""At the door: who is visiting, and in which language she is answered. Runs before any other transaction of the request."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.foundation.language import in_language
from app.web.tongues import LANGUAGE_COOKIE, asked_language, language_of
from app.web.visits import find_visitor, keep_cookie

# Phones bring bearer tokens, and files are for everyone: no cookie is looked at.
WITHOUT_VISITORS = ("/api/", "/static/", "/health", "/ready", "/metrics")


class Arrivals:
    """Pure ASGI: finds the visitor, sets the language of the moment, and remembers `?lang=`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        if connection.cookies and not scope["path"].startswith(WITHOUT_VISITORS):
            connection.state.visitor = await run_in_threadpool(find_visitor, connection)
        tongue = language_of(connection)
        with in_language(tongue):
            await self.app(scope, receive, _answering_in(tongue, connection, send))


def _answering_in(tongue: str, connection: HTTPConnection, send: Send) -> Send:
    asked = asked_language(connection)

    async def send_in_language(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.setdefault("Content-Language", tongue)
            if asked:
                carrier = Response()
                keep_cookie(carrier, LANGUAGE_COOKIE, asked)
                headers.append("set-cookie", carrier.headers["set-cookie"])
        await send(message)

    return send_in_language
