"""One tab of a phone: sends as `static/phone/findings/outbox.js` does, with the patience of `courier.js`, a hundred times faster.

Without the lock that most browsers have, so that two tabs really send at once.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
from typing import Any

from app.instruments import SCOPES
from tests.faults.history import FAIL, INVOKE, OK, UNKNOWN, Name
from tests.faults.phone import Phone, Picture, text_hash
from tests.faults.wire import Answer, Line, NobodyAnswered
from tests.makers.walks import join_body

FIRST_S, LONGEST_S = 0.03, 0.6
STATES = ("kept", "unchanged", "older", "parked", "withdrawn")
ONLY_THIS = (413, 415, 422)  # a picture that the server will never take


class Refused(Exception):
    """The server said no, and why."""

    def __init__(self, answer: Answer) -> None:
        said = answer.said
        self.status = answer.status
        self.code = str(said.get("code", "")) if isinstance(said, dict) else ""
        super().__init__(f"{answer.status} {self.code}")


class Tab:
    def __init__(self, phone: Phone, number: int, port: int, chance: random.Random) -> None:
        self.phone, self.number, self.chance = phone, number, chance
        self.line = Line(port)
        self.limit_s = 3.0
        self.failures = 0

    async def live(self, until: asyncio.Event) -> None:
        """Send whatever waits, until the phone is empty and `until` is set."""
        while not (until.is_set() and self.phone.is_empty):
            try:
                await self.errand()
                self.failures = 0
                await asyncio.sleep(self.chance.uniform(0.01, 0.08))
            except (NobodyAnswered, Refused):
                self.failures += 1
                await asyncio.sleep(self.chance.random() * min(LONGEST_S, FIRST_S * 2**self.failures))
        self.line.close()

    async def errand(self) -> None:
        phone = self.phone
        if not phone.token:
            await self._join()
        batch = [record.body for record in phone.unsent()][:50]
        if self.number and not batch:
            batch = [body for _record, body in phone.unsent_beside()]
        if batch:
            await self._send_findings(batch)
        for record in phone.unsent_withdrawals():
            await self._send_withdrawal(record.id)
        for picture in phone.unsent_pictures():
            if not picture.is_receipted:  # the other tab may have been quicker
                await self._send_picture(picture)

    # ---- calls

    async def _join(self) -> None:
        body = join_body(self.phone.home.code, None, walker=self.phone.walker)
        body["consent"]["scopes"] = list(SCOPES)
        said = await self._ask([(("join", self.phone.walker), 0)], "POST", "/join", body=_packed(body), **JSON)
        if not (isinstance(said, dict) and said.get("token") and said.get("receipt")):
            raise NobodyAnswered("captive")
        self.phone.token, self.phone.receipt_number = said["token"], said["receipt"]
        self.phone.history.note(self.phone.number, ("join", self.phone.walker), 0, OK, "joined")

    async def _send_findings(self, batch: list[dict[str, Any]]) -> None:
        names: list[tuple[Name, int]] = [(("finding", one["id"], text_hash(one)), one["revision"]) for one in batch]
        body = _packed({"findings": batch})
        is_zipped = self.chance.random() < 0.5
        more = {"Content-Encoding": "gzip"} if is_zipped else {}
        said = await self._ask(
            names, "POST", "/findings", body=gzip.compress(body) if is_zipped else body, **JSON, **more
        )
        receipts = said.get("receipts") if isinstance(said, dict) else None
        if not isinstance(receipts, list) or [one.get("id") for one in receipts] != [one["id"] for one in batch]:
            self._note(names, UNKNOWN, "captive")
            raise NobodyAnswered("captive")
        for (name, revision), receipt, sent in zip(names, receipts, batch, strict=True):
            self._note([(name, revision)], OK, receipt["state"])
            self._keep_receipt(sent, receipt)

    def _keep_receipt(self, sent: dict[str, Any], receipt: dict[str, Any]) -> None:
        record = self.phone.records[sent["id"]]
        assert receipt["state"] in STATES
        record.beside = [body for body in record.beside if body is not sent]
        record.covered = max(record.covered, sent["revision"])

    async def _send_withdrawal(self, finding_id: str) -> None:
        name: Name = ("withdrawal", finding_id)
        said = await self._ask([(name, 0)], "DELETE", f"/findings/{finding_id}")
        receipts = said.get("receipts") if isinstance(said, dict) else None
        if not receipts or receipts[0].get("id") != finding_id or receipts[0].get("state") != "withdrawn":
            self._note([(name, 0)], UNKNOWN, "captive")
            raise NobodyAnswered("captive")
        self._note([(name, 0)], OK, "withdrawn")
        self.phone.records[finding_id].is_withdrawal_receipted = True

    async def _send_picture(self, picture: Picture) -> None:
        name: Name = ("medium", picture.finding_id, picture.sha256)
        try:
            said = await self._push(picture, name)
        except Refused as no:
            if no.status in ONLY_THIS and no.code != "hash-differs":
                self.phone.refused.append(f"{name}: {no}")
                picture.is_receipted = True
                return
            raise
        receipts = said.get("receipts") if isinstance(said, dict) else None
        if not receipts or receipts[0].get("sha256") != picture.sha256 or receipts[0].get("state") not in STATES:
            self._note([(name, 0)], UNKNOWN, "captive")
            raise NobodyAnswered("captive")
        self._note([(name, 0)], OK, receipts[0]["state"])
        picture.is_receipted = True

    async def _push(self, picture: Picture, name: Name) -> Any:
        """Whole; after a first try from where the server has it; sometimes in several pieces, as other makers' phones may."""
        path, headers = f"/media/{picture.sha256}", self._medium_headers(picture)
        offset = 0
        if picture.tries:
            looked = await self._raw("HEAD", path, headers)
            offset = int(looked.headers.get("upload-offset", "0"))
        picture.tries += 1
        size = len(picture.content)
        in_pieces = self.chance.random() < 0.2
        if not in_pieces and not 0 < offset < size:
            return await self._ask([(name, 0)], "PUT", path, body=picture.content, **headers)
        offset = offset if offset < size else 0
        while True:
            piece = self.chance.randint(1, max(1, (size - offset) // 2 + 1)) if in_pieces else size - offset
            part = headers | {"Upload-Offset": str(offset), "Upload-Length": str(size)}
            said = await self._ask([(name, 0)], "PATCH", path, body=picture.content[offset : offset + piece], **part)
            offset += piece
            if said is not None or offset >= size:
                return said

    def _medium_headers(self, picture: Picture) -> dict[str, str]:
        kind = "image/jpeg" if picture.kind == "photo" else "audio/webm"
        return {"Content-Type": kind, "Farola-Finding": picture.finding_id}

    # ---- speaking

    async def _ask(
        self, names: list[tuple[Name, int]], method: str, path: str, body: bytes = b"", **headers: str
    ) -> Any:
        self._note(names, INVOKE)
        try:
            answer = await self._raw(method, path, headers, body)
        except NobodyAnswered as silence:
            self._note(names, UNKNOWN, str(silence))
            raise
        if answer.status >= 400:
            refused = Refused(answer)
            # A problem with a code is the server's own word; anything else somebody between us said, and we know nothing.
            self._note(names, FAIL if refused.code else UNKNOWN, str(refused))
            if not refused.code:
                raise NobodyAnswered(str(refused))
            self._no_fault_of_ours(refused)
            raise refused
        if answer.status == 204 and "upload-offset" in answer.headers:
            return None
        if answer.said is None:
            self._note(names, UNKNOWN, "captive")
            raise NobodyAnswered("captive")
        return answer.said

    def _no_fault_of_ours(self, refused: Refused) -> None:
        """No 5xx other than "later" and "no room" is ever right."""
        if refused.status >= 500 and refused.status not in (503, 507):
            self.phone.refused.append(str(refused))
        if refused.code == "token-unknown":
            self.phone.refused.append("a token was forgotten")

    async def _raw(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        said = {"Accept": "application/json", "Accept-Language": "en", **headers}
        if self.phone.token:
            said["Authorization"] = f"Bearer {self.phone.token}"
        return await self.line.ask(method, f"/api/v1{path}", said, body, self.limit_s)

    def _note(self, names: list[tuple[Name, int]], phase: str, state: str = "") -> None:
        for name, revision in names:
            self.phone.history.note(self.phone.number, name, revision, phase, state)


JSON = {"Content-Type": "application/json"}


def _packed(content: Any) -> bytes:
    return json.dumps(content).encode()
