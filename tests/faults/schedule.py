"""One evening of bad luck, drawn from a seed: phones send, everything fails in turn, and in the end all is well again."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.keeping import check_house
from tests import postgresql
from tests.faults import seams
from tests.faults.history import OK, History
from tests.faults.neighbourhood import Neighbourhood, copy_of, minutes_later, small_disk
from tests.faults.nursery import Nursery
from tests.faults.oracle import Verdict, judge, phases
from tests.faults.phone import Phone
from tests.faults.proxy import MODES, Proxy, Weather
from tests.faults.server import PATIENCE_S, Server
from tests.faults.tab import Tab

HEALING_S = 120.0  # by far longer than phones need once all is well; a busy machine is slow
BREATH_S = 4.0
MOST_FINDINGS = 100  # of one phone; the server takes 120 an hour
CLOCKS_S = (-7 * 365 * 86_400, 86_400, 2 * 86_400, -3_600)  # F25, F26


@dataclass
class Outcome:
    """What one schedule found. `faults` must be empty."""

    seed: int
    database: str
    faults: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    mendable: list[str] = field(default_factory=list)  # by farola check
    took_s: float = 0.0


@dataclass(frozen=True)
class Plan:
    """How large an evening is."""

    phones: int = 3
    findings: int = 6
    storm_s: float = 2.5
    blows: tuple[str, ...] = ("weather", "weather", "kill", "die", "stop", "full", "clock", "postgresql")
    most_blows: int = 8
    kills: int = 0  # instead of blows: SIGKILL as often as this, each after something was acknowledged since the last


class Evening:
    """The state of one schedule while it runs."""

    def __init__(self, seed: int, home: Neighbourhood, server: Server, plan: Plan, has_small_disk: bool) -> None:
        self.chance = random.Random(seed)
        self.home, self.server, self.plan, self.has_small_disk = home, server, plan, has_small_disk
        self.history = History()
        self.phones = [Phone(n, home, self.history, self._draw()) for n in range(plan.phones)]
        self.events: list[str] = []
        self.is_over = asyncio.Event()
        self.proxy: Proxy | None = None
        self.has_blown_over = False
        self.told_in_storm = 0

    def _draw(self) -> random.Random:
        return random.Random(self.chance.getrandbits(64))

    async def run(self) -> list[str]:
        """The storm and the healing. What phones still held at the end comes back as faults."""
        await asyncio.to_thread(self._open)
        async with Proxy(self._draw(), self.server.port) as self.proxy:
            tabs = [Tab(phone, n, self.proxy.port, self._draw()) for phone in self.phones for n in range(2)]
            keeper = asyncio.create_task(self._keep_up())
            walks = [asyncio.create_task(self._walk(phone)) for phone in self.phones]
            sending = [asyncio.create_task(tab.live(self.is_over)) for tab in tabs]
            self.proxy.weather = Weather() if self.plan.kills else Weather(cut=0.15, swallow=0.1)
            try:
                await (self._kill_often() if self.plan.kills else self._storm())
                self.has_blown_over = True
                self.told_in_storm = self.history.count(OK)
                await asyncio.gather(*walks)
                await self._heal(tabs)
                _done, late = await asyncio.wait(sending, timeout=HEALING_S)
                for task in sending:
                    task.cancel()
                ended = await asyncio.gather(*sending, return_exceptions=True)
            finally:
                keeper.cancel()
                await asyncio.gather(keeper, return_exceptions=True)
        broken = [f"a phone broke: {one!r}" for one in ended if isinstance(one, Exception)]
        return broken + ([self._still_held()] if late else [])

    def _open(self) -> None:
        self.server.start()
        self.server.wait()

    def _still_held(self) -> str:
        held = [f"{p.number}: {len(p.unsent())} findings, {len(p.unsent_pictures())} photos" for p in self.phones]
        return f"{HEALING_S} s after all was well, phones still held: {held}; last: {self.history.notes[-3:]}"

    async def _walk(self, phone: Phone) -> None:
        """She notices things, changes her mind, takes things back, for as long as the storm lasts."""
        chance, step_s = phone.chance, self.plan.storm_s / self.plan.findings
        while len(phone.records) < self.plan.findings or (
            not self.has_blown_over and len(phone.records) < MOST_FINDINGS
        ):
            phone.notices()
            for act, share in (
                (phone.changes_her_mind, 0.5),
                (phone.changes_it_in_two_tabs, 0.12),
                (phone.takes_back, 0.15),
            ):
                await asyncio.sleep(chance.uniform(0, step_s / 1.5))
                if chance.random() < share:
                    act()

    async def _storm(self) -> None:
        """Blow after blow, each when something was acknowledged since the last, so that there is always something to lose."""
        for number in range(self.chance.randint(3, self.plan.most_blows)):
            await self._breathe(self.chance.randint(1, 12), BREATH_S)
            blow = self.chance.choice(self.plan.blows)
            strike: Callable[[], Awaitable[str]] = getattr(self, f"_{blow}")
            self.events.append(f"{number} {blow} {await strike()}")

    async def _breathe(self, count: int, longest_s: float) -> None:
        """Until so many more things were acknowledged, or it takes too long; and a moment more."""
        enough, until = self.history.count(OK) + count, time.monotonic() + longest_s
        while self.history.count(OK) < enough and time.monotonic() < until:
            await asyncio.sleep(0.01)
        await asyncio.sleep(self.chance.uniform(0, 0.2))

    async def _kill_often(self) -> None:
        """Each kill comes at a random moment after a receipt, so that there always is something to lose."""
        for number in range(self.plan.kills):
            await self._breathe(1, PATIENCE_S)
            births, until = self.server.births, time.monotonic() + PATIENCE_S
            self.server.signal(signal.SIGKILL)
            self.events.append(f"{number} kill")
            # An answer that was on its way still arrives; the next kill is for the next server.
            while self.server.births == births and time.monotonic() < until:
                await asyncio.sleep(0.01)

    # ---- blows

    async def _weather(self) -> str:
        """Nothing gets through for a while, or little; cut and swallowed lines stay until the weather changes again."""
        assert self.proxy
        mode, seconds = self.chance.choice(MODES), self.chance.uniform(0.2, 1.5)
        self.proxy.weather = Weather(mode, self.chance.choice((0.1, 0.4)), self.chance.choice((0.05, 0.3)))
        said = str(self.proxy.weather)
        await asyncio.sleep(seconds)
        self.proxy.weather.mode = "clear"
        return f"{said} for {seconds:.2f} s"

    async def _kill(self) -> str:
        self.server.signal(signal.SIGKILL)
        return ""

    async def _die(self) -> str:
        (self.server.faults / seams.DIE).touch()
        return "after commit, before the reply"

    async def _stop(self) -> str:
        seconds = self.chance.uniform(0.2, 1.0)
        self.server.signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        self.server.signal(signal.SIGCONT)
        return f"{seconds:.2f} s"

    async def _full(self) -> str:
        seconds, left = self.chance.uniform(0.2, 0.8), self.chance.choice((0, 4_096, 60_000))
        await asyncio.to_thread(self._fill, left)
        await asyncio.sleep(seconds)
        self._empty()
        return f"{seconds:.2f} s, {left} bytes left"

    def _fill(self, left: int) -> None:
        if not self.has_small_disk:
            (self.server.faults / seams.FULL).touch()
            return
        with (self.home.folder / "filler").open("ab", buffering=0) as filler, suppress(OSError):
            for size in (65_536, 4_096):
                with suppress(OSError):
                    while True:
                        filler.write(b"\0" * size)
            filler.truncate(max(0, filler.tell() - left))

    def _empty(self) -> None:
        (self.server.faults / seams.FULL).unlink(missing_ok=True)
        (self.home.folder / "filler").unlink(missing_ok=True)

    async def _clock(self) -> str:
        offset_s, seconds = self.chance.choice(CLOCKS_S), self.chance.uniform(0.3, 1.5)
        (self.server.faults / seams.CLOCK).write_text(str(offset_s))
        await asyncio.sleep(seconds)
        (self.server.faults / seams.CLOCK).unlink()
        return f"{offset_s} s for {seconds:.2f} s"

    async def _postgresql(self) -> str:
        """PostgreSQL itself dies and comes back; on SQLite the server does instead."""
        if not self.home.database:
            return await self._kill()
        folder = postgresql.server_folder(is_durable=True)
        assert folder
        await asyncio.to_thread(postgresql.kill, folder)
        await asyncio.to_thread(postgresql.start_again, folder)
        return "and all its children"

    # ---- keeping and healing

    async def _keep_up(self) -> None:
        """As a service manager does: whoever died is started again."""
        while True:
            if not self.server.is_alive:
                await asyncio.sleep(self.chance.uniform(0, 0.3))
                await asyncio.to_thread(self.server.start)
            await asyncio.sleep(0.05)

    async def _heal(self, tabs: list[Tab]) -> None:
        assert self.proxy
        self.proxy.weather = Weather()
        self._empty()
        for seam in (seams.DIE, seams.CLOCK):
            (self.server.faults / seam).unlink(missing_ok=True)
        until = time.monotonic() + PATIENCE_S
        while not await asyncio.to_thread(self.server.answers) and time.monotonic() < until:
            await asyncio.sleep(0.05)
        for tab in tabs:
            tab.limit_s = 20.0
        self.is_over.set()


def run_schedule(
    seed: int, first: Neighbourhood, nursery: Nursery, plan: Plan | None = None, keep: Path | None = None
) -> Outcome:
    """One schedule from its beginning to its verdict. `keep` is where the history of a failed one is written."""
    began = time.monotonic()
    kind = "postgresql" if first.database else "sqlite"
    outcome = Outcome(seed, kind)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="farola-evening-")))
        has_small_disk = stack.enter_context(small_disk(folder / "data"))
        home = stack.enter_context(copy_of(first, folder / "data", is_durable=True))
        server = Server(nursery, home.folder, folder / "faults", home.database)
        stack.callback(server.kill)
        evening = Evening(seed, home, server, plan or Plan(), has_small_disk)
        outcome.faults += asyncio.run(evening.run())
        outcome.faults += _judged_when_killed(evening) if seed % 2 else _judged_when_stopped(evening)
        outcome.events, outcome.counts = evening.events, _counts(evening)
        outcome.faults += _settled(evening, outcome)
        if outcome.faults and keep:
            keep.mkdir(parents=True, exist_ok=True)
            evening.history.write(keep / f"{kind}-{seed}.jsonl")
            (keep / f"{kind}-{seed}.log").write_bytes(server.log.read_bytes())
    outcome.took_s = round(time.monotonic() - began, 2)
    return outcome


def _judged_when_killed(evening: Evening) -> list[str]:
    """Right after a last SIGKILL, before anything could be put in order."""
    evening.server.kill()
    with evening.home.at_home():
        return [f"after SIGKILL: {fault}" for fault in judge(evening.phones, evening.history, is_final=False).faults]


def _judged_when_stopped(evening: Evening) -> list[str]:
    return [] if evening.server.stop() else ["the server did not stop when asked to"]


def _settled(evening: Evening, outcome: Outcome) -> list[str]:
    """Minutes later `farola check` finds nothing to mend, and everything is judged."""
    with evening.home.at_home():
        minutes_later()
        checked = check_house(mends=False)
        verdict: Verdict = judge(evening.phones, evening.history, is_final=True)
    outcome.mendable = checked.mendable
    faults = verdict.faults + [f"farola check: {wrong}" for wrong in checked.wrong]
    return faults + [f"a file that nothing names: {sha256}" for sha256 in verdict.strays]


def _counts(evening: Evening) -> dict[str, int]:
    assert evening.proxy
    found: dict[str, Any] = phases(evening.history) | evening.proxy.counts
    found["findings"] = sum(len(phone.records) for phone in evening.phones)
    found["photos and recordings"] = sum(len(phone.pictures) for phone in evening.phones)
    found["acknowledged in the storm"] = evening.told_in_storm
    found["births"] = evening.server.births
    return found
