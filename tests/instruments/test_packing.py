"""What a phone takes along: all it needs to ask, in the languages of the walk, and not a byte that tells about people."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from app.instruments import dictionary, instrument_named, instruments, packed, words_sha256

SCENES = (Path(__file__).resolve().parents[2] / "static" / "icons" / "scenes.svg").read_text(encoding="utf-8")


def test_the_pack_of_an_instrument_has_the_shape_of_the_contract() -> None:
    one = packed(instrument_named("wsa_night"), ["ar", "en"])
    assert {"code", "version", "sha256", "quick", "full", "questions"} <= set(one)
    light = one["questions"][0]
    assert light["code"] == one["quick"][0] == "lgt_level"
    assert (light["kind"], light["levels"], light["when"], light["drawing"]) == (
        "r03",
        [0, 1, 2, 3],
        "dusk-night",
        "lgt_level",
    )
    assert light["follow_up"] == {"at_most": 1, "ask": ["lgt_cause", "gov_owner"]}
    assert set(light["text"]) == {"ar", "en"}
    assert light["text"]["en"]["choices"] == {"0": "No light", "1": "Weak", "2": "Fair", "3": "Good"}
    assert light["text"]["en"]["meanings"]["0"].startswith("No lamp works here")


@pytest.mark.parametrize("code", ["wsa_night", "st9", "prk"])
def test_every_question_that_can_be_asked_is_in_the_pack_with_its_answers(code: str) -> None:
    one = packed(instrument_named(code), ["es"])
    questions = {question["code"]: question for question in one["questions"]}
    named = [code for name in ("quick", "full", "header", "walker", "own_words") for code in one[name]]
    asked = [more for question in questions.values() if question["follow_up"] for more in question["follow_up"]["ask"]]
    assert set(named) | set(asked) == set(questions)
    for question in questions.values():
        answers = question.get("choices") or [str(level) for level in question.get("levels", [])]
        assert list(question["text"]["es"]["choices"]) == answers, question["code"]
        assert set(question["alone"]) <= set(answers)


def test_a_pack_in_three_languages_is_light_enough_for_a_weak_signal() -> None:
    for one in instruments():
        assert len(gzip.compress(json.dumps(packed(one, ["en", "es", "ar"]), ensure_ascii=False).encode())) < 20_000


def test_every_drawing_that_a_pack_names_is_drawn_for_each_level() -> None:
    for one in dictionary().values():
        for level in one.choices if one.drawing else ():
            assert f'id="{one.drawing}-{level}"' in SCENES


def test_the_very_words_of_each_language_have_their_own_fingerprint() -> None:
    one = instrument_named("st9")
    fingerprints = packed(one, ["en", "es", "ar"])["words_sha256"]
    assert len(set(fingerprints.values())) == 3
    assert fingerprints["es"] == words_sha256(one, "es") == words_sha256(one, "es-MX")
