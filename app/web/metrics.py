"""What the server counts about itself, for Prometheus: numbers by kind, and nothing that names a walk, a walker or an address.

Rooms count with metrics of their own from `prometheus_client`; what has to be asked for (a queue's length) they offer to
`ask_when_scraped`. One process keeps its numbers in memory; several put them together in a folder: see `shared_folder.py`.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app import __version__
from app.foundation.errors import NotFound
from app.foundation.settings import settings
from app.web.shared_folder import VARIABLE

# Seconds. The goals of reliability.md 5 (1, 1.5, 2, 5 and 8 s) are among them, so that each can be read off.
BUCKETS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 5.0, 8.0, 15.0, 30.0)

requests_s = Histogram(
    "farola_request_seconds",
    "Requests by method, pattern of the path, and status, from the first byte to the last.",
    ("method", "path", "status"),
    buckets=BUCKETS,
)
_asked: dict[str, Callable[[], Iterable[Metric]]] = {}


def ask_when_scraped(name: str, question: Callable[[], Iterable[Metric]]) -> None:
    """The socket for numbers that are looked up when somebody asks for the metrics."""
    _asked[name] = question


def scraped(authorization: str) -> bytes:
    """All metrics as text. Raises NotFound without the token of `FAROLA_METRICS_TOKEN`, and when none is set."""
    token = settings().metrics_token.get_secret_value()
    if not token or not secrets.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise NotFound()
    is_shared = VARIABLE in os.environ
    counted = MultiProcessCollector(CollectorRegistry()) if is_shared else REGISTRY  # type: ignore[no-untyped-call]
    return generate_latest(counted) + generate_latest(_Asked())


class _Asked(Collector):
    def collect(self) -> Iterable[Metric]:
        yield gauge("farola_info", "The version that runs.", {(__version__,): 1}, "version")
        for question in _asked.values():
            yield from question()


def gauge(name: str, said: str, values: Mapping[tuple[str, ...], float], *labels: str) -> Metric:
    """One number for each combination of labels; `{(): number}` for a number without any."""
    family = GaugeMetricFamily(name, said, labels=labels)
    for told, value in values.items():
        family.add_metric(told, value)
    return family
