"""A small house that speaks `phone-api.md` to the letter and does what a test wants: answers late, lies, or hangs up."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.instruments import consent_packed, instrument_named, packed
from app.web import dress, pages

WALK = "0190b6a0-0000-7000-8000-000000000001"
SECRET = "u7Qm0pWvT2kY5sLr8nXa1g"
CODE = "7Q3K9MXW"
STOPS = [(24.9410, 60.1700, "Market corner"), (24.9450, 60.1710, "Bus stop"), (24.9490, 60.1720, "Under the bridge")]


class FakeHouse:
    """The server's memory, and its moods."""

    def __init__(self, languages: list[str] | None = None) -> None:
        self.languages = languages or ["en", "es", "ar"]
        self.walkers: dict[str, dict[str, Any]] = {}
        self.findings: dict[str, dict[str, Any]] = {}
        self.media: dict[str, bytes] = {}
        self.parts: dict[str, bytes] = {}
        self.sounds: dict[tuple[str, str], bytes] = {}  # by language and line
        self.pulses: list[dict[str, Any]] = []
        self.batches: list[int] = []
        self.pause_s = 0.0  # how slowly media arrive
        self.receipted: list[tuple[str, int, str]] = []  # id or hash, revision, state: all that was ever acknowledged
        self.codes = {SECRET, CODE}  # that open the walk; a leader may make new ones
        self.mood = "well"  # well, captive, busy, swallows, full
        self.calls: list[str] = []

    def pack(self) -> dict[str, Any]:
        now = datetime.now(UTC)
        stops = [
            {"id": f"0190b6a0-0000-7000-8000-00000000010{n}", "name": name, "lon": lon, "lat": lat}
            for n, (lon, lat, name) in enumerate(STOPS)
        ]
        walk = {
            "id": WALK,
            "title": "Canal Road walk",
            "state": "open",
            "opens_at": now.isoformat(),
            "closes_at": (now + timedelta(hours=5)).isoformat(),
        }
        square = [[24.93, 60.16], [24.96, 60.16], [24.96, 60.18], [24.93, 60.18], [24.93, 60.16]]
        site = {
            "name": "Canal Road",
            "time_zone": "Europe/Helsinki",
            "boundary": {"type": "Polygon", "coordinates": [square]},
            "route": None,
            "stops": stops,
            "streets": {"type": "FeatureCollection", "features": []},
        }
        return {
            "walk": walk,
            "site": site,
            "instrument": packed(instrument_named("wsa_night"), self.languages),
            "consent": consent_packed(self.languages),
            "contacts": [
                {"kind": "helpline", "name": "Helpline", "number": "116 016", "hours": "24/7", "languages": ""}
            ],
            "languages": self.languages,
            "limits": {"photo_edge_px": 1280, "photo_bytes": 8_000_000, "voice_seconds": 60, "batch": 50},
            "audio": [
                {"language": language, "code": code, "sha256": hashlib.sha256(sound).hexdigest(), "bytes": len(sound)}
                for (language, code), sound in self.sounds.items()
            ],
        }

    def take(self, finding: dict[str, Any]) -> dict[str, Any]:
        kept = self.findings.get(finding["id"])
        state = "kept"
        if kept and kept["revision"] >= finding["revision"]:
            state = "unchanged" if kept["revision"] == finding["revision"] else "older"
        else:
            self.findings[finding["id"]] = finding
        revision = self.findings[finding["id"]]["revision"]
        self.receipted.append((finding["id"], revision, state))
        return {"id": finding["id"], "revision": revision, "state": state, "token": "proof"}


def problem(status: int, code: str, headers: dict[str, str] | None = None) -> Response:
    body = {"type": f"urn:farola:{code}", "title": f"Sorry: {code}", "status": status, "code": code}
    return JSONResponse(body, status_code=status, headers=headers, media_type="application/problem+json")


async def arriving(house: FakeHouse, sha256: str, request: Request) -> bytes:
    """The body; on a slow line it drips in, and what came before the line broke is there for the next try."""
    begun = house.parts.get(sha256, b"") if request.method == "PATCH" else b""
    body = b""
    await asyncio.sleep(house.pause_s)
    try:
        async for piece in request.stream():
            body += piece
            await asyncio.sleep(house.pause_s)
    except ClientDisconnect:
        house.parts[sha256] = begun + body
        raise
    await asyncio.sleep(house.pause_s)
    return body


