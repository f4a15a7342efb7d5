"""From the clock on the wall of a place to moments, and back."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

USUAL_HOUR = 20  # an evening walk
USUAL_HOURS = 3
HOURS = (1, 2, 3, 4, 6, 8, 12)
# At the ends of the calendar a moment of one clock is no moment of another.
FIRST_YEAR, LAST_YEAR = 1970, 2200


def moment_there(text: str, time_zone: str) -> datetime | None:
    """An aware moment from a form's "2026-11-22T20:00" on the clock of a place; None when the text is no time.

    In the doubled hour when clocks go back, the first one is meant.
    """
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_sensible = local.tzinfo is None and FIRST_YEAR <= local.year <= LAST_YEAR
    return local.replace(tzinfo=ZoneInfo(time_zone)) if is_sensible else None


def form_time(moment: datetime, time_zone: str) -> str:
    """A moment as a form's field wants it, on the clock of a place."""
    return moment.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%dT%H:%M")


def next_evening(now: datetime, time_zone: str) -> datetime:
    """Eight in the evening there, today if it is still to come."""
    local = now.astimezone(ZoneInfo(time_zone))
    evening = local.replace(hour=USUAL_HOUR, minute=0, second=0, microsecond=0)
    return evening if evening > local else evening + timedelta(days=1)
