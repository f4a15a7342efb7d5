"""What intake counts about itself, and what it looks up when somebody asks for the metrics. No walk and no walker is named."""

from __future__ import annotations

import shutil
from collections.abc import Iterable

from prometheus_client import Counter, Gauge
from prometheus_client.metrics_core import Metric

from app.findings.store_counts import oldest_waiting, states_of_media
from app.findings.wire import Receipt
from app.foundation import clock, database
from app.foundation.database import reading
from app.foundation.settings import settings
from app.web.metrics import gauge

_receipts = Counter("farola_receipts", "Receipts given, for findings and for media, by their state.", ("of", "state"))
in_flight = Gauge("farola_in_flight", "Batches and uploads being taken in now.", ("of",), multiprocess_mode="livesum")
refused = Counter("farola_refused", "Batches and uploads asked to come later, because too many came at once.", ("of",))


def count_receipts(receipts: Iterable[Receipt]) -> None:
    """Note what phones were told."""
    for receipt in receipts:
        _receipts.labels("medium" if receipt.sha256 else "finding", receipt.state).inc()


def numbers_of_house() -> Iterable[Metric]:
    """The queue of cleaning, media by state, the database's size and the room that is left."""
    with reading() as session:
        media, oldest = states_of_media(session), oldest_waiting(session)
    waits_s = (clock.now() - oldest).total_seconds() if oldest else 0.0
    yield gauge("farola_media", "Photos and recordings by state.", {(state,): n for state, n in media.items()}, "state")
    yield gauge("farola_cleaning_waiting", "Photos and recordings that wait to be cleaned.", {(): media["received"]})
    yield gauge("farola_cleaning_oldest_seconds", "For how long the oldest of them has waited.", {(): waits_s})
    yield gauge("farola_database_bytes", "Size of the database.", {(): database.size_bytes()})
    free = shutil.disk_usage(settings().data).free
    yield gauge("farola_disk_free_bytes", "Room that is left in the data folder.", {(): free})
