"""Which answers an instrument takes. Pure: the same answers get the same faults on the phone's day and a year later."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.foundation.errors import LastingFault
from app.foundation.language import N_
from app.instruments.indicator import DO_NOT_KNOW, LEVELS, NOT_APPLICABLE, Indicator
from app.instruments.instrument import Instrument

MOST_COUNTED = 100_000  # far above any count of lamps, people or centimetres: it only stops slips and overflow

UNKNOWN_CODE = "question-unknown"
ABOUT_THE_WALKER = "about-the-walker"
NOT_A_LEVEL = "not-a-level"
NOT_A_CHOICE = "not-a-choice"
NOT_A_LIST = "not-a-list"
NOT_A_COUNT = "not-a-count"
NOT_A_NUMBER = "not-a-number"
SENT_ELSEWHERE = "sent-elsewhere"
NOT_ANSWERS = "not-answers"
# What each means. Codes are kept with what was refused, and with them the words that the sentences ask for: a code never
# changes, and a sentence may only ask for the same words or fewer.
ANSWER_FAULTS = {
    UNKNOWN_CODE: N_('This walk\'s questions have no "{code}". The facilitator can see which questions belong to it.'),
    ABOUT_THE_WALKER: N_(
        '"{code}" is about the walker, and is kept apart from what she found. Send it with her profile.'
    ),
    NOT_A_LEVEL: N_('"{code}" takes a whole number from 0 to 3, "na" or "dk".'),
    NOT_A_CHOICE: N_('"{code}" takes one of: {choices}.'),
    NOT_A_LIST: N_('"{code}" takes a list of different words from: {choices}.'),
    NOT_A_COUNT: N_('"{code}" takes a whole number from 0 to {most}, "na" or "dk".'),
    NOT_A_NUMBER: N_('"{code}" takes a number from 0 to {most}, "na" or "dk".'),
    SENT_ELSEWHERE: N_('"{code}" is not among the answers: words, photos, voice and place have their own fields.'),
    NOT_ANSWERS: N_("The answers must be pairs of a question and its answer."),
}


def faults_in(instrument: Instrument, answers: Any) -> list[LastingFault]:
    """What cannot be taken of a finding's `answers`, one fault an answer; empty when all is well.

    Levels are whole numbers 0..3, `one` and `yn` one word, `multi` a list of different words (an empty list is silence),
    counts whole numbers, numbers also with decimals. "na" and "dk" answer every question. Pointers are JSON pointers into
    the finding, such as `/answers/lgt_level`. Never raises, whatever `answers` is.
    """
    return _faults(instrument, answers, refused=instrument.walker, because=ABOUT_THE_WALKER)


def profile_faults_in(instrument: Instrument, answers: Any) -> list[LastingFault]:
    """The same for what a walker says about herself, which takes only the instrument's `walker` questions."""
    elsewhere = [code for code in instrument.indicators if code not in instrument.walker]
    return _faults(instrument, answers, refused=elsewhere, because=UNKNOWN_CODE)


def _faults(instrument: Instrument, answers: Any, refused: Iterable[str], because: str) -> list[LastingFault]:
    if not isinstance(answers, Mapping):
        return [LastingFault("/answers", NOT_ANSWERS)]
    barred, faults = set(refused), []
    for code, answer in answers.items():
        indicator = instrument.indicators.get(code) if isinstance(code, str) else None
        wrong = because if code in barred else UNKNOWN_CODE if indicator is None else _fault_of(indicator, answer)
        if wrong:
            faults.append(LastingFault(_pointer(code), wrong, _words(wrong, code, indicator)))
    return faults


def _fault_of(indicator: Indicator, answer: Any) -> str | None:
    """The code of what is wrong with one answer; None when it is well."""
    if isinstance(answer, str) and answer in (NOT_APPLICABLE, DO_NOT_KNOW):
        return None
    is_taken, wrong = _KINDS[indicator.kind]
    return None if is_taken(indicator, answer) else wrong


def _is_whole(answer: Any, most: int) -> bool:
    # True is an int in Python and would pass as level 1.
    return isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer <= most


def _is_level(_indicator: Indicator, answer: Any) -> bool:
    return _is_whole(answer, len(LEVELS) - 1)


def _is_choice(indicator: Indicator, answer: Any) -> bool:
    return isinstance(answer, str) and answer in indicator.choices


def _is_list(indicator: Indicator, answer: Any) -> bool:
    if not isinstance(answer, list) or not all(_is_choice(indicator, one) for one in answer):
        return False
    return len(set(answer)) == len(answer)


def _is_count(_indicator: Indicator, answer: Any) -> bool:
    return _is_whole(answer, MOST_COUNTED)


def _is_number(indicator: Indicator, answer: Any) -> bool:
    if isinstance(answer, float):
        return math.isfinite(answer) and 0 <= answer <= MOST_COUNTED
    return _is_count(indicator, answer)


def _is_never(_indicator: Indicator, _answer: Any) -> bool:
    return False


_KINDS: dict[str, tuple[Callable[[Indicator, Any], bool], str]] = {
    "r03": (_is_level, NOT_A_LEVEL),
    "f03": (_is_level, NOT_A_LEVEL),
    "d03": (_is_level, NOT_A_LEVEL),
    "one": (_is_choice, NOT_A_CHOICE),
    "yn": (_is_choice, NOT_A_CHOICE),
    "multi": (_is_list, NOT_A_LIST),
    "cnt": (_is_count, NOT_A_COUNT),
    "num": (_is_number, NOT_A_NUMBER),
    "media": (_is_never, SENT_ELSEWHERE),
    "auto": (_is_never, SENT_ELSEWHERE),
}


def _pointer(code: Any) -> str:
    """RFC 6901: ~ and / inside a name are written ~0 and ~1."""
    return "/answers/" + str(code)[:80].replace("~", "~0").replace("/", "~1")


def _words(wrong: str, code: Any, indicator: Indicator | None) -> dict[str, str | int]:
    """What the sentence of this fault asks for, and no more: it is kept."""
    choices = ", ".join((*indicator.choices, NOT_APPLICABLE, DO_NOT_KNOW)) if indicator else ""
    known: dict[str, str | int] = {"code": str(code)[:80], "choices": choices, "most": MOST_COUNTED}
    return {name: word for name, word in known.items() if f"{{{name}}}" in ANSWER_FAULTS[wrong]}
