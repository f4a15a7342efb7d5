"""Material -> report data: one plain dict that both the PDF and the page are drawn from."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.analysis import Audience
from app.foundation.database import Session
from app.foundation.language import (
    N_,
    _,
    direction_of,
    format_date,
    format_number,
    format_time,
    in_language,
    language_now,
)
from app.people import Viewer
from app.reports.bars import LEVEL_WORDS
from app.reports.blocks import isolated
from app.reports.gathering import gather
from app.reports.material import Material, Outing
from app.reports.section import sections_in_order
from app.reports.words import direction_of_words, number_of_people

Report = dict[str, Any]
"""`{"language", "direction", "title", "cover", "sections", "words", "digits", ...}`: strings, numbers, lists; no objects."""

DIGITS = range(10)
NO_BREAK, NARROW_SPACE = "\u00a0", "\u202f"


def compose_report(session: Session, viewer: Viewer | None, audit_id: UUID, language: str) -> Report:
    """The report of an audit in `language` (BCP 47; unknown tags give English).

    It is written for readers outside the group, whoever asks for it: what a stranger must not learn is not in it.
    Raises NotFound for an audit that is not the viewer's and not published.
    """
    with in_language(language):
        return compose(gather(session, viewer, audit_id))


def compose(material: Material) -> Report:
    """The report in the language of the moment."""
    language = language_now()
    composed = [section.compose(material, language) for section in sections_in_order()]
    sections = [section for section in composed if section]
    return {
        "language": language,
        "direction": direction_of(language),
        "digits": [format_number(digit) for digit in DIGITS],
        "title": material.title,
        "organisation": material.organisation,
        "made_on": format_date(material.made_at, material.time_zone),
        "made_at": material.made_at.isoformat(),
        "is_invented": material.is_invented,
        "cover": cover(material),
        "sections": sections,
        "levels": [_(word) for word in LEVEL_WORDS],
        "is_short": not any(block["kind"] == "cards" for section in sections for block in section["blocks"]),
        "drawings": {sheet.name: sheet.svg for sheet in material.maps},
        "words": {name: _(sentence) for name, sentence in WORDS.items()},
    }


WORDS = {
    "kind": N_("Safety audit"),
    "contents": N_("Contents"),
    "page": N_("Page {page} of {pages}"),
    "scale": N_("How to read the colours"),
    "scale_said": N_("From dark to light: one bar is very bad, four bars are good. It also reads in a photocopy."),
    "invented": N_("Demonstration: every finding in this report is invented."),
    "made_with": N_("Made with Farola"),
    "stop": N_("Stop"),
    "question": N_("Question"),
}


def cover(material: Material) -> dict[str, Any]:
    """The front page: place, dates, hours, sunset, people, stops, and who asked."""
    return {
        "place": material.place,
        "purpose": material.purpose,
        "purpose_direction": direction_of_words(material.purpose),
        "facts": [[term, value] for term, value in _cover_facts(material) if value],
    }


def _cover_facts(material: Material) -> list[tuple[str, str]]:
    return [
        (_("When"), _dates(material)),
        (_("Hours"), _hours(material)),
        (_("Sunset"), _sunset(material)),
        (_("Walkers"), number_of_people(material.walkers) if material.walkers else ""),
        (_("Walks"), format_number(len(material.outings)) if material.outings else ""),
        (_("Stops"), format_number(len(material.halts)) if material.halts else ""),
        (_("Led by"), isolated(material.organisation)),
    ]


def _dates(material: Material) -> str:
    days = {outing.opens_at.date(): outing.opens_at for outing in material.outings}
    if not days:
        return ""
    first, last = days[min(days)], days[max(days)]
    start = format_date(first, material.time_zone)
    return start if len(days) == 1 else f"{start} – {format_date(last, material.time_zone)}"


def _hours(material: Material) -> str:
    if material.audience is Audience.PUBLIC:
        return ""  # strangers learn the day, never the minute
    spans = sorted({_span(outing, material.time_zone) for outing in material.outings})
    return " · ".join(spans[:3])


def _span(outing: Outing, zone: str) -> str:
    start, end = format_time(outing.opens_at, zone), format_time(outing.closes_at, zone)
    return f"{start}–{end}".replace(" ", NO_BREAK).replace(NARROW_SPACE, NO_BREAK)


def _sunset(material: Material) -> str:
    known = sorted({format_time(one.sunset_at, material.time_zone) for one in material.outings if one.sunset_at})
    return known[0] if len(known) == 1 else f"{known[0]}–{known[-1]}" if known else ""
