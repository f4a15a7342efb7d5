"""The script: every line that a phone can say on a walk, in the order in which a facilitator records them. Pure.

A line's code is that of what it says: `hello` on the tile of its language, `consent.1` to `consent.5`, an indicator's code
for its question, and `<indicator>.<level or choice>` for each answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from app.foundation.language import name_of_language
from app.instruments import Instrument, consent_pages, wording

HELLO = "hello"
SILENT = ("media", "auto")  # kinds that the phone never asks


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to say. `of` is the code of the question that an answer belongs to, else its own."""

    code: str
    of: str
    words: str

    @property
    def words_sha256(self) -> str:
        return sha256(self.words.encode()).hexdigest()


def first_lines(instrument: Instrument, language: str) -> list[Line]:
    """What every walker meets: the language's own name, the consent, and the quick questions with their answers."""
    return [Line(HELLO, HELLO, name_of_language(language)), *_consent(language), *_asked(instrument.quick, language)]


def further_lines(instrument: Instrument, language: str) -> list[Line]:
    """What is asked of those who have more time."""
    left_out = {*instrument.quick, *instrument.header}
    asked = [code for code, one in instrument.indicators.items() if code not in left_out and one.kind not in SILENT]
    return list(_asked(asked, language))


def lines_of(instrument: Instrument, language: str) -> dict[str, Line]:
    """Every line of this instrument by its code."""
    return {line.code: line for line in first_lines(instrument, language) + further_lines(instrument, language)}


def _consent(language: str) -> Iterator[Line]:
    for number, page in enumerate(consent_pages(language), 1):
        yield Line(f"consent.{number}", "consent", f"{page['title']}. {page['text']}")


def _asked(codes: Sequence[str], language: str) -> Iterator[Line]:
    for code in codes:
        words = wording(code, language)
        yield Line(code, code, words.question)
        for answer, said in words.choices.items():
            yield Line(f"{code}.{answer}", code, said)
