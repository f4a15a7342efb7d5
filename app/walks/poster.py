"""The words of a join poster, once in each language of the walk."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.foundation.language import _, direction_of, format_date, format_time, in_language
from app.sites import Site
from app.walks.walk import Walk


@dataclass(frozen=True, slots=True)
class Poster:
    """One sheet. `steps` are (icon, words)."""

    language: str
    direction: str
    invitation: str
    day: str
    hours: str
    steps: list[tuple[str, str]]
    or_type: str
    promise: str


def posters_of(walk: Walk, site: Site, languages: Iterable[str]) -> list[Poster]:
    """A sheet in each language, dates and digits as its readers write them."""
    return [_poster(walk, site, language) for language in languages]


def _hours(walk: Walk, site: Site) -> str:
    """From when to when; the day of the end only when it is another one."""
    start, end = (format_time(moment, site.time_zone) for moment in (walk.opens_at, walk.closes_at))
    first, last = (format_date(moment, site.time_zone) for moment in (walk.opens_at, walk.closes_at))
    if first == last:
        return _("{start} to {end}").format(start=start, end=end)
    return _("{start} to {day}, {end}").format(start=start, day=last, end=end)


def _poster(walk: Walk, site: Site, language: str) -> Poster:
    with in_language(language):
        return Poster(
            language=language,
            direction=direction_of(language),
            invitation=_("Walk with us"),
            day=format_date(walk.opens_at, site.time_zone, width="full"),
            hours=_hours(walk, site),
            steps=[
                ("camera", _("Open the camera of your phone.")),
                ("qr-code", _("Point it at the square.")),
                ("device-mobile", _("Tap the link. You are in.")),
            ],
            or_type=_("Or open this address and type the code:"),
            promise=_("No name, no account. After this it works without internet."),
        )
