"""On which clock a place lives. A walk at eight in the evening is at eight there, wherever the server stands."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from zoneinfo import available_timezones

from app.foundation.geometry import distance_m

# zone1970.tab writes the principal place of each zone as ISO 6709: +-DDMM[SS]+-DDDMM[SS]
ISO_6709 = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


@lru_cache(maxsize=1)
def zones() -> dict[str, tuple[float, float]]:
    """Every IANA zone that has a principal place, with that place's (lon, lat); sorted by name."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return dict(sorted((row[2], _position(row[1])) for row in rows if row[2] in available_timezones()))


def zone_guessed_at(lon: float, lat: float) -> str:
    """The zone whose principal place is nearest: right for most cities, wrong near borders, so a person confirms it.

    Exact outlines of the zones weigh 50 MB; one look at a list costs nothing.
    """
    return min(zones(), key=lambda name: distance_m(lon, lat, *zones()[name]))


def is_zone(name: str) -> bool:
    return name in available_timezones()


def _position(text: str) -> tuple[float, float]:
    parts = ISO_6709.fullmatch(text)
    if parts is None:
        raise ValueError(f"not an ISO 6709 position: {text}")
    lat = _degrees(parts[1], parts[2], parts[3], parts[4])
    return _degrees(parts[5], parts[6], parts[7], parts[8]), lat


def _degrees(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    size = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -size if sign == "-" else size
