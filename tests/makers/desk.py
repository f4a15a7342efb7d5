"""An evening that a facilitator looks at, and what her pages say."""

from __future__ import annotations

import re
from uuid import UUID

from httpx2 import Response
from starlette.testclient import TestClient

from app.findings import (
    Finding,
    Medium,
    Parked,
    clean_waiting,
)
from app.foundation.database import reading
from tests.cast import Cast, token_in
from tests.makers.findings import a_finding, a_phone, a_photo, a_recording, a_walk, listed, rows


class Evening:
    """A walk with one finding that has a photo, a recording and words, and one that is parked."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.walk = a_walk(cast.facilitator)
        self.phone = a_phone(self.walk)
        photo, voice = a_photo(), a_recording()
        self.sent = a_finding(
            self.walk,
            words={"nar_worry": "<b>dark</b>"},
            media=[listed(photo), listed(voice, kind="voice", indicator=None)],
        )
        self.parked = a_finding(self.walk, answers={"lgt_level": 9})
        self.phone.send(self.sent, self.parked, a_finding(self.walk, answers={"lgt_level": 3}))
        self.phone.put(self.sent["id"], photo)
        self.phone.put(self.sent["id"], voice, kind="audio/webm")
        clean_waiting()
        with reading() as session:
            media = rows(session, Medium)
            self.photo = next(medium for medium in media if medium.kind == "photo")
            self.voice = next(medium for medium in media if medium.kind == "voice")
            self.parked_id = rows(session, Parked)[0].id

    @property
    def id(self) -> UUID:
        return UUID(self.sent["id"])

    @property
    def audit_id(self) -> UUID:
        return self.walk.audit_id

    def finding(self) -> Finding:
        with reading() as session:
            return session.get_one(Finding, self.id)

    def post(self, client: TestClient, path: str, **form: object) -> Response:
        """Send a form as the page would that was opened just now, or of which `form` says what was `seen`."""
        page = client.get(f"/findings/{self.id}").text
        said = {"csrf_token": token_in(page), "seen": seen_in(page)}
        return client.post(path, data=said | form, follow_redirects=False)


def seen_in(page: str) -> str:
    """The version of the finding that a page shows, as its forms say it."""
    return re.findall(r'name="seen" value="([0-9a-f]{64})"', page)[0]
