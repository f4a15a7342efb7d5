"""Every number behind the bars, in one table."""

from __future__ import annotations

from app.foundation.language import _, format_number, format_percent
from app.instruments import Indicator, wording
from app.reports.bars import LEVEL_WORDS, LEVELS, interval_words, share_words
from app.reports.blocks import Block, heading, section, table, text
from app.reports.material import Material
from app.reports.seeing import Seen, seen
from app.reports.sections.profiles import LEVELLED, answered_indicators
from app.reports.words import number_of_people

NOT_SHOWN = "–"


def compose(material: Material, language: str) -> Block | None:
    rows = [_row(one, material, language) for one in answered_indicators(material) if one.kind in LEVELLED]
    if not rows:
        return None
    columns = [_("Question"), *(_numbered(level) for level in LEVELS), _("n"), _("People"), _("Low share, 95% interval")]
    summary = _("For every question: answers by level, number of answers and people, and the share of bad or very bad.")
    inside = [
        text(_("Level 1 is very bad and level 4 is good; data files write them 0 to 3. “–” means too few people."), "quiet"),
        table(columns, rows, summary, is_last_wide=True),
        heading(_("Answers that are not levels")),
        table(*_silences(material, language)),
    ]
    return section("annex", _("Annex: all numbers"), inside)


def _numbered(level: int) -> str:
    return f"{format_number(level + 1)} {_(LEVEL_WORDS[level])}"


def _row(indicator: Indicator, material: Material, language: str) -> list[str]:
    one = seen(material, indicator)
    name = wording(indicator.code, language).short
    if not one.is_open:
        return [name, *[NOT_SHOWN] * 4, NOT_SHOWN, number_of_people(one.profile.walkers), NOT_SHOWN]
    low = f"{share_words(one.low, one)} ({interval_words(one.low, one)})" if one.is_judged else NOT_SHOWN
    people = format_number(one.profile.walkers)
    return [name, *(_at_level(one, level) for level in LEVELS), format_number(one.said_n), people, low]


def _at_level(one: Seen, level: int) -> str:
    """A count; for feelings a share, because their counts may not be written exactly."""
    count = one.profile.counts[level]
    return format_number(count) if one.round_to == 1 else format_percent(count / one.n)


def _silences(material: Material, language: str) -> tuple[list[str], list[list[str]], str]:
    rows = []
    for one in answered_indicators(material):
        here = seen(material, one) if one.kind in LEVELLED else None
        if here and here.is_open and here.round_to == 1:
            profile = here.profile
            counts = (profile.na, profile.dk, profile.silent)
            rows.append([wording(one.code, language).short, *(format_number(count) for count in counts)])
    columns = [_("Question"), _("does not apply"), _("don’t know"), _("no answer")]
    return columns, rows, _("For every question: how often it did not apply, was not known, or was left open.")
