"""Day, dusk or night at a place, from the height of the sun. Lighting can only be judged when the lamps have to do the work."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Literal

from astral import Observer
from astral.sun import elevation

Period = Literal["day", "dusk", "night"]

# The upper rim of the sun touches the horizon: 34' of refraction and 16' of radius below it (US Naval Observatory).
SUNSET_DEG = -0.833
# End of civil twilight: below it, outdoor work needs lamps (US Naval Observatory).
DUSK_ENDS_DEG = -6.0


def sun_height_deg(lon: float, lat: float, at: datetime) -> float:
    """Height of the sun's centre over the horizon in degrees, without refraction. `at` must be aware.

    Raises ValueError for a moment without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError("the sun's height needs an aware moment")
    return float(elevation(Observer(latitude=lat, longitude=lon), at.astimezone(UTC), with_refraction=False))


def period_at(lon: float, lat: float, at: datetime) -> Period:
    """ "day" down to sunset, "dusk" down to the end of civil twilight (dawn is the same light), else "night"."""
    height = sun_height_deg(lon, lat, at)
    if height >= SUNSET_DEG:
        return "day"
    return "dusk" if height >= DUSK_ENDS_DEG else "night"


def sunset_on(lon: float, lat: float, day: date) -> datetime | None:
    """The minute of sunset (UTC) on a calendar day of the place; None where the sun does not cross the horizon.

    By bisection of the height itself between the mean sun's noon and midnight, so that it cannot disagree with `period_at`.
    """
    light = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(hours=lon / 15)
    dark = light + timedelta(hours=12)
    if not sun_height_deg(lon, lat, light) >= SUNSET_DEG > sun_height_deg(lon, lat, dark):
        return None
    while dark - light > timedelta(seconds=20):
        middle = light + (dark - light) / 2
        light, dark = (middle, dark) if sun_height_deg(lon, lat, middle) >= SUNSET_DEG else (light, middle)
    return (dark + timedelta(seconds=30)).replace(second=0, microsecond=0)
