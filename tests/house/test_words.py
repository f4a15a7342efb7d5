"""No reader meets an untranslated string."""

from __future__ import annotations

import pytest

from app.foundation.language import LANGUAGES, LOCALES
from tests.house import words

OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_string_is_translated(language: str) -> None:
    assert words.faults(language, words.gathered()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_on_disk_is_the_one_in_use(language: str) -> None:
    path = LOCALES / language / "LC_MESSAGES" / "farola.po"
    assert path.read_bytes() == words.written(words.catalogue_of(language, words.gathered())), "run `make words`"


def test_a_missing_placeholder_is_noticed() -> None:
    from babel.messages.catalog import Message

    assert words._strange_placeholders(Message("{n} of {total}", "{n}")) == {"total"}
    assert words._strange_placeholders(Message("{n} of {total}", "{total} / {n}")) == set()
