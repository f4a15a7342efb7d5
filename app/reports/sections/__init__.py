"""The sections that every report has, one a file, in the order in which they are read."""

from __future__ import annotations

from app.reports.section import Section, plug_section
from app.reports.sections import (
    annex,
    day_and_night,
    in_own_words,
    limits,
    method,
    one_page,
    profiles,
    route_map,
    stop_pages,
    who_walked,
    withdrawing,
)

OURS = (
    Section("one-page", 10, one_page.compose),
    Section("who", 20, who_walked.compose),
    Section("method", 30, method.compose),
    Section("map", 40, route_map.compose),
    Section("profiles", 50, profiles.compose),
    Section("day-and-night", 60, day_and_night.compose),
    Section("stops", 70, stop_pages.compose),
    Section("own-words", 80, in_own_words.compose),
    Section("limits", 90, limits.compose),
    Section("annex", 100, annex.compose),
    Section("withdrawing", 110, withdrawing.compose),
)


def plug_in_ours() -> None:
    """Bring our sections in; called when the room is opened."""
    for section in OURS:
        plug_section(section)
