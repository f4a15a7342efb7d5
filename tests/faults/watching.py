"""What else goes on while a crowd sends: somebody reads the map, somebody looks for photos too early, and the size of it all."""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import col
from starlette.testclient import TestClient

from app.findings import Medium
from app.foundation.database import reading, writing
from app.main import create_app
from app.people import Organisation, Role, make_account
from tests.cast import PASSWORD, sign_in
from tests.faults.neighbourhood import Neighbourhood
from tests.faults.server import Server
from tests.faults.wire import Line, NobodyAnswered
from tests.makers.findings import rows

COMMENT = b"\xff\xfe"  # a JPEG comment: every photo of the crowd is sent with one, and no clean photo has any


@dataclass
class Seen:
    """Figures of the points (4) to (7)."""

    page_s: list[float] = field(default_factory=list)
    peak_rss_mb: float = 0.0
    most_bytes: int = 0
    asked_too_early: int = 0
    uncleaned_served: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)


def signed_in(role: Role) -> str:
    """The cookie of a new member of the walk's organisation, signed in through the page. Call it at home."""
    with writing() as session:
        [group] = rows(session, Organisation)
        email = f"{role}@example.org"
        make_account(session, group.id, email, "Noor", role, PASSWORD, "en")
    client = TestClient(create_app(), base_url="http://testserver", headers={"Origin": "http://testserver"})
    sign_in(client, email)
    return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


class Watch:
    """`planner` and `guardian` are cookies; every loop ends when `is_over` is set."""

    def __init__(self, home: Neighbourhood, server: Server, planner: str, guardian: str) -> None:
        self.home, self.server, self.planner, self.guardian = home, server, planner, guardian
        self.seen = Seen()
        self.is_over = asyncio.Event()
        self.is_down = False

    async def read_map(self, every_s: float = 1.0) -> None:
        """A planner who opens the map again and again."""
        line = Line(self.server.port)
        while not self.is_over.is_set():
            was_down = self.is_down
            try:
                answer = await line.ask("GET", f"/maps/{self.home.walk.audit_id}", {"Cookie": self.planner}, limit_s=60)
                self.seen.statuses.append(answer.status)
                if not (was_down or self.is_down):
                    self.seen.page_s.append(answer.took_s)
            except NobodyAnswered:
                pass
            await asyncio.sleep(every_s)
        line.close()

    async def look_too_early(self, every_s: float = 0.2) -> None:
        """Somebody who may read photos asks for those that wait for cleaning."""
        line, chance = Line(self.server.port), random.Random(1)
        while not self.is_over.is_set():
            for name in await asyncio.to_thread(self._waiting, chance):
                try:
                    answer = await line.ask("GET", f"/photos/{name}/large.jpg", {"Cookie": self.guardian}, limit_s=60)
                except NobodyAnswered:
                    continue
                self.seen.asked_too_early += answer.status == 404
                if answer.status == 200 and COMMENT in answer.body[:200]:
                    self.seen.uncleaned_served.append(name)
            await asyncio.sleep(every_s)
        line.close()

    def _waiting(self, chance: random.Random) -> list[str]:
        """A few photos that are kept and not yet clean."""
        with reading() as session:
            waiting = (
                select(col(Medium.id)).where(col(Medium.state) == "received", col(Medium.kind) == "photo").limit(50)
            )
            names = [str(one) for one in session.execute(waiting).scalars()]
        return chance.sample(names, min(3, len(names)))

    async def weigh(self, every_s: float = 1.0) -> None:
        """Memory of the server and its children, and bytes on the disk."""
        while not self.is_over.is_set():
            self.seen.peak_rss_mb = max(self.seen.peak_rss_mb, await asyncio.to_thread(_rss_mb, self.server.pid))
            self.seen.most_bytes = max(self.seen.most_bytes, await asyncio.to_thread(bytes_below, self.home.folder))
            await asyncio.sleep(every_s)


def bytes_below(folder: Path) -> int:
    """What the folder takes on the disk."""
    total = 0
    for place, _folders, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(place, name)).st_blocks * 512  # noqa: PTH118 - quicker for 30,000 files
            except FileNotFoundError:
                continue
    return total


def _rss_mb(pid: int) -> float:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return sum(_rss_of(int(one)) for one in (pid, *children)) / 1024
    except OSError:
        return 0.0


def _rss_of(pid: int) -> int:
    """In kB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return int(status.split("VmRSS:")[1].split()[0]) if "VmRSS:" in status else 0


def until_clean(limit_s: float) -> float | None:
    """Seconds until nothing waits for cleaning any more; None when the limit came first. Call it at home."""
    began = time.monotonic()
    while time.monotonic() - began < limit_s:
        with reading() as session:
            left = session.execute(select(func.count()).where(col(Medium.state) == "received")).scalar_one()
        if left == 0:
            return time.monotonic() - began
        time.sleep(1.0)
    return None
