"""How much one phone may send. By phone and never by network address: that would stop a whole group behind one Wi-Fi."""

from __future__ import annotations

from collections.abc import Sequence

from app.findings.arrival import Arrival
from app.findings.known import Before
from app.findings.store_intake import HOUR, SentBefore
from app.foundation.errors import Problem
from app.foundation.language import N_
from app.walks import Sender

# reliability.md A4.
MEDIA_AN_HOUR = 300
MOST_BYTES = 600_000_000
FINDINGS_AN_HOUR = 120
LATER_S = int(HOUR.total_seconds()) // 4


class TooMany(Problem):
    status = 429
    code = "too-many"
    sentence = N_("This phone sent very much in a short time. It will go on later by itself. Nothing is lost.")


def check_media_quota(sent: SentBefore) -> None:
    """Raises TooMany (429) for a phone that sends more than any walk needs."""
    if sent.recent >= MEDIA_AN_HOUR or sent.weight >= MOST_BYTES:
        raise TooMany(retry_after_s=LATER_S)


def check_finding_quota(sender: Sender, settled: Sequence[Arrival], before: Before) -> None:
    """Raises TooMany (429). Sending again what is here costs nothing."""
    brings_more = any(arrival.state in ("kept", "parked") for arrival in settled)
    if brings_more and before.taken.get(sender.id, 0) >= FINDINGS_AN_HOUR:
        raise TooMany(retry_after_s=LATER_S)
