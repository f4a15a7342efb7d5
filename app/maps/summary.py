"""The map in a sentence, for those who listen and those in a hurry. It speaks of what a place needs, never of danger."""

from __future__ import annotations

from collections.abc import Sequence

from app.analysis import Audience, Place, Rule
from app.foundation.language import _, format_list, format_number, ngettext_
from app.instruments import Wording
from app.maps.marks import Mark

NAMED = 3  # more names than this nobody keeps in mind
AREA_M = 350  # across an H3 cell of resolution 9, the area of `Place.AREA`


def summary_of(marks: Sequence[Mark], words: Wording, is_scored: bool) -> str:
    """How many places and answers, where it is worst and where it is good, and how many are hidden."""
    shown = [mark for mark in marks if mark.is_shown]
    if not shown:
        return _hidden(len(marks))
    answers = sum(mark.n for mark in shown)
    sentences = [
        _("{places} with {answers} to “{question}”.").format(
            places=ngettext_("{n} place", "{n} places", len(shown)).format(n=format_number(len(shown))),
            answers=ngettext_("{n} answer", "{n} answers", answers).format(n=format_number(answers)),
            question=words.short,
        )
    ]
    levels = [mark.level for mark in shown if mark.level is not None]
    ends = (min(levels), max(levels)) if is_scored and min(levels) != max(levels) else (min(levels),)
    sentences += [_at(level, shown, words) for level in ends]
    return " ".join([*sentences, _hidden(len(marks) - len(shown))]).strip()


def _at(level: int, shown: Sequence[Mark], words: Wording) -> str:
    """Places are named where there are few, and counted where there are many."""
    there = [mark for mark in shown if mark.level == level]
    names = list(dict.fromkeys(mark.name for mark in there))
    if len(names) > NAMED:
        places = ngettext_("{n} place", "{n} places", len(there)).format(n=format_number(len(there)))
    else:
        places = format_list(names)
    return _("“{level}”: {places}.").format(level=words.choices[str(level)], places=places)


def _hidden(count: int) -> str:
    if not count:
        return ""
    return ngettext_(
        "{n} place is not shown, because too few people answered there.",
        "{n} places are not shown, because too few people answered there.",
        count,
    ).format(n=format_number(count))


def discretion_of(rule: Rule, audience: Audience) -> str:
    """Why this question is drawn the way it is, for whoever looks."""
    if rule.place is Place.POINT:
        if audience is Audience.GROUP:
            return ""
        return _("Things that can be mended are shown exactly where they are, after the group has checked them.")
    least = int(rule.least_walkers)
    if rule.place is Place.STOP:
        return ngettext_(
            "How people feel is shown only where at least {n} person answered.",
            "How people feel is shown only where at least {n} people answered.",
            least,
        ).format(n=format_number(least))
    said = ngettext_(
        "How people feel is shown in areas of about {metres} metres, only where at least {n} person answered.",
        "How people feel is shown in areas of about {metres} metres, only where at least {n} people answered.",
        least,
    )
    areas = said.format(n=format_number(least), metres=format_number(AREA_M))
    rounding = _("Numbers of answers are rounded to the nearest {n}.")
    return f"{areas} {rounding.format(n=format_number(rule.round_to))}" if rule.round_to > 1 else areas
