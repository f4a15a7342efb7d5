"""Every letter that reaches the press can be drawn, and nothing that could be drawn is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.language import WALKER_LANGUAGES
from app.instruments import dictionary, wording
from app.reports import fonts
from app.reports.covering import ISOLATES, JOINERS, REPLACEMENT, printable, printable_text

DRAWABLE = frozenset(range(0x20, 0x17F)) | frozenset(range(0x600, 0x700)) | {ord(REPLACEMENT)}


@given(st.text())
def test_only_letters_that_a_font_draws_are_left(words: str) -> None:
    invisible = {*ISOLATES, *JOINERS, "\u00a0", "\u200b"}
    assert all(ord(letter) in DRAWABLE or letter in invisible for letter in printable_text(words, DRAWABLE))


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=40))
def test_plain_words_are_left_as_they_are(words: str) -> None:
    assert printable_text(words, DRAWABLE) == words


@given(st.text())
def test_doing_it_twice_changes_nothing(words: str) -> None:
    once = printable_text(words, DRAWABLE)
    assert printable_text(once, DRAWABLE) == once


def test_a_row_of_emoji_is_one_sign() -> None:
    assert printable_text("lamp 🏮🚶🏽‍♀️ out", DRAWABLE).replace("\u200d", "") == f"lamp {REPLACEMENT} out"


def test_marks_that_turn_the_page_are_taken_out() -> None:
    assert printable_text("a\u202eb\u2067c", DRAWABLE) == "abc"


def test_persian_keeps_its_joiners() -> None:
    assert "\u200c" in printable_text("می\u200cروم", DRAWABLE)


def test_numbers_and_truths_pass_through() -> None:
    assert printable({"a": [1, True, None, 0.5]}, DRAWABLE) == {"a": [1, True, None, 0.5]}


def test_the_fonts_that_come_along_draw_three_languages() -> None:
    words = "Farola ñ¿¡áéíóúü “quotes” – … أإآؤئةى ،؛؟ ٠١٢٣٤٥٦٧٨٩ ٪ ﷼"
    assert all(ord(letter) in fonts.covered() for letter in words if not letter.isspace())


@pytest.mark.parametrize("language", WALKER_LANGUAGES)
def test_what_is_asked_in_a_walkers_language_can_be_printed_and_so_can_her_answer(language: str) -> None:
    for code in dictionary():
        words = wording(code, language)
        for said in (words.question, *words.meanings.values()):
            assert REPLACEMENT not in printable_text(said, fonts.covered()), said
