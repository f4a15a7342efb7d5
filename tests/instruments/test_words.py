"""Every language says the whole dictionary, in words that fit a small phone."""

from __future__ import annotations

import re

import pytest

from app.foundation.language import WALKER_LANGUAGES, direction_of
from app.instruments import about, dictionary, instruments, languages_of, wording
from app.instruments.checking import faults_of, spoken_in
from app.instruments.library import BUILT_IN
from app.instruments.shelving import library, read_library

LATIN = re.compile(r"[A-Za-z]{2,}")
SAME_WORDS = {
    "no",
    "campus",
    "irregular",
    "acceptable",
    "ambulance",
    "impossible",
}  # as in English, in one or other language
FORBIDDEN = re.compile(r"\b(submit|sync|upload|pending|GPS|audit|moderate|harass|dangerous area)\b", re.IGNORECASE)


def test_nothing_must_be_put_right() -> None:
    assert [str(fault) for fault in faults_of(read_library(BUILT_IN))] == []


def test_each_language_of_walkers_says_everything() -> None:
    assert [(each.language, each.is_whole) for each in spoken_in(library())] == [
        (tag, True) for tag in sorted(WALKER_LANGUAGES)
    ]
    for one in instruments():
        assert languages_of(one.code) == sorted(WALKER_LANGUAGES)


@pytest.mark.parametrize("language", [tag for tag in WALKER_LANGUAGES if tag != "en"])
def test_no_english_is_left_over(language: str) -> None:
    for code, one in dictionary().items():
        ours, english = wording(code, language), wording(code, "en")
        assert ours.question != english.question, code
        for choice in one.choices:
            if ours.choices[choice] == english.choices[choice]:
                assert ours.choices[choice].lower() in SAME_WORDS, (code, choice)


def test_arabic_is_written_in_arabic_letters() -> None:
    assert direction_of("ar") == "rtl"
    for code in dictionary():
        words = wording(code, "ar")
        spoken = [words.short, words.question, words.explanation, *words.choices.values(), *words.meanings.values()]
        assert not [text for text in spoken if LATIN.search(text)], code
        assert not [text for text in spoken if "?" in text or "," in text], f"{code}: use ؟ and ،"


@pytest.mark.parametrize(("language", "letters"), [("hi", "[ऀ-ॿ]"), ("bn", "[ঀ-৿]")])
def test_hindi_and_bengali_are_written_in_their_own_letters(language: str, letters: str) -> None:
    own = re.compile(letters)
    for code in dictionary():
        words = wording(code, language)
        for text in [words.short, words.question, *words.choices.values(), *words.meanings.values()]:
            assert own.search(text) or text[0].isdigit(), code
            assert not LATIN.search(text), (code, text)


def test_french_keeps_its_question_marks_on_the_line() -> None:
    for code in dictionary():
        words = wording(code, "fr")
        for text in (words.question, words.explanation, *words.meanings.values()):
            assert not re.search(r" [?!:;]", text), (code, "a no-break space belongs there")
            assert "'" not in text, (code, text)


def test_spanish_opens_its_questions() -> None:
    for code in dictionary():
        question = wording(code, "es").question
        assert ("?" in question) == ("¿" in question), code


@pytest.mark.parametrize("language", WALKER_LANGUAGES)
def test_every_level_has_its_own_words_and_a_sentence(language: str) -> None:
    for code, one in dictionary().items():
        words = wording(code, language)
        assert len(set(words.choices.values())) == len(one.choices), code
        assert set(words.meanings) == set(one.choices), code


def test_walkers_are_spared_the_language_of_offices() -> None:
    for code in dictionary():
        words = wording(code, "en")
        for text in (words.short, words.question, *words.choices.values(), *words.meanings.values()):
            assert not FORBIDDEN.search(text), (code, text)


def test_the_core_speaks_the_words_of_the_grid() -> None:
    grid = {"lgt_level": "Light", "opn_view": "Open space", "eye_watch": "Seen by others", "fee_safe": "My feeling"}
    assert {code: wording(code, "en").short for code in grid} == grid


def test_a_reader_of_mexican_spanish_reads_spanish_and_one_of_nahuatl_english() -> None:
    assert wording("lgt_level", "es-MX").short == "Luz"
    assert wording("lgt_level", "nah").short == "Light"
    assert about("st9", "es-MX").title == about("st9", "es").title
    assert about("nothing", "es").title == "nothing"


def test_a_scale_nobody_owns_is_never_called_by_the_owners_name() -> None:
    for path in BUILT_IN.rglob("*.yaml"):
        assert "safetipin" not in path.read_text(encoding="utf-8").lower(), path
