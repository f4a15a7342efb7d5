"""What a phone takes along of an instrument: the shape of "instrument" in the pack of the phone's API."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from app.instruments.indicator import LEVELS, Indicator
from app.instruments.instrument import SETS, Instrument, canonical_json
from app.instruments.wording import about, wording


def packed(instrument: Instrument, languages: Iterable[str]) -> dict[str, Any]:
    """The instrument with its words in `languages` (BCP 47 tags), ready for JSON.

    `words_sha256` names the very words of each language, which may be improved without changing the meaning's `sha256`.
    """
    spoken = list(languages)
    questions = [_question(one, spoken) for one in instrument.indicators.values()]
    return {
        "code": instrument.code,
        "version": instrument.version,
        "sha256": instrument.sha256,
        "words_sha256": {language: words_sha256(instrument, language) for language in spoken},
        "title": {language: about(instrument.code, language).title for language in spoken},
        **{name: list(getattr(instrument, name)) for name in SETS},
        "questions": questions,
    }


def words_sha256(instrument: Instrument, language: str) -> str:
    """The hash of all the words of an instrument in one language."""
    words = {code: wording(code, language).packed() for code in instrument.indicators}
    return sha256(canonical_json(words).encode()).hexdigest()


def _question(indicator: Indicator, languages: list[str]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    if indicator.has_levels:
        answers["levels"] = [int(level) for level in LEVELS]
    elif indicator.choices:
        answers["choices"] = list(indicator.choices)
    return {
        "code": indicator.code,
        "kind": indicator.kind,
        "asked_per": indicator.level,
        **answers,
        "alone": list(indicator.alone),
        "text": {language: wording(indicator.code, language).packed() for language in languages},
        "drawing": indicator.drawing,
        "when": indicator.when,
        "follow_up": indicator.follow_up.packed() if indicator.follow_up else None,
    }
