"""Hundreds of phones that come back to the Wi-Fi together: the peak of reliability.md section 5, on loopback.

Cheaper than the phones of `phone.py`, so that the loader leaves the machine to the server: nothing changes after it was
noticed, and a line is cut by the phone itself, which the server cannot tell from a network that does it.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.findings.wire import canonical, sha256_of
from app.instruments import SCOPES
from app.walks import Walk, code_of
from tests.faults.pictures import numbered_photo, padded, recording, street_at_night
from tests.faults.wire import Answer, Line, NobodyAnswered
from tests.makers.findings import a_finding, listed
from tests.makers.findings import sha256_of as hash_of
from tests.makers.walks import join_body

LIMIT_S = 60.0
STREETS = 8  # different pictures, so that one that was mixed up shows


@dataclass(frozen=True)
class Mix:
    """What each phone brings, and how the network treats it."""

    phones: int = 500
    group: int = 20  # phones on one walk
    findings: int = 20
    photos: int = 40
    photo_bytes: int = 300_000
    voices: int = 2
    voice_bytes: int = 200_000
    lines: int = (
        2  # uploads of one phone at once, at most: what the server has to bear. Our own phone app sends one by one
    )
    arrive_s: float = 60.0  # all have begun by then
    cut: float = 0.05
    swallowed: float = 0.02
    first_wait_s: float = 1.0
    longest_wait_s: float = 300.0  # both as the real courier's
    has_streets: bool = True  # photos with as much in them as real ones; else small ones that cost little to clean

    @property
    def walks(self) -> int:
        return -(-self.phones // self.group)

    @property
    def payload_bytes(self) -> int:
        return self.phones * (self.photos * self.photo_bytes + self.voices * self.voice_bytes)

    @property
    def items(self) -> int:
        return self.phones * (self.findings + self.photos + self.voices)


@dataclass
class Tally:
    """What was acknowledged, and how long it took from the first try; `hit` are those that an injected fault touched."""

    findings: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> (walker, hash of its text)
    media: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)  # (finding, sha256) -> (kind, number)
    finding_s: list[float] = field(default_factory=list)
    photo_s: list[float] = field(default_factory=list)
    join_s: list[float] = field(default_factory=list)
    hit: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    receipts: Counter[str] = field(default_factory=Counter)


class Crowd:
    """All phones, on their walks in turn. `outages` counts the kills so far: what was under way during one is not timed."""

    def __init__(self, walks: Sequence[Walk], port: int, mix: Mix, seed: int) -> None:
        self.walks, self.port, self.mix = walks, port, mix
        self.chance = random.Random(seed)
        self.tally = Tally()
        self.outages = 0

    async def send_all(self) -> None:
        """Until every item of every phone is acknowledged."""
        async with asyncio.TaskGroup() as group:
            for number in range(self.mix.phones):
                chance = random.Random(self.chance.getrandbits(64))
                group.create_task(_Walker(self, self.walks[number % len(self.walks)], chance).come_back())


class _Walker:
    def __init__(self, crowd: Crowd, walk: Walk, chance: random.Random) -> None:
        self.crowd, self.walk, self.mix, self.tally, self.chance = crowd, walk, crowd.mix, crowd.tally, chance
        self.walker, self.token = str(UUID(int=chance.getrandbits(128), version=4)), ""

    async def come_back(self) -> None:
        await asyncio.sleep(self.chance.uniform(0, self.mix.arrive_s))
        line = Line(self.crowd.port)
        body = join_body(code_of(self.walk), None, walker=self.walker)
        body["consent"]["scopes"] = list(SCOPES)
        self.token = (await self._surely(line, "POST", "/join", JSON, _json(body), self.tally.join_s))["token"]
        bodies = [self._finding() for _ in range(self.mix.findings)]
        media = self._media(bodies)
        await self._send_findings(line, bodies)
        turns = iter(media)  # all lines take from one pile
        lines = [line, *(Line(self.crowd.port) for _ in range(self.mix.lines - 1))]
        await asyncio.gather(*(self._send_media(one, turns) for one in lines))

    def _finding(self) -> dict[str, Any]:
        name = str(UUID(int=self.chance.getrandbits(128), version=4))
        return a_finding(self.walk, id=name, answers={"lgt_level": self.chance.randrange(4), "opn_view": 2})

    def _media(self, bodies: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
        """(finding, kind, number), voice first; each is listed by its finding. Bytes are made when they are sent."""
        wanted = ["voice"] * self.mix.voices + ["photo"] * self.mix.photos
        media = []
        for place, kind in enumerate(wanted):
            body, number = bodies[place % len(bodies)], self.chance.getrandbits(64)
            body["media"] = [*body["media"], listed(self._bytes(kind, number), kind=kind)]
            media.append((body["id"], kind, number))
        return media

    def _bytes(self, kind: str, number: int) -> bytes:
        if kind == "voice":
            return recording(number, self.mix.voice_bytes)
        if not self.mix.has_streets:
            return numbered_photo(number, self.mix.photo_bytes)
        return padded(street_at_night(seed=number % STREETS), self.mix.photo_bytes, number)

    async def _send_findings(self, line: Line, bodies: list[dict[str, Any]]) -> None:
        said = await self._surely(line, "POST", "/findings", JSON, _json({"findings": bodies}), self.tally.finding_s)
        for body, receipt in zip(bodies, said["receipts"], strict=True):
            self.tally.receipts[receipt["state"]] += 1
            if receipt["id"] != body["id"] or receipt["state"] not in ("kept", "unchanged"):
                self.tally.wrong.append(f"finding {body['id']} was answered by {receipt}")
            self.tally.findings[body["id"]] = (self.walker, sha256_of(canonical(body)))

    async def _send_media(self, line: Line, turns: Any) -> None:
        for finding_id, kind, number in turns:
            content = self._bytes(kind, number)
            sha256 = hash_of(content)
            headers = {"Content-Type": "image/jpeg" if kind == "photo" else "audio/webm", "Farola-Finding": finding_id}
            said = await self._surely(line, "PUT", f"/media/{sha256}", headers, content, self.tally.photo_s)
            [receipt] = said["receipts"]
            self.tally.receipts[receipt["state"]] += 1
            if receipt["sha256"] != sha256 or receipt["state"] not in ("kept", "unchanged"):
                self.tally.wrong.append(f"photo {sha256[:12]} was answered by {receipt}")
            self.tally.media[(finding_id, sha256)] = (kind, number)
        line.close()

    async def _surely(
        self, line: Line, method: str, path: str, headers: dict[str, str], body: bytes, took: list[float]
    ) -> Any:
        """Ask until it is receipted, with the patience of the real courier."""
        began, failures, outages, was_hit = asyncio.get_running_loop().time(), 0, self.crowd.outages, False
        while True:
            fate = self._fate(len(body))
            was_hit = was_hit or fate is not None
            wait_s = 0.0
            try:
                answer = await self._ask(line, method, path, headers, body, fate)
                if answer.status < 300:
                    break
                wait_s = self._refused(answer, path)
            except NobodyAnswered:
                pass
            failures += 1
            jitter = self.chance.random() * min(self.mix.longest_wait_s, self.mix.first_wait_s * 2**failures)
            await asyncio.sleep(max(jitter, wait_s))
        if was_hit or outages != self.crowd.outages:
            self.tally.hit += 1
        else:
            took.append(asyncio.get_running_loop().time() - began)
        return answer.said

    def _fate(self, size: int) -> int | None:
        """None, or after how many bytes this phone is gone; -1: once the answer begins to arrive."""
        dice = self.chance.random()
        if dice < self.mix.cut:
            return self.chance.randrange(1, size + 300)
        return -1 if dice < self.mix.cut + self.mix.swallowed else None

    async def _ask(
        self, line: Line, method: str, path: str, headers: dict[str, str], body: bytes, fate: int | None
    ) -> Answer:
        said = {"Accept": "application/json", **headers} | (
            {"Authorization": f"Bearer {self.token}"} if self.token else {}
        )
        answer = await line.ask(method, f"/api/v1{path}", said, body, LIMIT_S, break_after=fate)
        self.tally.statuses[answer.status] += 1
        return answer

    def _refused(self, answer: Answer, path: str) -> float:
        """Seconds that the server asks for. Only "later" and a broken line are ever right here."""
        later = answer.headers.get("retry-after", "")
        if not (answer.status == 503 and later) and not (answer.status == 400 and b"broke-off" in answer.body):
            self.tally.wrong.append(f"{path[:12]} was answered by {answer.status} {answer.body[:200]!r}")
        return float(later or 0) * self.chance.uniform(1, 1.5)


JSON = {"Content-Type": "application/json"}


def _json(content: Any) -> bytes:
    import json

    return json.dumps(content).encode()
