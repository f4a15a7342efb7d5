"""Small sentences that several sections share."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from app.analysis import LEAST_WALKERS
from app.foundation.language import N_, _, format_list, format_number, ngettext_
from app.reports.blocks import isolated
from app.reports.material import Halt, Quote

PERIODS = {"day": N_("by day"), "dusk": N_("at dusk"), "night": N_("at night")}


def number_of_people(count: int) -> str:
    """ "12 people", never a number from one to four."""
    if 0 < count < LEAST_WALKERS:
        return _("Fewer than {n} people").format(n=format_number(LEAST_WALKERS))
    return ngettext_("{n} person", "{n} people", count).format(n=format_number(count))


def number_of_stop(halt: Halt) -> str:
    """Its number on the route; empty for one that is no longer on it."""
    return "" if halt.is_retired else format_number(halt.position)


def named_stop(halt: Halt, pattern: str = "{number} {name}") -> str:
    """ "3 Market gate", or only the name of a stop that is no longer on the route."""
    name, number = isolated(halt.name), number_of_stop(halt)
    return pattern.format(number=number, name=name) if number else name


def each_once(said: Iterable[Quote]) -> list[dict[str, str]]:
    """Quotes as a block takes them; what two people said in the same words is printed once."""
    return [
        {"words": words, "direction": direction_of_words(words)} for words in dict.fromkeys(one.words for one in said)
    ]


def after_sunset() -> str:
    """Said wherever shares leave the answers of the day out."""
    return _("Shares are of answers given after sunset.")


def period_words(period: str) -> str:
    return _(PERIODS.get(period, period))


def list_of(words: Iterable[str]) -> str:
    """ "a, b and c" as the language of the moment writes it."""
    return format_list(words)


def direction_of_words(words: str) -> str:
    """ "rtl" or "ltr" of words whose language nobody told us: the first letter with a direction, as `dir="auto"` does."""
    for character in words:
        sort = unicodedata.bidirectional(character)
        if sort in {"R", "AL"}:
            return "rtl"
        if sort == "L":
            return "ltr"
    return "ltr"