def app_of(house: FakeHouse) -> FastAPI:
    app = FastAPI()
    app.include_router(pages.router)

    async def body_of(request: Request) -> bytes:
        body = await request.body()
        return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body

    @app.middleware("http")
    async def mood(request: Request, call_next: Any) -> Response:
        if not request.url.path.startswith("/api/"):
            return await call_next(request)
        house.calls.append(f"{request.method} {request.url.path}")
        if house.mood == "captive":
            return HTMLResponse("<h1>Welcome to our Wi-Fi</h1>")
        if house.mood == "busy":
            return problem(503, "busy", {"Retry-After": "1"})
        answer = await call_next(request)
        if house.mood == "swallows" and request.method in ("POST", "PUT"):
            return Response(status_code=504)
        return answer

    @app.post("/api/v1/pack")
    async def pack(request: Request) -> Response:
        asked = json.loads(await body_of(request))
        if asked["code"] not in house.codes:
            return problem(404, "code-unknown")
        return JSONResponse(house.pack())

    @app.post("/api/v1/join")
    async def join(request: Request) -> Response:
        asked = json.loads(await body_of(request))
        if asked["code"] not in house.codes and asked["walker"] not in house.walkers:
            is_full = house.mood == "full"
            return problem(429, "walk-is-full", {"Retry-After": "900"}) if is_full else problem(404, "code-unknown")
        house.walkers[asked["walker"]] = asked
        answer = {"token": f"token-{asked['walker']}", "receipt": "1234 5678 9012 3456"}
        return JSONResponse(answer | {"server_time": datetime.now(UTC).isoformat()}, status_code=201)

    @app.get("/api/v1/prompts/{sha256}")
    def listen(sha256: str) -> Response:
        return next(
            Response(sound, media_type="audio/wav")
            for sound in house.sounds.values()
            if hashlib.sha256(sound).hexdigest() == sha256
        )

    @app.post("/api/v1/findings")
    async def findings(request: Request) -> Response:
        sent = json.loads(await body_of(request))["findings"]
        house.batches.append(len(sent))
        receipts = [house.take(finding) for finding in sent]
        return JSONResponse({"receipts": receipts, "server_time": datetime.now(UTC).isoformat()})

    @app.api_route("/api/v1/media/{sha256}", methods=["HEAD", "PUT", "PATCH"])
    async def media(sha256: str, request: Request) -> Response:
        part = house.parts.get(sha256, b"")
        if request.method == "HEAD":
            is_kept = sha256 in house.media
            size = len(house.media.get(sha256, part))
            return Response(status_code=200 if is_kept else 404, headers={"Upload-Offset": str(size)})
        body = await arriving(house, sha256, request)
        if request.method == "PATCH":
            if int(request.headers["Upload-Offset"]) != len(part):
                return problem(409, "offset-differs")
            body = part + body
            if len(body) < int(request.headers.get("Upload-Length", "0")):
                house.parts[sha256] = body
                return Response(status_code=204, headers={"Upload-Offset": str(len(body))})
        if hashlib.sha256(body).hexdigest() != sha256:
            return problem(422, "hash-differs")
        state = "unchanged" if sha256 in house.media else "kept"
        house.media[sha256] = body
        house.receipted.append((sha256, 0, state))
        receipt = {"sha256": sha256, "state": state, "token": "proof"}
        return JSONResponse({"receipts": [receipt]}, status_code=201)

    @app.delete("/api/v1/findings/{finding_id}")
    def withdraw(finding_id: str) -> Response:
        house.findings.pop(finding_id, None)
        return JSONResponse({"receipts": [{"id": finding_id, "state": "withdrawn", "revision": 1, "token": "proof"}]})

    @app.post("/api/v1/withdraw")
    async def take_all_back(request: Request) -> Response:
        json.loads(await body_of(request))["receipt"]
        gone = list(house.findings)
        house.findings.clear()
        return JSONResponse({"receipts": [{"id": one, "state": "withdrawn", "token": "proof"} for one in gone]})

    @app.post("/api/v1/pulse")
    async def pulse(request: Request) -> Response:
        house.pulses.append(json.loads(await body_of(request)))
        return Response(status_code=204)

    dress(app)
    return app


@contextmanager
def serving(house: FakeHouse, port: int = 0) -> Iterator[str]:
    """Serve on a free port of this machine until the block ends. Yields the address."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    server = uvicorn.Server(uvicorn.Config(app_of(house), log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 10
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield f"http://localhost:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)
        listener.close()
