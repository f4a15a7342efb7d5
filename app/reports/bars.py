"""Profile bars in plain data: four shares, how many answers they rest on, and words for those who cannot see them."""

from __future__ import annotations

from app.analysis import LEAST_WALKERS, wilson_interval
from app.foundation.language import N_, _, format_list, format_number, format_percent, ngettext_
from app.instruments import Indicator, wording
from app.reports.blocks import Block
from app.reports.seeing import Seen

LEVELS = (0, 1, 2, 3)
LEVEL_WORDS = (N_("very bad"), N_("bad"), N_("fair"), N_("good"))
"""The pattern words of the lantern scale; levels are 0..3 on the wire and 1..4 lit bars for people."""

LEAST_FOR_PER_CENT = 20
"""Answers below which a share is written as "9 of 14": a per cent of a dozen answers claims more than they know."""


def bar_of(one: Seen, language: str, *, is_small: bool = False) -> Block:
    """The bar of one profile. `is_small` leaves the question and the ends of the scale out (stop pages)."""
    words = wording(one.indicator.code, language)
    row: Block = {
        "name": words.short,
        "question": "" if is_small else words.question,
        "tone": "lantern" if one.is_judged else "plain",
        "is_shown": one.is_open,
        "shares": [],
        "labels": [],
        "ends": [] if is_small else [words.choices["0"], words.choices["3"]],
        "count": people_and_answers(one) if one.is_open else too_few(),
        "note": "",
    }
    row["alt"] = f"{words.short}: {row['count']}"
    return _filled(row, one, is_small) if one.is_open else row


def _filled(row: Block, one: Seen, is_small: bool) -> Block:
    shares = [one.profile.counts[level] / one.n for level in LEVELS]
    row["shares"] = shares if one.round_to == 1 else _coarse(shares)
    # On a stop page the bar shows the spread; per cent of a dozen answers would claim more than they know.
    has_labels = one.n >= LEAST_FOR_PER_CENT
    row["labels"] = [format_percent(share) if has_labels else "" for share in shares]
    row["alt"] = spoken(row["name"], one)
    if one.is_judged and not is_small:
        said = _("Bad or very bad: {share} ({sure} interval {interval}).")
        row["note"] = said.format(
            share=share_words(one.low, one), sure=sureness(), interval=interval_words(one.low, one)
        )
    return row


def _coarse(shares: list[float]) -> list[float]:
    """Parts of a bar of whole per cent: where counts are rounded, a ruler would give the exact ones away."""
    per_cent = [round(100 * share) for share in shares]
    return [part / sum(per_cent) for part in per_cent]


def share_words(count: int, one: Seen) -> str:
    """ "68 %", or "9 of 14" when the answers are few and need no rounding."""
    if one.n >= LEAST_FOR_PER_CENT or one.round_to > 1:
        return format_percent(count / one.n)
    return _("{count} of {n}").format(count=format_number(count), n=format_number(one.n))


def interval_words(count: int, one: Seen) -> str:
    """The Wilson interval of a share, 95 %: "55 % to 79 %"."""
    low, high = wilson_interval(count, one.n)
    return _("{low} to {high}").format(low=format_percent(low), high=format_percent(high))


def sureness() -> str:
    """How sure the intervals are: "95%"."""
    return format_percent(0.95)


def people_and_answers(one: Seen) -> str:
    """ "54 answers from 12 people", "about" where counts are rounded. Only ever said of what is open."""
    count = one.said_n
    answers = ngettext_("{n} answer", "{n} answers", count).format(n=format_number(count))
    walkers = one.said_walkers
    people = ngettext_("{n} person", "{n} people", walkers).format(n=format_number(walkers))
    pattern = _("about {answers} from {people}") if one.round_to > 1 else _("{answers} from {people}")
    return pattern.format(answers=answers, people=people)


def too_few() -> str:
    """The sentence that stands where a number would point at somebody."""
    return _("too few answers: not shown")


def fewer_than_least() -> str:
    """ "fewer than 5"."""
    return _("fewer than {n}").format(n=format_number(LEAST_WALKERS))


def level_words(indicator: Indicator, level: int, language: str) -> str:
    """The instrument's own words for one level of one question, in full."""
    return wording(indicator.code, language).meanings[str(level)]


def spoken(name: str, one: Seen) -> str:
    """The bar as a sentence, for a reader who listens."""
    shares = [
        _("{word} {share}").format(
            word=_level_name(one, level), share=format_percent(one.profile.counts[level] / one.n)
        )
        for level in LEVELS
    ]
    return f"{name}: {people_and_answers(one)}. {format_list(shares)}."


def _level_name(one: Seen, level: int) -> str:
    # Descriptions have no good or bad end: they are read by their number.
    return _(LEVEL_WORDS[level]) if one.is_judged else _("level {n}").format(n=format_number(level + 1))
