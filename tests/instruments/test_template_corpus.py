"""A corpus of template files: each is left out with a sentence, and nothing that a walk stands on changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.foundation.database import reading, writing
from app.foundation.settings import settings
from app.instruments import instrument_named, shelving
from app.instruments.keeping import instrument_with_hash, keep_version
from app.instruments.library import Library
from app.instruments.reading import TemplateFault
from app.instruments.shapes import read_shaped
from app.instruments.shelving import library
from tests.corpora.templates import HOSTILE, MISSHAPEN
from tests.makers.instruments import a_file, folder_of_quito
from tests.makers.keeping import every_row

KINDS = ("dictionary", "instrument", "wording", "about")
PLACES = {
    "instrument": "{name}/instrument.yaml",
    "wording": "dictionary/{name}.yaml",
    "about": "x_quito_night/{name}.yaml",
}


def every_case() -> Iterator[tuple[str, str, str | bytes]]:
    """A name, the kind of file, and what stands in it."""
    for name, (kind, content) in MISSHAPEN.items():
        yield name, kind, content
    for name, hostile in HOSTILE.items():
        for kind in KINDS:
            yield name, kind, hostile


def test_an_author_is_told_what_is_wrong_with_each_file_and_where(tmp_path: Path) -> None:
    for name, kind, content in every_case():
        path = a_file(tmp_path, "quito/file.yaml", content)
        try:
            read_shaped(path, kind)
        except TemplateFault as fault:
            assert len(fault.sentence) > 10 and fault.place().startswith("quito/file.yaml"), name
            assert len(str(fault)) < 700 and str(tmp_path) not in str(fault), name
        else:
            pytest.fail(f"{name} was taken as {kind}")


def test_a_folder_full_of_harm_changes_nothing_that_a_walk_stands_on(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder_of_quito(house / "own")
    monkeypatch.setenv("FAROLA_TEMPLATES", str(own))
    settings.cache_clear()
    with writing() as session:
        kept = {keep_version(session, instrument_named(code)) for code in ("st9", "x_quito_night")}
    before, rows_before = library(), every_row()
    harm = {
        PLACES[kind].format(name=f"h{number}"): content
        for number, (_name, kind, content) in enumerate(every_case())
        if kind in PLACES
    }
    for place, content in harm.items():
        a_file(own, place, content)
    library_again = _read_anew()
    assert {str(fault.path.relative_to(own)) for fault in library_again.faults} == set(harm)
    assert library_again.instruments == before.instruments and library_again.indicators == before.indicators
    assert library_again.words == before.words and library_again.about == before.about
    with writing() as session:
        assert {keep_version(session, instrument_named(code)) for code in ("st9", "x_quito_night")} == kept
    assert every_row() == rows_before


def test_a_walk_keeps_its_questions_when_the_folder_that_asked_them_is_spoilt(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder_of_quito(house / "own")
    monkeypatch.setenv("FAROLA_TEMPLATES", str(own))
    settings.cache_clear()
    asked = instrument_named("x_quito_night")
    with writing() as session:
        sha256 = keep_version(session, asked)
    a_file(own, "x_quito_night/instrument.yaml", HOSTILE["alias bomb"])
    a_file(own, "dictionary/dictionary.yaml", HOSTILE["3,000 brackets"])
    assert "x_quito_night" not in _read_anew().instruments
    with reading() as session:
        found = instrument_with_hash(session, sha256)
    assert found is not None and found.sha256 == sha256 and "x_quito_arcade" in found.indicators


def _read_anew() -> Library:
    """The library as a server that begins now reads it."""
    shelving._library_with.cache_clear()
    return library()


@pytest.fixture(autouse=True)
def _no_library_left() -> Iterator[None]:
    yield
    shelving._library_with.cache_clear()
