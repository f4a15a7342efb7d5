"""A cap on guessing: counts failures only, so that a whole group behind one network joins unhindered.

Kept in memory and without addresses: nothing about who tried is stored, and a restart forgives.
"""

from __future__ import annotations

import threading
from collections import deque
from datetime import datetime, timedelta

from app.foundation.errors import Problem
from app.foundation.language import N_

# With 200 walks open at once, 60 guesses a minute find one of 2**40 codes with a chance of 2 in 100,000 a day.
MOST_FAILURES = 60
WINDOW = timedelta(minutes=1)


class TooManyTries(Problem):
    status = 429
    code = "too-many-tries"
    sentence = N_("Too many wrong codes were tried. Wait a minute, or scan the QR code: it always works.")


class Failures:
    """Failures of the last minute, of everybody together. Safe to use from many threads."""

    def __init__(self, most: int = MOST_FAILURES, window: timedelta = WINDOW) -> None:
        self.most, self.window = most, window
        self._moments: deque[datetime] = deque()
        self._lock = threading.Lock()

    def check(self, now: datetime) -> None:
        """Raises TooManyTries, which says when to come back, once there were too many."""
        with self._lock:
            self._forget(now)
            if len(self._moments) >= self.most:
                wait = self._moments[0] + self.window - now
                raise TooManyTries(retry_after_s=max(1, round(wait.total_seconds())))

    def note(self, now: datetime) -> None:
        """Count one failure."""
        with self._lock:
            self._forget(now)
            self._moments.append(now)

    def forget(self) -> None:
        """Start anew; for tests."""
        with self._lock:
            self._moments.clear()

    def _forget(self, now: datetime) -> None:
        while self._moments and self._moments[0] <= now - self.window:
            self._moments.popleft()


wrong_codes = Failures()

# 16 digits are 53 bits: ten wrong ones a minute, all year, find one of 100,000 receipts with a chance of 1 in 19,000. A cap of
# five an hour, as first proposed, would let anybody who types nonsense keep every walker from taking back what she gave.
MOST_WRONG_RECEIPTS = 10
wrong_receipts = Failures(MOST_WRONG_RECEIPTS)
