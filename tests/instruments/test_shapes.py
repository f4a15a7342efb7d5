"""Files of the wrong shape: the author learns where and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.instruments.reading import TemplateFault
from app.instruments.shapes import read_shaped
from tests.makers.instruments import a_file

GOOD = "code: x\nversion: 1.0.0\nquick:\n  - lgt_level\nfull: []\n"
SLIPS = {
    "a missing name": ("code: x\nversion: 1.0.0\nfull: []\n", r'"the file" lacks "quick"'),
    "a misspelt name": (GOOD + "quik: []\n", r'"quik", which Farola does not know'),
    "a version in words": (GOOD.replace("1.0.0", "one"), r"x/instrument\.yaml:2: "),
    "a number for a list": (GOOD.replace("full: []", "full: 3"), r":5: "),
    "thirteen questions at a stop": (GOOD.replace("  - lgt_level\n", "".join(f"  - a_{n}\n" for n in range(13))), r":4: "),
    "a code in capitals": (GOOD.replace("lgt_level", "LGT_LEVEL"), r":4: "),
    "the same code twice": (GOOD.replace("  - lgt_level\n", "  - lgt_level\n  - lgt_level\n"), r":4: "),
    "501 questions": (GOOD.replace("[]", "[" + ",".join(f"a_{n}" for n in range(501)) + "]"), r":5: "),
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_an_instrument_is_pointed_at(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(TemplateFault, match=said):
        read_shaped(a_file(tmp_path, "x/instrument.yaml", content), "instrument")


DICTIONARY_SLIPS = {
    "an unknown kind": ("kind: r04, level: S, privacy: A", r'"r04" but must be one of: r03, f03'),
    "an unknown privacy": ("kind: r03, level: S, privacy: B", r"must be one of: A, P, S, M"),
    "choices that lack": ("kind: one, level: S, privacy: A", r'lacks "choices"'),
    "levels with choices": ("kind: r03, level: S, privacy: A, choices: [a, b]", r'"choices" does not go with the kind'),
    "a scored description": ("kind: d03, level: S, privacy: A, scored: true", r"scored"),
    "a follow-up of ticks": (
        "kind: one, level: S, privacy: A, choices: [a], follow_up: {at_most: 1, ask: [a_b]}",
        r'"follow_up" does not go',
    ),
    "a follow-up of the best": (
        "kind: r03, level: S, privacy: A, follow_up: {at_most: 3, ask: [a_b]}",
        r"must be one of: 0, 1, 2",
    ),
    "another time of day": ("kind: r03, level: S, privacy: A, when: noon", r"dusk-night"),
}


@pytest.mark.parametrize(("row", "said"), DICTIONARY_SLIPS.values(), ids=DICTIONARY_SLIPS)
def test_a_slip_in_the_dictionary_is_pointed_at(tmp_path: Path, row: str, said: str) -> None:
    content = f"version: 1.0.0\nindicators:\n  x_q_a:\n    {{{row}}}\n"
    with pytest.raises(TemplateFault, match=said) as fault:
        read_shaped(a_file(tmp_path, "dictionary/dictionary.yaml", content), "dictionary")
    assert fault.value.line == 4


def test_a_tile_without_its_sentence_is_refused(tmp_path: Path) -> None:
    content = 'language: en\nindicators:\n  a_b:\n    short: "A"\n    question: "A?"\n    choices: {0: {tile: "a"}}\n'
    with pytest.raises(TemplateFault):
        read_shaped(a_file(tmp_path, "dictionary/en.yaml", content), "wording")
