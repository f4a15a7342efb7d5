"""A city brings its own folder: what it may add, and what is left out without closing the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.foundation.settings import settings
from app.instruments import dictionary, instrument_named, languages_of, packed
from app.instruments.library import BUILT_IN, Library
from app.instruments.reading import TemplateFault
from app.instruments.shelving import read_library
from tests.makers.instruments import LOCAL_DICTIONARY, LOCAL_INSTRUMENT, LOCAL_WORDS, a_file, folder_of_quito


def only_fault(made: Library) -> str:
    assert len(made.faults) >= 1
    return str(made.faults[0])


def test_a_city_asks_its_own_question_in_its_own_instrument(tmp_path: Path) -> None:
    made = read_library(BUILT_IN, folder_of_quito(tmp_path))
    assert made.faults == []
    instrument = made.instruments["x_quito_night"]
    assert instrument.indicators["x_quito_arcade"].is_local
    assert not instrument.indicators["lgt_level"].is_local
    assert made.words["es"]["x_quito_arcade"].choices == {"open": "Abierto", "gated": "Con reja"}
    assert made.about["x_quito_night"]["es"].title == "Noche en Quito"


def test_the_setting_brings_the_folder_to_everybody(
    tmp_path: Path, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAROLA_TEMPLATES", str(folder_of_quito(tmp_path / "own")))
    settings.cache_clear()
    instrument = instrument_named("x_quito_night")
    assert languages_of("x_quito_night") == ["es"]
    assert "x_quito_arcade" in dictionary()
    # A walker who reads no Spanish still gets the words that there are, or at least the code.
    question = packed(instrument, ["en", "es"])["questions"][9]
    assert question["text"]["es"]["short"] == "Portal"
    assert question["text"]["en"]["short"] == "x_quito_arcade"


def test_without_the_setting_nothing_of_a_city_is_known(house: Path) -> None:
    assert not any(one.is_local for one in dictionary().values())


def test_a_city_may_say_bus_in_its_own_way(tmp_path: Path) -> None:
    words = LOCAL_WORDS + '  trn_near:\n    short: "Colectivo"\n    question: "¿A cuánto está el colectivo?"\n'
    made = read_library(BUILT_IN, folder_of_quito(tmp_path, words=words))
    assert made.words["es"]["trn_near"].short == "Colectivo"
    assert made.words["es"]["trn_near"].choices["3"] == "Muy cerca"
    assert made.words["en"]["trn_near"].short == "Transport"
    assert made.instruments["st9"].sha256 == instrument_named("st9").sha256


def test_a_new_language_may_come_word_by_word(tmp_path: Path) -> None:
    a_file(
        tmp_path,
        "dictionary/sw.yaml",
        'language: sw\nindicators:\n  lgt_level: {short: "Mwanga", question: "Kuna mwanga?"}\n',
    )
    made = read_library(BUILT_IN, tmp_path)
    assert made.faults == []
    assert made.words["sw"]["lgt_level"].short == "Mwanga"


PREFIX, CODE = r"x_<city>_<name>", "x_quito_arcade"
LEFT_OUT = {
    "a question without the city's prefix": ("dictionary", CODE, "arcade_open", PREFIX),
    "a question with half a prefix": ("dictionary", CODE, "x_arcade", PREFIX),
    "a question that replaces a built-in one": ("dictionary", CODE, "lgt_level", PREFIX),
    "a question for free words": (
        "dictionary",
        "kind: one\n    level: S\n    privacy: A\n    choices: [open, gated]\n",
        "kind: media\n    level: S\n    privacy: A\n",
        r"must be answered with levels, choices or numbers",
    ),
    "words for an unknown code": ("words", CODE, "x_quito_arkade", r'has no "x_quito_arkade"'),
    "words for an unknown answer": ("words", "gated:", "shut:", r'no answer "shut"'),
    "a language under another name": ("words", "language: es", "language: pt", r"Name it pt\.yaml"),
    "an instrument without the core": ("instrument", "gen_mix, ", "", r"Add gen_mix to quick or full"),
    "an instrument with an unknown code": ("instrument", f"[{CODE}]", "[x_lima_wall]", r'has no "x_lima_wall"'),
    "an instrument under another name": ("instrument", "x_quito_night", "other", r"name of the folder"),
    "a chain of follow-ups": (
        "instrument",
        "version",
        "follow_ups: {fee_safe: {at_most: 1, ask: [lgt_level]}}\nversion",
        r'"fee_safe" cannot ask "lgt_level"',
    ),
    "a follow-up for free words": (
        "instrument",
        "version",
        "follow_ups: {fee_safe: {at_most: 1, ask: [nar_worry]}}\nversion",
        r'"fee_safe" cannot ask "nar_worry"',
    ),
}
FILES = {"dictionary": LOCAL_DICTIONARY, "words": LOCAL_WORDS, "instrument": LOCAL_INSTRUMENT}


@pytest.mark.parametrize(("file", "old", "new", "said"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_faulty_file_of_a_city_is_left_out_and_the_rest_goes_on(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    made = read_library(BUILT_IN, folder_of_quito(tmp_path, **{file: FILES[file].replace(old, new)}))
    assert any(re.search(said, str(fault)) for fault in made.faults), made.faults
    assert set(made.instruments) >= {"wsa_night", "st9", "prk"}
    assert made.indicators["lgt_level"].kind == "r03"


def test_a_city_cannot_take_the_place_of_a_built_in_instrument(tmp_path: Path) -> None:
    a_file(
        tmp_path,
        "st9/instrument.yaml",
        LOCAL_INSTRUMENT.replace("x_quito_night", "st9").replace("[x_quito_arcade]", "[]"),
    )
    made = read_library(BUILT_IN, tmp_path)
    assert "st9/instrument.yaml: " in only_fault(made)
    assert made.instruments["st9"].full == ("ppl_comfort", "lgt_even")


def test_a_house_without_a_dictionary_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"dictionary/dictionary\.yaml"):
        read_library(tmp_path)


def test_an_instrument_may_ask_nothing_more_where_the_dictionary_would(tmp_path: Path) -> None:
    quiet = LOCAL_INSTRUMENT + "follow_ups: {lgt_level: null, fee_safe: {at_most: 0, ask: [ppl_comfort]}}\n"
    instrument = read_library(BUILT_IN, folder_of_quito(tmp_path, instrument=quiet)).instruments["x_quito_night"]
    assert instrument.indicators["lgt_level"].follow_up is None
    assert "lgt_cause" not in instrument.indicators
    assert instrument.follow_ups["fee_safe"] == {"at_most": 0, "ask": ["ppl_comfort"]}
    assert "ppl_comfort" in instrument.indicators
