"""Findings in words: what a moderator reads, in her own language. Pure but for the words of the instruments."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.findings.finding import Finding
from app.findings.medium import PHOTO, VOICE, Medium
from app.findings.refusals import FAULTS, UNREADABLE
from app.foundation.errors import LastingFault
from app.foundation.language import N_, _, format_answers, language_now
from app.instruments import DO_NOT_KNOW, LEVEL_KINDS, NOT_APPLICABLE, Instrument, dictionary, wording

MOST_CHIPS = 4  # the worst four fit one line of a list; the page of the finding has all
MARK_WORDS = {
    "broken-lamp": N_("Broken lamp"),
    "blocked-path": N_("Blocked path"),
    "dark-corner": N_("Dark corner"),
    "harassment": N_("Harassment"),
    "good-place": N_("Good place"),
    "no-toilet": N_("Toilet needed"),
    "no-water": N_("Water needed"),
    "other": N_("Something else"),
    "noticed-here": N_("To be answered"),
}
PERIOD_WORDS = {"day": N_("Day"), "dusk": N_("Dusk"), "night": N_("Night")}
MODE_WORDS = {"one_person": N_("One person"), "pair": N_("A pair"), "group_agreed": N_("The group agreed")}
ENTRY_WORDS = {
    "on_the_spot": N_("Written on the spot"),
    "later_same_day": N_("Written later the same day"),
    "from_paper": N_("Copied from paper"),
}
SOURCE_WORDS = {
    "gps": N_("from the phone's position"),
    "pin": N_("chosen on the phone's map"),
    "stop": N_("at the planned stop"),
    "corrected": N_("put right by a moderator"),
}
OTHER_ANSWERS = {NOT_APPLICABLE: N_("Does not apply"), DO_NOT_KNOW: N_("Can't say")}


LONGEST_TOLD = 20_000  # characters; a full finding with words and ten photos has about 6,000


@dataclass(frozen=True, slots=True)
class Told:
    """One answer in words. `level` is 0..3 for questions with levels, else None."""

    code: str
    short: str
    question: str
    answer: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as one line of a list."""

    finding: Finding
    where: str
    worst: list[Told]
    others: int  # answers that the line does not show
    words: str
    photos: list[Medium] = field(default_factory=list)
    recordings: int = 0


@dataclass(frozen=True, slots=True)
class ToldFault:
    """Which part of a parked finding is meant, and what is wrong with it."""

    pointer: str
    sentence: str
    is_as_kept: bool = False  # in whatever language the phone spoke that sent it


def told_answers(finding: Finding, instrument: Instrument | None) -> list[Told]:
    """Every answer of a finding, in the instrument's order; answers of questions nobody knows any more come last."""
    order = list(instrument.indicators) if instrument else []
    codes = sorted(finding.answers, key=lambda code: order.index(code) if code in order else len(order))
    return [told(code, finding.answers[code]) for code in codes]


def told(code: str, answer: Any) -> Told:
    """One answer in the language of the moment."""
    indicator = dictionary().get(code)
    if indicator is None:
        return Told(code, code, code, str(answer))
    words = wording(code, language_now())
    if isinstance(answer, list):
        said = format_answers(words.meanings.get(one, one) for one in answer) if answer else ""
    elif answer in OTHER_ANSWERS:
        said = _(OTHER_ANSWERS[answer])
    else:
        said = words.meanings.get(str(answer), str(answer))
    is_level = indicator.kind in LEVEL_KINDS and isinstance(answer, int)
    return Told(code, words.short, words.question, said, answer if is_level else None)


def line_of(finding: Finding, media: Sequence[Medium], stops: Mapping[UUID, str]) -> Line:
    """What a list shows of a finding: the worst answers first, the beginning of its words, its photos."""
    answers = [told(code, answer) for code, answer in finding.answers.items()]
    rated = sorted((one for one in answers if one.level is not None), key=lambda one: one.level or 0)
    photos = [medium for medium in media if medium.kind == PHOTO]
    return Line(
        finding=finding,
        where=where_of(finding, stops),
        worst=rated[:MOST_CHIPS],
        others=len(answers) - len(rated[:MOST_CHIPS]),
        words=" · ".join(finding.shown_words.values()),
        photos=photos,
        recordings=sum(medium.kind == VOICE for medium in media),
    )


def where_of(finding: Finding, stops: Mapping[UUID, str]) -> str:
    """The stop's name, or whether it has a place at all."""
    if finding.stop_id and finding.stop_id in stops:
        return stops[finding.stop_id]
    return _("Between the stops") if finding.lon is not None else _("No place")


def told_words(finding: Finding) -> list[tuple[Told, bool]]:
    """What somebody wrote, under its question, and whether it is hidden."""
    return [
        (
            Told(code, wording(code, language_now()).short, wording(code, language_now()).question, text),
            code in finding.hidden_words,
        )
        if code in dictionary()
        else (Told(code, code, code, text), code in finding.hidden_words)
        for code, text in finding.words.items()
    ]


def told_marks(finding: Finding) -> list[str]:
    """Marks set in passing, in words where we have them."""
    return [_(MARK_WORDS[mark]) if mark in MARK_WORDS else mark.replace("-", " ") for mark in finding.marks]


def _unsaid(text: str, codes: Collection[str]) -> str:
    """Canonical JSON with "…" for whatever stands under these names; it may be cut off anywhere, so it cannot be read."""
    names = "|".join(map(re.escape, codes))
    value = r'"(?:[^"\\]|\\.)*"?|\[[^]]*]?|[^,}]*'
    return re.sub(f'("(?:{names})":)(?:{value})', r'\1"…"', text) if names else text


def told_faults(detail: Sequence[Mapping[str, Any]]) -> list[ToldFault]:
    """What is wrong with a parked finding, in the language of the moment; what older versions kept, as they worded it."""
    return [
        ToldFault(kept["pointer"], _said(LastingFault(kept["pointer"], kept["code"], kept["words"])))
        if "code" in kept
        else ToldFault(kept["pointer"], kept["sentence"], is_as_kept=True)
        for kept in detail
    ]


def _said(fault: LastingFault) -> str:
    # A newer version, from which somebody came back, may know more than this one does.
    return fault.said(FAULTS.get(fault.code, FAULTS[UNREADABLE]))


def as_it_came(beginning: str, about_her: Collection[str]) -> str:
    """What a phone sent, for people who look for what is wrong with it; of what is far too long, how it begins.

    Without what she said about herself, which nobody is shown of a single walker. `about_her` are the codes of such questions.
    """
    beginning = _unsaid(beginning, about_her)
    if len(beginning) > LONGEST_TOLD:
        return f"{beginning[:LONGEST_TOLD]}…"
    try:
        told = json.dumps(json.loads(beginning), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return beginning
    return told if len(told) <= LONGEST_TOLD else beginning  # lists within lists are nearly all indentation
