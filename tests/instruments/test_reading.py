"""Template files that nobody should be able to hurt a server with."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from app.instruments.reading import TemplateFault, read_template
from tests.corpora.templates import HOSTILE
from tests.makers.instruments import a_file


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_or_careless_file_is_refused_at_once_and_with_words(tmp_path: Path, content: str | bytes) -> None:
    path = a_file(tmp_path, "quito/en.yaml", content)
    begun = time.monotonic()
    with pytest.raises(TemplateFault) as fault:
        read_template(path)
    assert time.monotonic() - begun < 5
    assert len(fault.value.sentence) > 10
    assert str(tmp_path.parent) not in str(fault.value)


def test_a_missing_file_is_named_without_the_folders_above_it(tmp_path: Path) -> None:
    with pytest.raises(TemplateFault, match=r"^quito/en\.yaml: "):
        read_template(tmp_path / "quito" / "en.yaml")


def test_an_author_is_told_the_line_of_a_name_that_stands_twice(tmp_path: Path) -> None:
    path = a_file(tmp_path, "st9/en.yaml", "title: a\nwho: b\ntitle: c\n")
    with pytest.raises(TemplateFault, match=r'^st9/en\.yaml:3: "title" stands here twice'):
        read_template(path)


def test_words_that_yaml_would_turn_into_something_else_stay_words(tmp_path: Path) -> None:
    written = "a: on\nb: no\nc: 13_17\nd: 2026-01-01\ne: 1.0\nf: 0x1F\ng: 12:30\nh: ~\nyes: y\n"
    read = read_template(a_file(tmp_path, "x/en.yaml", written))
    assert read == {
        "a": "on", "b": "no", "c": "13_17", "d": "2026-01-01", "e": "1.0", "f": "0x1F", "g": "12:30", "h": "~", "yes": "y",
    }  # fmt: skip


def test_levels_are_named_by_text_and_numbers_and_truth_stay_what_they_are(tmp_path: Path) -> None:
    read = read_template(
        a_file(tmp_path, "x/en.yaml", "choices: {0: no light, 3: good}\nat_most: 1\nscored: true\nwhen: null")
    )
    assert read == {"choices": {"0": "no light", "3": "good"}, "at_most": 1, "scored": True, "when": None}


def test_twenty_levels_and_arabic_are_fine(tmp_path: Path) -> None:
    deep = "".join(" " * depth + f"a{depth}:\n" for depth in range(19)) + " " * 19 + "a: ضوء"
    assert read_template(a_file(tmp_path, "x/ar.yaml", deep))
