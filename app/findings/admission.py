"""Who comes in when many come at once: a bounded number, a short line at the door, an early "later" for the rest, and always
room for a walk that is quiet.

By walk and never by network address: a whole group stands behind one Wi-Fi.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NoReturn
from uuid import UUID

from app.findings.counting import in_flight, refused
from app.foundation.errors import Problem
from app.foundation.identifiers import digest
from app.foundation.language import N_

MOST_AT_ONCE = (
    64  # in flight in this process (reliability.md 5); beyond it, an early "later" is kinder than a slow death
)
# Whoever is sent away sleeps for as long as nobody knows whether there is room, and has begun to send her photo in vain: with an
# evening's 500 phones the places stood empty half of the time. So some wait, their bodies unread (app/decisions/0009).
MOST_WAITING, LONGEST_WAIT_S = 448, 5.0
RETRY_AFTER_S = 5
QUIET_S = 0.5
MOST_REMEMBERED = 50_000  # phones; a few megabytes


class TooBusy(Problem):
    status = 503
    code = "too-busy"
    sentence = N_("Many phones are sending at this moment. Yours will try again in a few seconds. Nothing is lost.")


class Turnstile:
    """Counts what is in flight, in all and for each walk."""

    def __init__(self, what: str, most: int = MOST_AT_ONCE) -> None:
        self.most, self.inside, self.last_s = most, 0, -QUIET_S
        self._in_flight, self._refused = in_flight.labels(what), refused.labels(what)
        self._of_walk: Counter[UUID | None] = Counter()
        self._line: list[tuple[UUID | None, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def passing(self, token: str) -> AsyncIterator[None]:
        """A place inside, after a moment in the line at the door when it is crowded. Raises TooBusy.

        A walk may have as many in flight as places are free: one loud walk takes half of them, two end with a third each,
        and a place that becomes free goes to whoever waited longest of those whose walks have few (the dynamic thresholds of
        network switches). Phones that were never here before share like one walk, so a flood of false tokens stops nobody
        who is known; and they pass only to be looked up, so that it stops nobody who is new for longer than that takes.
        """
        walk = _walks.get(digest(token))
        if self._has_room(walk):
            self._enter(walk)
        else:
            await self._wait(walk)
        try:
            yield
        finally:
            self._leave(walk)

    async def _wait(self, walk: UUID | None) -> None:
        """Returns once a place is hers. Raises TooBusy."""
        hers = sum(waiting == walk for waiting, _called in self._line)
        if hers >= MOST_WAITING - len(self._line):  # shared as the places are
            self._refuse()
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line.append((walk, place))
        try:
            async with asyncio.timeout(LONGEST_WAIT_S):
                await place
        except BaseException as fault:
            if (walk, place) in self._line:
                self._line.remove((walk, place))
            elif not place.cancelled():  # it was hers in this very moment
                self._leave(walk)
            if isinstance(fault, TimeoutError):
                self._refuse()
            raise

    def _has_room(self, walk: UUID | None) -> bool:
        return self._of_walk[walk] < self.most - self.inside

    def _refuse(self) -> NoReturn:
        self._refused.inc()
        raise TooBusy(retry_after_s=RETRY_AFTER_S + secrets.randbelow(RETRY_AFTER_S))  # not all at once again

    def _enter(self, walk: UUID | None) -> None:
        self.inside += 1
        self._in_flight.inc()
        self._of_walk[walk] += 1

    def _leave(self, walk: UUID | None) -> None:
        self.inside -= 1
        self._in_flight.dec()
        self._of_walk[walk] -= 1
        if not self._of_walk[walk]:
            del self._of_walk[walk]
        self.last_s = time.monotonic()
        self._call_in()

    def _call_in(self) -> None:
        """Give the places that are free to those who waited longest, as far as their walks may have more."""
        for one in list(self._line):
            walk, place = one
            if self._has_room(walk):
                self._line.remove(one)
                self._enter(walk)
                place.get_loop().call_soon_threadsafe(self._hand_over, walk, place)

    def _hand_over(self, walk: UUID | None, place: asyncio.Future[None]) -> None:
        if place.cancelled():  # her line broke, or her patience ended, in this very moment
            self._leave(walk)
        else:
            place.set_result(None)

    @property
    def is_quiet(self) -> bool:
        """Whether nobody sends, and nobody did a moment ago: between two photos of one phone it is not quiet."""
        return not self.inside and time.monotonic() - self.last_s >= QUIET_S


findings_gate, media_gate = Turnstile("batches"), Turnstile("uploads")
_walks: dict[str, UUID] = {}  # digest of a token -> the walk it was last seen on


def is_known(token: str) -> bool:
    """Whether this phone was here before, so that it passes with its walk."""
    return digest(token) in _walks


def remember(token: str, walk_id: UUID) -> None:
    """This phone is known now, and belongs to that walk. It gives no right to anything: tokens are asked for each time."""
    if len(_walks) >= MOST_REMEMBERED:
        _walks.pop(next(iter(_walks)), None)
    _walks[digest(token)] = walk_id
