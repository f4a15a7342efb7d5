"""What a file can be right about and a walker still suffer from: missing words, words too wide, questions too long."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.foundation.language import WALKER_LANGUAGES, _
from app.instruments.consent import consent_files, consent_languages, read_consent
from app.instruments.drawings import drawings
from app.instruments.indicator import DARK, Indicator, Wording
from app.instruments.library import BUILT_IN, Library
from app.instruments.reading import TemplateFault

WIDEST_WORD = 16  # characters: what a grid row and a picture tile hold on a phone 360 px wide
LONGEST_QUESTION = 12  # words: longer ones are not remembered when they are heard once
SHARED_PREFIXES = ("soc_", "wlk_")  # behaviour and the walker herself: never class A


@dataclass(frozen=True, slots=True)
class Spoken:
    """How much of the dictionary a language says."""

    language: str
    worded: int
    of: int

    @property
    def is_whole(self) -> bool:
        return self.worded == self.of


def faults_of(library: Library) -> list[TemplateFault]:
    """Everything wrong with what was read, in the order of the files."""
    return [
        *library.faults,
        *_rule_faults(library),
        *_word_faults(library),
        *_about_faults(library),
        *_consent_faults(),
        *_drawing_faults(),
    ]


def spoken_in(library: Library) -> list[Spoken]:
    """Each language with the number of indicators that it words."""
    return [Spoken(tag, len(words), len(library.indicators)) for tag, words in sorted(library.words.items())]


def _rule_faults(library: Library) -> Iterator[TemplateFault]:
    path = BUILT_IN / "dictionary" / "dictionary.yaml"
    for code, one in library.indicators.items():
        if one.theme == "lgt" and one.when != DARK:
            yield TemplateFault(path, _('"{code}" asks about light: give it `when: dusk-night`.').format(code=code))
        if one.theme == "fee" and one.is_scored:
            yield TemplateFault(path, _('"{code}" is a feeling, an outcome: take `scored` away.').format(code=code))
        if code.startswith(SHARED_PREFIXES) and one.privacy == "A":
            yield TemplateFault(path, _('"{code}" is about people: it cannot have privacy A.').format(code=code))


def _word_faults(library: Library) -> Iterator[TemplateFault]:
    for language in sorted({*WALKER_LANGUAGES, *library.words}):
        path = _file_of("dictionary", language)
        spoken = library.words.get(language, {})
        for code, indicator in library.indicators.items():
            if code in spoken:
                yield from _faults_of_words(path, indicator, spoken[code])
            elif language in WALKER_LANGUAGES and not indicator.is_local:
                yield TemplateFault(path, _('"{code}" has no words here yet. Add them.').format(code=code))


def _faults_of_words(path: Path, indicator: Indicator, words: Wording) -> Iterator[TemplateFault]:
    for choice in indicator.choices:
        if choice not in words.choices:
            sentence = _('"{code}" has no words for its answer "{choice}". Add them.')
            yield TemplateFault(path, sentence.format(code=indicator.code, choice=choice))
    for word in _narrow_words(indicator, words):
        if len(word) > WIDEST_WORD:
            sentence = _('"{word}" ({code}) is too wide for a phone. Use at most {most} letters.')
            yield TemplateFault(path, sentence.format(word=word, code=indicator.code, most=WIDEST_WORD))
    if len(words.question.split()) > LONGEST_QUESTION:
        sentence = _('The question of "{code}" is too long to hear once. Use at most {most} words.')
        yield TemplateFault(path, sentence.format(code=indicator.code, most=LONGEST_QUESTION))


def _narrow_words(indicator: Indicator, words: Wording) -> list[str]:
    return [words.short, *(words.choices.values() if indicator.has_levels else ())]


def _about_faults(library: Library) -> Iterator[TemplateFault]:
    for code in library.instruments:
        told = library.about.get(code, {})
        for language in WALKER_LANGUAGES:
            if language not in told and (BUILT_IN / code).is_dir():
                yield TemplateFault(_file_of(code, language), _("The file is missing. Copy en.yaml and translate it."))
        if not told:
            yield TemplateFault(_file_of(code, "en"), _("The instrument has no title in any language. Add one file."))


def _consent_faults() -> Iterator[TemplateFault]:
    for path in consent_files():
        try:
            read_consent(path)
        except TemplateFault as fault:
            yield fault
    for language in WALKER_LANGUAGES:
        if language not in consent_languages():
            yield TemplateFault(_file_of("consent", language), _("The file is missing. Copy en.yaml and translate it."))


def _drawing_faults() -> Iterator[TemplateFault]:
    try:
        drawings()
    except TemplateFault as fault:
        yield fault


def _file_of(folder: str, language: str) -> Path:
    return BUILT_IN / folder / f"{language}.yaml"
