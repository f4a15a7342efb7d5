"""Who comes in when many come at once: a bounded number, an early "later" for the rest, and always room for a walk that is quiet.

By walk and never by network address: a whole group stands behind one Wi-Fi.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from app.findings.counting import in_flight, refused
from app.foundation.errors import Problem
from app.foundation.identifiers import digest
from app.foundation.language import N_

MOST_AT_ONCE = (
    64  # in flight in this process (reliability.md 5); beyond it, an early "later" is kinder than a slow death
)
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

    @contextmanager
    def passing(self, token: str) -> Iterator[None]:
        """Raises TooBusy when there is no room, or when her walk has its share.

        A walk may have as many in flight as places are free: one loud walk takes half of them, two end with a third each,
        and a place that becomes free goes to a walk that has few (the dynamic thresholds of network switches). Phones that
        were never here before share like one walk, so a flood of false tokens stops nobody who is known.
        """
        walk = _walks.get(digest(token))
        if self._of_walk[walk] >= self.most - self.inside:
            self._refused.inc()
            raise TooBusy(retry_after_s=RETRY_AFTER_S + secrets.randbelow(RETRY_AFTER_S))  # not all at once again
        self.inside += 1
        self._in_flight.inc()
        self._of_walk[walk] += 1
        try:
            yield
        finally:
            self.inside -= 1
            self._in_flight.dec()
            self._of_walk[walk] -= 1
            if not self._of_walk[walk]:
                del self._of_walk[walk]
            self.last_s = time.monotonic()

    @property
    def is_quiet(self) -> bool:
        """Whether nobody sends, and nobody did a moment ago: between two photos of one phone it is not quiet."""
        return not self.inside and time.monotonic() - self.last_s >= QUIET_S


findings_gate, media_gate = Turnstile("batches"), Turnstile("uploads")
_walks: dict[str, UUID] = {}  # digest of a token -> the walk it was last seen on


def remember(token: str, walk_id: UUID) -> None:
    """This phone is known now, and belongs to that walk. It gives no right to anything: tokens are asked for each time."""
    if len(_walks) >= MOST_REMEMBERED:
        _walks.pop(next(iter(_walks)), None)
    _walks[digest(token)] = walk_id
