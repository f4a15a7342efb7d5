"""On which clock a place lives. A walk at eight in the evening is at eight there, wherever the server stands."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from zoneinfo import available_timezones

import tzfpy


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    """Every zone of the system: looked for once, since that reads hundreds of files."""
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def zones() -> tuple[str, ...]:
    """Every IANA zone that people live in, sorted by name: those that the zone table gives a principal place."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text()
    named = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return tuple(sorted(named & _known()))


def zone_at(lon: float, lat: float) -> str:
    """The zone of a position, from simplified outlines: within some hundred metres of a border it may be the neighbour's,
    so the page shows it and a person can change it.
    """
    return tzfpy.get_tz(lon, lat)


def is_zone(name: str) -> bool:
    """Whether the system knows a zone of this name."""
    return name in _known()
