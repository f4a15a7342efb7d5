"""Every number behind the bars, in one table."""

from __future__ import annotations

from app.analysis import Answered
from app.foundation.language import _, format_number, format_percent
from app.instruments import Indicator, wording
from app.reports.bars import LEVEL_WORDS, LEVELS, interval_words, share_words, sureness
from app.reports.blocks import Block, heading, section, table, text
from app.reports.material import AFTER_SUNSET, Material
from app.reports.sections.profiles import LEVELLED, answered_indicators
from app.reports.seeing import Seen, seen
from app.reports.words import number_of_people

NOT_SHOWN = "–"


def compose(material: Material, language: str) -> Block | None:
    asked = [one for one in answered_indicators(material) if one.kind in LEVELLED]
    if not any(seen(material, one).is_open for one in asked):
        return None
    said = _("Level 1 is very bad and level 4 is good; data files write them 0 to 3. “–” means too few answers.")
    inside = [text(said, "quiet"), *_tables(asked, material, language)]
    inside += [heading(_("Answers that are not levels")), _silences(asked, material, language)]
    return section("annex", _("Annex: all numbers"), inside)


def _tables(asked: list[Indicator], material: Material, language: str) -> list[Block]:
    """One table, or one for the dark and one for the day."""
    leading = material.leading(material.answers)
    said = _("For every question: answers by level, number of answers and people, and the share of bad or very bad.")
    if not material.leads_with_dark:
        return [_table(said, asked, material, leading, language)]
    by_day = [one for one in material.answers if one.period not in AFTER_SUNSET]
    at_day = [one for one in asked if one.is_open_in("day")]
    return [
        heading(_("After sunset")),
        _table(said, asked, material, leading, language),
        heading(_("By day")),
        _table(_("The same questions and columns, by day."), at_day, material, by_day, language),
    ]


def _table(summary: str, asked: list[Indicator], material: Material, answers: list[Answered], language: str) -> Block:
    columns = [
        _("Question"),
        *(_numbered(level) for level in LEVELS),
        _("n"),
        _("People"),
        _("Low share, {sure} interval").format(sure=sureness()),
    ]
    return table(columns, [_row(seen(material, one, answers), language) for one in asked], summary, is_last_wide=True)


def _numbered(level: int) -> str:
    return f"{format_number(level + 1)} {_(LEVEL_WORDS[level])}"


def _row(one: Seen, language: str) -> list[str]:
    name = wording(one.indicator.code, language).short
    if not one.is_open:
        # Of what may not be told at all, not even how many people told it.
        people = number_of_people(one.said_walkers) if one.is_told or one.round_to == 1 else NOT_SHOWN
        return [name, *[NOT_SHOWN] * 4, NOT_SHOWN, people, NOT_SHOWN]
    low = f"{share_words(one.low, one)} ({interval_words(one.low, one)})" if one.is_judged else NOT_SHOWN
    people = format_number(one.said_walkers)
    return [name, *(_at_level(one, level) for level in LEVELS), format_number(one.said_n), people, low]


def _at_level(one: Seen, level: int) -> str:
    """A count; for feelings a share, because their counts may not be written exactly."""
    count = one.profile.counts[level]
    return format_number(count) if one.round_to == 1 else format_percent(count / one.n)


def _silences(asked: list[Indicator], material: Material, language: str) -> Block:
    rows = []
    for here in (seen(material, one, material.answers) for one in asked):
        if here.is_open and here.round_to == 1:
            counts = (here.profile.na, here.profile.dk, here.profile.silent)
            rows.append([wording(here.indicator.code, language).short, *(format_number(count) for count in counts)])
    columns = [_("Question"), _("does not apply"), _("don’t know"), _("no answer")]
    return table(columns, rows, _("For every question: how often it did not apply, was not known, or was left open."))
