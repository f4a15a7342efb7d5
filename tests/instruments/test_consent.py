"""What a walker is told before she agrees, and the proof of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.foundation.language import WALKER_LANGUAGES
from app.foundation.settings import settings
from app.instruments import SCOPES, consent_hash, consent_languages, consent_packed, consent_pages, consent_scopes
from app.instruments.checking import faults_of
from app.instruments.library import BUILT_IN
from app.instruments.shelving import read_library
from tests.makers.instruments import a_file

SCENES = (Path(__file__).resolve().parents[2] / "static" / "icons" / "scenes.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", WALKER_LANGUAGES)
def test_she_sees_five_pictures_and_a_sentence_for_each_thing_she_may_allow(language: str) -> None:
    pages = consent_pages(language)
    assert len(pages) == 5
    assert all(f'id="{page["drawing"]}"' in SCENES for page in pages)
    assert tuple(consent_scopes(language)) == SCOPES == ("take-part", "place", "photo", "voice", "quote", "publish")
    assert len({scope["text"] for scope in consent_scopes(language).values()}) == 6


def test_each_language_has_its_own_fingerprint() -> None:
    assert set(WALKER_LANGUAGES) <= set(consent_languages())
    hashes = {consent_hash(language) for language in WALKER_LANGUAGES}
    assert len(hashes) == len(WALKER_LANGUAGES)
    assert all(len(each) == 64 for each in hashes)


def test_a_reader_of_another_language_gets_english_with_the_fingerprint_of_english() -> None:
    assert consent_pages("fi") == consent_pages("en")
    assert consent_hash("fi") == consent_hash("en")
    assert consent_hash("es-MX") == consent_hash("es")


def test_the_pack_shows_her_the_words_that_the_fingerprint_is_of() -> None:
    told = consent_packed(["es", "ar"])
    assert told["text_sha256"] == {"es": consent_hash("es"), "ar": consent_hash("ar")}
    assert told["pages"]["ar"] == consent_pages("ar")
    assert told["scopes"] == list(SCOPES)
    assert told["scope_texts"]["es"]["voice"]["ask"] == "Mi voz"


def test_an_organisation_may_say_it_in_its_own_words_and_the_fingerprint_tells(
    tmp_path: Path, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built_in = consent_hash("es")
    own = (BUILT_IN / "consent" / "es.yaml").read_text(encoding="utf-8").replace("Caminamos juntas.", "Salimos juntas.")
    a_file(tmp_path / "own", "consent/es.yaml", own)
    monkeypatch.setenv("FAROLA_TEMPLATES", str(tmp_path / "own"))
    settings.cache_clear()
    assert consent_pages("es")[0]["text"].startswith("Salimos juntas.")
    assert consent_hash("es") != built_in


@pytest.mark.parametrize("spoilt", ["language: es\npages: []\n", "language: pt\n", "&a [*a]"])
def test_nobody_is_shown_half_a_text(tmp_path: Path, house: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str) -> None:
    whole = consent_hash("es")
    a_file(tmp_path / "own", "consent/es.yaml", spoilt)
    monkeypatch.setenv("FAROLA_TEMPLATES", str(tmp_path / "own"))
    settings.cache_clear()
    assert consent_hash("es") == whole
    assert any(str(fault).startswith("consent/es.yaml") for fault in faults_of(read_library(BUILT_IN)))


def test_who_reads_a_page_cannot_change_it_for_the_next() -> None:
    consent_pages("en")[0]["title"] = "Sign here"
    assert consent_pages("en")[0]["title"] == "What we do"


@pytest.mark.parametrize("language", WALKER_LANGUAGES)
def test_no_page_is_longer_than_a_breath_or_two(language: str) -> None:
    assert all(len(page["text"].split()) <= 35 for page in consent_pages(language))
