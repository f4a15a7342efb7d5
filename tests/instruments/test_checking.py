"""`farola instruments check` finds what a walker would stumble over."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.foundation.language import WALKER_LANGUAGES
from app.foundation.settings import settings
from app.instruments.checking import faults_of
from app.instruments.commands import commands
from app.instruments.library import BUILT_IN
from app.instruments.shelving import read_library
from tests.makers.instruments import LOCAL_WORDS, folder_of_quito

FEELING = "  fee_safe:\n    kind: f03\n"
BEHAVIOUR = "  soc_now:\n    kind: r03\n    level: S\n    privacy: "
SPOILT = {
    "a word too wide": ("dictionary/es.yaml", 'short: "Luz"', 'short: "Iluminación pública"', r"too wide for a phone"),
    "a tile too wide": ("dictionary/en.yaml", 'tile: "Weak"', 'tile: "Weak but present light"', r"too wide for a phone"),
    "a question too long": (
        "dictionary/en.yaml",
        "How much light is there here now?",
        "How much light would you say that there is here around you at this moment?",
        r"too long to hear once",
    ),
    "a lost answer": ("dictionary/ar.yaml", "      lamp_out:", "      # lamp_out:", r'no words for its answer "lamp_out"'),
    "light by day": ("dictionary/dictionary.yaml", "    when: dusk-night\n", "", r"when: dusk-night"),
    "a scored feeling": ("dictionary/dictionary.yaml", FEELING, FEELING + "    scored: true\n", r"an outcome"),
    "behaviour in the open": ("dictionary/dictionary.yaml", BEHAVIOUR + "S", BEHAVIOUR + "A", r"cannot have privacy A"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "said"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_file_is_found(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    shutil.copytree(BUILT_IN, tmp_path / "t")
    path = tmp_path / "t" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = [str(fault) for fault in faults_of(read_library(tmp_path / "t"))]
    assert len(faults) == 1
    assert said in faults[0]
    assert faults[0].startswith(file)


def test_a_question_without_words_is_found(tmp_path: Path) -> None:
    shutil.copytree(BUILT_IN, tmp_path / "t")
    path = tmp_path / "t" / "dictionary" / "es.yaml"
    text = path.read_text(encoding="utf-8")
    start = text.index("  lgt_face:")
    path.write_text(text[:start] + text[text.index("  lgt_even:") :], encoding="utf-8")
    (fault,) = faults_of(read_library(tmp_path / "t"))
    assert str(fault) == 'dictionary/es.yaml: "lgt_face" has no words here yet. Add them.'


def test_the_command_is_content_with_what_is_built_in(house: Path) -> None:
    answer = CliRunner().invoke(commands, ["check"])
    assert answer.exit_code == 0, answer.output
    assert "All is well." in answer.output
    for line in ("wsa_night", "st9", "prk", "130/130"):
        assert line in answer.output


def test_the_command_names_file_and_line_and_ends_with_one(
    tmp_path: Path, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = folder_of_quito(tmp_path / "own", words=LOCAL_WORDS.replace("short:", "shrot:"))
    monkeypatch.setenv("FAROLA_TEMPLATES", str(own))
    settings.cache_clear()
    answer = CliRunner().invoke(commands, ["check"])
    assert answer.exit_code == 1
    assert "dictionary/es.yaml:" in answer.output
    assert "must be put right" in answer.output


def test_the_list_shows_every_instrument(house: Path) -> None:
    answer = CliRunner().invoke(commands, ["list"])
    assert answer.exit_code == 0
    assert "Women's night walk" in answer.output
    assert " ".join(sorted(WALKER_LANGUAGES)) in answer.output
