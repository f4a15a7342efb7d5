"""A cap on guessing: counts failures only, so that a whole group behind one network joins unhindered.

Only moments are kept, without addresses: nothing about who tried is stored. Several machines count each for itself.
"""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from app.foundation.errors import Problem
from app.foundation.language import N_
from app.foundation.settings import settings

# With 200 walks open at once, 60 guesses a minute find one of 2**40 codes with a chance of 2 in 100,000 a day.
MOST_FAILURES = 60
WINDOW = timedelta(minutes=1)


class TooManyTries(Problem):
    status = 429
    code = "too-many-tries"
    sentence = N_("Too many wrong codes were tried. Wait a minute, or scan the QR code: it always works.")


class Failures:
    """Failures of the last minute, of everybody together, by all threads and processes of this machine.

    Their moments lie in a ring of `most` places in a small file of the data folder: never more, so it never grows.
    """

    def __init__(self, name: str, most: int, window: timedelta = WINDOW) -> None:
        self.name, self.most, self.window = name, most, window
        self._moments = struct.Struct(f"<{most}d")  # seconds since 1970; 0.0 is an empty place

    def check(self, now: datetime) -> None:
        """Raises TooManyTries, which says when to come back, once there were too many."""
        with self._ring() as ring:
            recent = [moment for moment in ring if self._is_recent(moment, now)]
        if len(recent) >= self.most:
            wait_s = min(recent) + self.window.total_seconds() - now.timestamp()
            raise TooManyTries(retry_after_s=max(1, round(wait_s)))

    def note(self, now: datetime) -> None:
        """Count one failure, in place of the oldest."""
        with self._ring() as ring:
            ring[ring.index(min(ring))] = now.timestamp()

    def forget(self) -> None:
        """Start anew; for tests."""
        self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return settings().data / self.name

    def _is_recent(self, moment: float, now: datetime) -> bool:
        return moment > now.timestamp() - self.window.total_seconds()

    @contextmanager
    def _ring(self) -> Iterator[list[float]]:
        """The moments, while no other thread or process looks at them; what the block changes is kept."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            kept = os.pread(descriptor, self._moments.size, 0).ljust(self._moments.size, b"\0")
            ring = list(self._moments.unpack(kept))
            yield ring
            if (changed := self._moments.pack(*ring)) != kept:
                os.pwrite(descriptor, changed, 0)
        finally:
            os.close(descriptor)


wrong_codes = Failures("wrong-codes", MOST_FAILURES)

# 16 digits are 53 bits: ten wrong ones a minute, all year, find one of 100,000 receipts with a chance of 1 in 19,000. A cap of
# five an hour, as first proposed, would let anybody who types nonsense keep every walker from taking back what she gave.
#
# Whoever sends ten wrong ones in each minute still can, for as long as he goes on: right numbers wait with the wrong ones. Were
# right ones let through, wrong ones would be looked up as fast as the server can, some 1,000 a second, and 100,000 receipts
# would be found with a chance of 1 in 3 in a year. Only her own phone is let through, because its token (256 bits) says that
# her number is no guess. From another device, or a month after her walk, she has to wait until the flood ends.
MOST_WRONG_RECEIPTS = 10
wrong_receipts = Failures("wrong-receipts", MOST_WRONG_RECEIPTS)
