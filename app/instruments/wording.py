"""The words of indicators and instruments, in the language asked for or the nearest that is there."""

from __future__ import annotations

from dataclasses import replace

from app.foundation.language import SOURCE_LANGUAGE
from app.instruments.indicator import Wording
from app.instruments.library import About
from app.instruments.shelving import library


def wording(code: str, language: str) -> Wording:
    """The words of an indicator: string by string in `language`, its base ("es-MX" -> "es"), or English.

    A code that no file words any more (a city took its own question away) speaks with its codes, so that old findings
    stay readable.
    """
    spoken = [library().words.get(tag, {}).get(code) for tag in _tags(language)]
    found = [words for words in spoken if words]
    if not found:
        return _unspoken(code)
    first, last = found[0], found[-1]
    if first is last:
        return first
    return replace(
        first,
        choices={**last.choices, **first.choices},
        meanings={**last.meanings, **first.meanings},
        explanation=first.explanation or last.explanation,
    )


def about(code: str, language: str) -> About:
    """Title, purpose and the rest of an instrument, in the nearest language; its code where nothing is written."""
    told = library().about.get(code, {})
    nearest = [told[tag] for tag in _tags(language) if tag in told]
    return nearest[0] if nearest else About(title=code, purpose="", who="", when="", unit="")


def _tags(language: str) -> tuple[str, ...]:
    return language, language.partition("-")[0], SOURCE_LANGUAGE


def _unspoken(code: str) -> Wording:
    known = library().indicators.get(code)
    choices = {choice: choice for choice in known.choices} if known else {}
    return Wording(code, code, choices, choices)
