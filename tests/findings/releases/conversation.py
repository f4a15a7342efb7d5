"""What a phone says to the server in the course of one walk, and how it is written down and said again.

Only what a server makes anew for each walk (its id, its code, a stop's id, the token) stands as `<name>` in the recording; all
else is as the phone of that release sent it.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError
from starlette.testclient import TestClient

from app.foundation import clock
from app.foundation.database import writing
from app.instruments import InstrumentVersion, consent_hash, instrument_named
from app.main import create_app
from app.sites import stops_of
from app.walks import audit_seen_by, code_of
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_photo, a_walk, listed, sha256_of

RELEASES = Path(__file__).parent
WALKER, WEBP = "01942a10-0000-7000-8000-00000000a11e", "image/webp"
FINDINGS = [f"01942a10-0000-7000-8000-0000000000{number:02x}" for number in range(1, 6)]
WHEN = "2026-11-24T20:15:00.000+02:00"


class Server:
    """The present server with one open walk, and the names that a recording leaves open."""

    def __init__(self) -> None:
        viewer = a_viewer()
        walk = a_walk(viewer)
        with writing() as session:
            stops = stops_of(session, audit_seen_by(session, viewer, walk.audit_id).site_id)
        self.client = TestClient(create_app())
        self.names = {"walk": str(walk.id), "code": code_of(walk), "stop": str(stops[0].id)}

    def knows(self, instrument: dict[str, Any]) -> None:
        """As after an update: the questions of that release were kept when its walks were planned."""
        row = InstrumentVersion(**instrument, kept_at=clock.now())
        try:
            with writing() as session:
                session.add(row)
        except IntegrityError:
            pass  # they are today's

    def ask(self, request: dict[str, Any]) -> tuple[int, Any, dict[str, str]]:
        """Status, JSON (None without any) and headers of the answer. What the server gave it, the next requests may name."""
        sent: bytes = base64.b64decode(request["bytes"]) if "bytes" in request else b""
        if "json" in request:
            sent = self.filled(json.dumps(request["json"])).encode()
        if request.get("headers", {}).get("Content-Encoding") == "gzip":
            sent = gzip.compress(sent)
        headers = {name: self.filled(value) for name, value in request.get("headers", {}).items()}
        answer = self.client.request(request["method"], self.filled(request["path"]), content=sent, headers=headers)
        told = answer.json() if answer.content else None
        if request["path"].endswith("/join"):
            self.names |= {"token": told["token"], "receipt": told["receipt"]}
        return answer.status_code, told, dict(answer.headers)

    def filled(self, text: str) -> str:
        for name, value in self.names.items():
            text = text.replace(f"<{name}>", value)
        return text


def requests_of_today() -> Iterator[dict[str, Any]]:
    """One walk of one phone, as the present release sends it. Change this when the phone changes, then record."""
    photo, other = a_photo(120, 90, kind="WEBP"), a_photo(120, 90, colour="maroon", kind="WEBP")
    plain = {"Content-Type": "application/json", "Accept-Language": "es"}
    mine = plain | {"Authorization": "Bearer <token>"}
    consent = {
        "text_sha256": consent_hash("es"),
        "scopes": ["take-part", "place", "photo", "voice", "quote", "publish"],
    }
    join = {"code": "<code>", "walker": WALKER, "language": "es", "consent": consent, "clock": WHEN}
    full = _finding(0, answers={"lgt_level": 1, "lgt_cause": ["lamp_out"], "ppl_density": "dk", "opn_escape": "na"})
    full |= {"marks": ["broken-lamp"], "words": {"nar_worry": "Aquí no se ve nada 🌙"}, "mode": "pair"}
    full |= {"media": [listed(photo, taken_at=WHEN, caption="la esquina"), listed(other)]}
    yield {"method": "POST", "path": "/api/v1/pack", "headers": plain, "json": {"code": "<code>", "languages": ["es"]}}
    yield {"method": "POST", "path": "/api/v1/join", "headers": plain, "json": join}
    yield _put(photo, 0, mine)  # before its finding
    yield _batch(mine, full, _finding(1, stop="<stop>", place=None))
    yield _batch(mine | {"Content-Encoding": "gzip"}, full, _finding(2, answers={"of_tomorrow": 1}))
    yield _batch(mine, full | {"revision": 2, "entry": "later_same_day"}, full)
    half = len(other) // 2
    yield {"method": "HEAD", "path": f"/api/v1/media/{sha256_of(other)}", "headers": mine}
    yield _patch(other, 0, half, mine)
    yield _patch(other, half, len(other), mine)
    yield _put(other, 0, mine)
    yield {"method": "POST", "path": "/api/v1/pulse", "headers": mine, "json": {"unsent": {"findings": 1, "media": 0}}}
    yield {"method": "GET", "path": "/api/v1/me", "headers": mine}
    yield {"method": "DELETE", "path": f"/api/v1/findings/{FINDINGS[1]}", "headers": mine}
    yield _batch(mine, _finding(1, revision=9))
    yield {"method": "POST", "path": "/api/v1/withdraw", "headers": plain, "json": {"receipt": "<receipt>"}}
    yield _batch(mine, _finding(3))


def instrument_of_today() -> dict[str, Any]:
    today = instrument_named("wsa_night")
    return {"sha256": today.sha256, "code": today.code, "version": today.version, "body": today.meaning()}


def _finding(number: int, **changes: Any) -> dict[str, Any]:
    today = instrument_of_today()
    return {
        "id": FINDINGS[number],
        "revision": 1,
        "walk": "<walk>",
        "stop": None,
        "started_at": WHEN,
        "changed_at": WHEN,
        "place": {"lon": 24.943, "lat": 60.1682, "accuracy_m": 12.0, "source": "gps", "fixed_at": WHEN},
        "answers": {"lgt_level": 0, "fee_safe": 1},
        "marks": [],
        "words": {},
        "media": [],
        "mode": "one_person",
        "entry": "on_the_spot",
        "instrument": {name: today[name] for name in ("code", "version", "sha256")},
    } | changes


def _batch(headers: dict[str, str], *findings: dict[str, Any]) -> dict[str, Any]:
    return {"method": "POST", "path": "/api/v1/findings", "headers": headers, "json": {"findings": list(findings)}}


def _put(photo: bytes, finding: int, headers: dict[str, str]) -> dict[str, Any]:
    headers = headers | {"Content-Type": WEBP, "Farola-Finding": FINDINGS[finding]}
    path = f"/api/v1/media/{sha256_of(photo)}"
    return {"method": "PUT", "path": path, "headers": headers, "bytes": base64.b64encode(photo).decode()}


def _patch(photo: bytes, start: int, end: int, headers: dict[str, str]) -> dict[str, Any]:
    headers = headers | {"Upload-Offset": str(start), "Upload-Length": str(len(photo))}
    part = base64.b64encode(photo[start:end]).decode()
    return _put(photo, 0, headers) | {"method": "PATCH", "bytes": part}
