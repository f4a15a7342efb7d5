"""Day, dusk and night at places, against sunsets that almanacs print."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import acos, cos, degrees, radians, sin
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sites import period_at, sunset_on
from app.sites.sun import sun_height_deg

HELSINKI = (24.9384, 60.1699)
NAIROBI = (36.8219, -1.2921)
MONTERREY = (-100.3161, 25.6866)
TROMSO = (18.9553, 69.6492)


# Declination of the sun in degrees and equation of time in minutes, from the Astronomical Almanac's yearly tables.
MARCH, JUNE, DECEMBER = (-0.1, -7.4), (23.44, -1.9), (-23.44, 1.9)


def sunset_by_hand(lon: float, lat: float, day: date, sky: tuple[float, float]) -> datetime:
    """The hour angle of the sun's upper rim on the horizon: cos H = (sin -0.833 - sin lat sin d) / (cos lat cos d)."""
    declination, equation_min = radians(sky[0]), sky[1]
    high = sin(radians(-0.833)) - sin(radians(lat)) * sin(declination)
    hour_angle = degrees(acos(high / (cos(radians(lat)) * cos(declination))))
    minutes = 12 * 60 - 4 * lon - equation_min + 4 * hour_angle
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("place", "day", "sky"),
    [
        (HELSINKI, date(2026, 6, 21), JUNE),
        (HELSINKI, date(2026, 12, 21), DECEMBER),
        (NAIROBI, date(2026, 3, 20), MARCH),
        (NAIROBI, date(2026, 12, 21), DECEMBER),
        (MONTERREY, date(2026, 6, 21), JUNE),
        (MONTERREY, date(2026, 12, 21), DECEMBER),
    ],
)
def test_the_sun_sets_when_the_almanac_says(place: tuple[float, float], day: date, sky: tuple[float, float]) -> None:
    computed = sunset_on(*place, day)
    assert computed is not None
    assert abs(computed - sunset_by_hand(*place, day, sky)) <= timedelta(minutes=1, seconds=30)


def test_helsinki_sees_the_midsummer_sun_until_ten_to_eleven() -> None:
    sunset = sunset_on(*HELSINKI, date(2026, 6, 21))
    assert sunset is not None
    assert sunset.astimezone(ZoneInfo("Europe/Helsinki")).strftime("%H:%M") == "22:50"


def test_in_the_far_north_midsummer_has_no_night_and_midwinter_no_day() -> None:
    assert sunset_on(*TROMSO, date(2026, 6, 21)) is None
    assert sunset_on(*TROMSO, date(2026, 12, 21)) is None
    summer = {period_at(*TROMSO, datetime(2026, 6, 21, hour, tzinfo=UTC)) for hour in range(24)}
    winter = {period_at(*TROMSO, datetime(2026, 12, 21, hour, tzinfo=UTC)) for hour in range(24)}
    assert summer == {"day"}
    assert winter == {"dusk", "night"}


def test_a_midsummer_night_in_helsinki_is_mostly_dusk() -> None:
    hours = [datetime(2026, 6, 21, 12, tzinfo=UTC) + timedelta(minutes=10 * n) for n in range(144)]
    assert {period_at(*HELSINKI, hour) for hour in hours} == {"day", "dusk", "night"}
    assert period_at(*HELSINKI, datetime(2026, 6, 21, 19, 30, tzinfo=UTC)) == "day"
    assert period_at(*HELSINKI, datetime(2026, 6, 21, 20, 30, tzinfo=UTC)) == "dusk"


def test_an_evening_in_nairobi_goes_from_day_over_dusk_to_night() -> None:
    there = ZoneInfo("Africa/Nairobi")
    at = {clock: datetime(2026, 3, 20, *clock, tzinfo=there) for clock in [(18, 30), (18, 50), (19, 30)]}
    assert [period_at(*NAIROBI, moment) for moment in at.values()] == ["day", "dusk", "night"]


def test_dawn_is_the_same_light_as_dusk() -> None:
    assert period_at(*NAIROBI, datetime(2026, 3, 20, 6, 25, tzinfo=ZoneInfo("Africa/Nairobi"))) == "dusk"


def test_a_moment_without_a_zone_is_refused_instead_of_guessed() -> None:
    with pytest.raises(ValueError, match="aware"):
        period_at(*NAIROBI, datetime(2026, 3, 20, 18))


@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-65, 65),
    day=st.dates(date(2020, 1, 1), date(2060, 12, 31)),
)
def test_wherever_the_sun_sets_it_is_day_before_and_dusk_after(lon: float, lat: float, day: date) -> None:
    sunset = sunset_on(lon, lat, day)
    assert sunset is not None
    assert period_at(lon, lat, sunset - timedelta(minutes=3)) == "day"
    assert period_at(lon, lat, sunset + timedelta(minutes=3)) == "dusk"
    assert -90 <= sun_height_deg(lon, lat, sunset) <= 0
