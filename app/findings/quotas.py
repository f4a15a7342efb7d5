"""How much one phone may send. By phone and never by network address: that would stop a whole group behind one Wi-Fi."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from app.findings import store
from app.findings.arrival import Arrival
from app.findings.known import Before
from app.findings.parked import number_beside
from app.findings.store_intake import HOUR, SentBefore, are_set_aside
from app.findings.uploading import BrokenOff
from app.foundation import clock
from app.foundation.database import Session
from app.foundation.errors import Problem
from app.foundation.language import N_
from app.walks import Sender, Walker

# reliability.md A4: for each walk and phone.
MEDIA_AN_HOUR = 300
MOST_BYTES = 600_000_000
FINDINGS_AN_HOUR = 120
# What is set aside weighs a megabyte at most (a whole batch), so that this many stay within the same 600 MB.
MOST_ASIDE = 600
# Uploads that broke off wait for two weeks; a phone that breaks off more than it may finish in an hour is none.
MOST_BROKEN_OFF = MEDIA_AN_HOUR
# One photo may stand on several findings, and each is a row: ten for each photo of an hour in which she took 300.
MOST_NOTED = 10 * MEDIA_AN_HOUR
# Our phone gathers taps for 1.5 s before it sends a finding anew: tapping without a pause for an hour, it sends 2,400 times.
REVISIONS_AN_HOUR = 2_400
LATER_S = int(HOUR.total_seconds()) // 4


class TooMany(Problem):
    status = 429
    code = "too-many"
    sentence = N_("This phone sent very much in a short time. It will go on later by itself. Nothing is lost.")


class Hourly:
    """How often each phone did something in this hour of the clock.

    Only in memory: what leaves no row must not leave a trace of who did it either. Each process counts for itself.
    """

    def __init__(self) -> None:
        self._hour, self._counts = 0, Counter[UUID]()
        self._lock = threading.Lock()

    def count(self, walker_id: UUID, times: int, most: int) -> None:
        """Note it, so many times. Raises TooMany (429) once it was done `most` times."""
        hour = int(clock.now().timestamp() // HOUR.total_seconds())
        with self._lock:
            if hour != self._hour:
                self._hour, self._counts = hour, Counter()
            if self._counts[walker_id] >= most:
                raise TooMany(retry_after_s=LATER_S)
            self._counts[walker_id] += times


_revisions, _nothings = Hourly(), Hourly()


def check_media_quota(sent: SentBefore, broken_off: BrokenOff) -> None:
    """Raises TooMany (429) for a phone that sends more than any walk needs. What is held already costs a row and no more."""
    is_much = sent.noted >= MOST_NOTED
    if not sent.is_held:
        is_much |= sent.recent >= MEDIA_AN_HOUR or broken_off.uploads >= MOST_BROKEN_OFF
        is_much |= sent.weight + broken_off.size_bytes >= MOST_BYTES
    if is_much:
        raise TooMany(retry_after_s=LATER_S)


def check_finding_quota(session: Session, sender: Sender, settled: Sequence[Arrival], before: Before) -> None:
    """Raises TooMany (429). Sending again what is here costs nothing, also when it is set aside."""
    more = [one for one in settled if one.state in ("kept", "parked") or one.twin_of]
    is_full = before.taken.get(sender.id, 0) >= FINDINGS_AN_HOUR or before.aside.get(sender.id, 0) >= MOST_ASIDE
    if more and is_full and not _are_here(session, sender, more):
        raise TooMany(retry_after_s=LATER_S)
    if changed := sum(one.state == "kept" and not one.is_new for one in settled):
        _revisions.count(sender.id, changed, REVISIONS_AN_HOUR)


def check_take_back_quota(session: Session, walker: Walker, finding_id: UUID) -> None:
    """Raises TooMany (429) for a phone that takes back what never came, again and again: each leaves an id for ever.

    As many as the findings that it could have sent. What the server has of her she can take back at any time, and again.
    """
    ids = (finding_id, number_beside(walker.id, finding_id))
    if not (store.has_of(session, walker.id, finding_id) or any(store.is_buried(session, one) for one in ids)):
        _nothings.count(walker.id, 1, FINDINGS_AN_HOUR)


def _are_here(session: Session, sender: Sender, more: Sequence[Arrival]) -> bool:
    return all(one.state != "kept" for one in more) and are_set_aside(session, sender.id, [one.sha256 for one in more])
