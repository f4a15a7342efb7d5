from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.foundation import language as speech
from app.foundation.language import LANGUAGES, WALKER_LANGUAGES, _, in_language

EVENING = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "given"), [("es-MX", "es"), ("AR_eg", "ar"), ("", "en"), (None, "en"), ("tlh", "en"), ("est", "en")]
)
def test_a_reader_gets_the_nearest_language_we_speak(asked: str | None, given: str) -> None:
    assert speech.known_language(asked) == given


def test_direction_comes_from_the_tag() -> None:
    assert [speech.direction_of(tag) for tag in ("en", "ar", "ur", "es", "zz")] == ["ltr", "rtl", "rtl", "ltr", "ltr"]


def test_a_reader_of_arabic_reads_arabic_digits() -> None:
    with in_language("ar"):
        assert speech.format_number(1234) == "١٬٢٣٤"
        assert "٢٠٢٦" in speech.format_date(EVENING)


def test_a_reader_of_bengali_reads_her_digits_and_one_of_hindi_those_of_her_phone() -> None:
    with in_language("bn"):
        assert speech.format_number(1234) == "১,২৩৪"
    with in_language("hi"):
        assert speech.format_number(1234) == "1,234"


def test_an_evening_is_told_on_the_clock_of_the_place() -> None:
    with in_language("es"):
        assert speech.format_time(EVENING, "America/Monterrey") == "13:30"
        assert speech.format_date(EVENING, "Asia/Tokyo") == "23 de noviembre de 2026"


def test_an_unknown_string_is_shown_in_english_rather_than_lost() -> None:
    with in_language("ar"):
        assert _("a string that no catalogue has") == "a string that no catalogue has"


def test_the_language_is_given_back_after_the_block() -> None:
    with in_language("es"), in_language("ar"):
        pass
    assert speech.language_now() == "en"


@pytest.mark.parametrize("tag", [tag for tag in WALKER_LANGUAGES if tag != "en"])
def test_the_phones_words_are_only_those_the_phone_uses(tag: str) -> None:
    words = speech.phone_catalogue(tag)["words"]
    assert words
    assert len(words) < len(speech.catalogue(tag))


def test_who_works_at_the_desk_in_a_walkers_language_is_answered_in_english() -> None:
    assert set(LANGUAGES) < set(WALKER_LANGUAGES)
    assert speech.known_language("fr-MA") == "en"
    assert speech.known_language("fr-MA", WALKER_LANGUAGES) == "fr"
