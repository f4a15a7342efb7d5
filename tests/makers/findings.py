"""Builders of what phones send: findings, photos with everything in them that must not stay, recordings."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import UUID

import av
import numpy as np
from PIL import Image, ImageDraw
from sqlmodel import select
from starlette.testclient import TestClient

from app.findings import Medium, api, withdraw_finding
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.identifiers import new_id
from app.foundation.sound_alone import sound_alone
from app.foundation.vault import vault
from app.instruments import SCOPES, instrument_named
from app.people import Viewer
from app.sites import Site
from app.walks import Joined, Walk, Walker
from tests.makers.walks import some_walk, some_walker
from tests.makers.web import app_with, browser_of

LON, LAT = 24.9430, 60.1682
GPS_IFD, ORIENTATION, COMMENT = 0x8825, 0x0112, b"taken by Ada at home"


def a_finding(walk: Walk, **changes: Any) -> dict[str, Any]:
    """One finding as a phone sends it: three levels at one place, nothing else."""
    instrument = instrument_named("wsa_night")
    now = clock.now().isoformat()
    return {
        "id": str(new_id()),
        "revision": 1,
        "walk": str(walk.id),
        "stop": None,
        "started_at": now,
        "changed_at": now,
        "place": {"lon": LON, "lat": LAT, "accuracy_m": 8.5, "source": "gps", "fixed_at": now},
        "answers": {"lgt_level": 1, "opn_view": 2, "fee_safe": "dk"},
        "marks": [],
        "words": {},
        "media": [],
        "mode": "one_person",
        "entry": "on_the_spot",
        "instrument": {"code": "wsa_night", "version": instrument.version, "sha256": instrument.sha256},
    } | changes


def listed(content: bytes, **changes: Any) -> dict[str, Any]:
    """How a finding lists a photo."""
    return {"sha256": sha256_of(content), "kind": "photo", "indicator": "lgt_level", "caption": "", **changes}


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def a_photo(
    width: int = 800, height: int = 600, orientation: int = 1, colour: str = "navy", kind: str = "JPEG"
) -> bytes:
    """A photo whose top half is lighter, with GPS, a comment, a maker's note and a colour profile's worth of rubbish."""
    picture = Image.new("RGB", (width, height), colour)
    ImageDraw.Draw(picture).rectangle([0, 0, width, height // 2], fill="yellow")
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "PlantedCamera"
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (60.0, 10.0, 5.5), 3: "E", 4: (24.0, 56.0, 34.8)})
    out = BytesIO()
    extra: dict[str, Any] = {"comment": COMMENT, "quality": 85} if kind == "JPEG" else {}
    picture.save(out, kind, exif=exif, icc_profile=b"PlantedProfile" * 20, **extra)
    return out.getvalue()


def a_recording() -> bytes:
    """The head of a WebM file, as browsers record."""
    return b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\x00" * 400


def spoken_words(container: str = "webm", seconds: float = 2.0) -> bytes:
    """A recording that can really be played and tells nothing else: a tone in Opus, in the container that browsers use."""
    return sound_alone(chatty_words(container, seconds), f"audio/{container}")


def chatty_words(container: str = "webm", seconds: float = 2.0, **told: str) -> bytes:
    """The same with what its program writes beside it, and what is `told`."""
    rate, step = 48_000, 960
    tone = (np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate) * 8_000).astype(np.int16)
    out = BytesIO()
    with av.open(out, "w", format=container) as file:
        file.metadata.update(told)
        track = file.add_stream("libopus", rate=rate, layout="mono")
        for start in range(0, len(tone), step):
            frame = av.AudioFrame.from_ndarray(tone[None, start : start + step], format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, start
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return out.getvalue()


@dataclass
class Phone:
    """A walker's phone that speaks to the real doors."""

    client: TestClient
    walk: Walk
    joined: Joined

    @property
    def walker_id(self) -> UUID:
        return self.joined.walker.id

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.joined.token}"}

    def send(self, *findings: Any) -> list[dict[str, Any]]:
        """Send a batch and return its receipts."""
        answer = self.client.post("/api/v1/findings", json={"findings": list(findings)}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        receipts: list[dict[str, Any]] = answer.json()["receipts"]
        return receipts

    def put(self, finding_id: str, content: bytes, sha256: str | None = None, kind: str = "image/jpeg") -> Any:
        """Upload a photo or recording whole."""
        headers = self.headers | {"Farola-Finding": finding_id, "Content-Type": kind}
        return self.client.put(f"/api/v1/media/{sha256 or sha256_of(content)}", content=content, headers=headers)

    def append(self, finding_id: str, sha256: str, piece: bytes, offset: int, **headers: str) -> Any:
        """Go on with an upload that broke off."""
        headers = self.headers | {"Farola-Finding": finding_id, "Upload-Offset": str(offset)} | headers
        return self.client.patch(f"/api/v1/media/{sha256}", content=piece, headers=headers)

    def look(self, sha256: str) -> Any:
        return self.client.head(f"/api/v1/media/{sha256}", headers=self.headers)

    def me(self) -> dict[str, Any]:
        held: dict[str, Any] = self.client.get("/api/v1/me", headers=self.headers).json()
        return held


def a_phone(walk: Walk, scopes: tuple[str, ...] = SCOPES) -> Phone:
    """A phone that has joined this walk, with doors of its own."""
    with writing() as session:
        joined = some_walker(session, walk, scopes=scopes)
    return Phone(browser_of(app_with(api.router)), walk, joined)


def a_walk(viewer: Viewer, **changes: Any) -> Walk:
    """A walk that is open, of this viewer's organisation."""
    with writing() as session:
        return some_walk(session, viewer, **changes)


def sent(phone: Phone, *contents: bytes, kind: str = "image/jpeg") -> str:
    """One finding with these photos or recordings, all of them uploaded; its id."""
    listing = [listed(one, kind="voice" if kind.startswith("audio") else "photo") for one in contents]
    finding = a_finding(phone.walk, media=listing)
    phone.send(finding)
    for content in contents:
        assert phone.put(finding["id"], content, kind=kind).status_code == 201
    return str(finding["id"])


def take_back(phone: Phone, finding_id: str) -> None:
    with writing() as session:
        withdraw_finding(session, session.get_one(Walker, phone.walker_id), UUID(finding_id))


def media() -> list[Medium]:
    """What the database knows of photos and recordings."""
    with reading() as session:
        return rows(session, Medium)


def lies_there() -> set[str]:
    """Every file in the vault but the streets of the walk's site."""
    with reading() as session:
        streets = {site.street_sheet_sha256 for site in rows(session, Site)}
    return {kept.sha256 for kept in vault().every()} - streets


def rows(session: Session, table: type) -> list[Any]:
    """Every row of a table in the order in which they came, for looking at what was really kept."""
    order = (Medium.received_at, Medium.position) if table is Medium else (table.id,)  # ids of media tell nothing
    return list(session.exec(select(table).order_by(*order)))


class Killed(BaseException):
    """The process is gone: no handler of the house catches it."""


def killed(*_what: object, **_more: object) -> None:
    raise Killed


def pictures_and_uploads() -> list[str]:
    """Every file in the vault that could be a photo: all but the street sheets, which are JSON or gzip."""
    heads = [(path, path.read_bytes()[:4]) for path in vault().folder.rglob("*") if path.is_file()]
    return [path.name for path, head in heads if not head.startswith((b"{", b"[", b"\x1f\x8b"))]
