"""The rows beside the map, and their download."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from app.instruments import dictionary, wording
from app.maps.marks import Mark
from app.maps.selection import SORTS, Selection
from app.maps.summary import summary_of
from app.maps.table import bar_of, csv_of, sorted_marks, spoken_bar

WORDS = wording("lgt_level", "en")
LIGHT = Selection(dictionary()["lgt_level"])


def a_mark(name: str = "Bus stop", level: int | None = 1, n: int = 4, number: int | None = 1, counts=None) -> Mark:
    return Mark(
        key=f"stop-{name}",
        kind="stop",
        name=name,
        lon=24.9,
        lat=60.1,
        level=level,
        n=n if level is not None else 0,
        walkers=n,
        counts=counts,
        is_sure=True,
        number=number,
    )


@pytest.mark.parametrize(("sort", "order"), [("worst", "bca"), ("best", "acb"), ("place", "abc"), ("answers", "cba")])
def test_rows_come_in_the_chosen_order_and_what_is_hidden_comes_last(sort, order):
    marks = [a_mark("a", 3, 1, 1), a_mark("hidden", None, 9, 0), a_mark("b", 0, 2, 2), a_mark("c", 1, 3, 3)]
    assert "".join(mark.name for mark in sorted_marks(marks, sort)) == order + "hidden"
    assert sort in SORTS


def test_a_bar_fills_its_width_and_is_said_in_words():
    mark = a_mark(counts={0: 1, 1: 2, 2: 0, 3: 1})
    assert [(part.level, part.x, part.width) for part in bar_of(mark)] == [(0, 0, 25), (1, 25, 50), (3, 75, 25)]
    assert spoken_bar(mark, WORDS) == "No light 25%, Weak 50%, and Good 25%"
    assert bar_of(a_mark(counts=None)) == []


def test_the_download_hides_what_the_map_hides_and_runs_no_formula():
    marks = [a_mark("=HYPERLINK(1)", 1, 4, 2, {0: 0, 1: 4, 2: 0, 3: 0}), a_mark("Arch", None, 2, 3)]
    rows = list(csv.DictReader(StringIO("".join(csv_of(marks, LIGHT)).removeprefix("\ufeff"))))
    assert rows[0]["place"] == "'=HYPERLINK(1)"
    assert (rows[0]["level"], rows[0]["meaning"], rows[0]["answers"], rows[0]["level_1"]) == ("1", "Weak", "4", "4")
    assert {rows[1][name] for name in ("level", "meaning", "answers", "level_0", "level_3")} == {""}


def test_the_sentence_names_the_worst_and_the_good_places_and_counts_the_hidden():
    marks = [a_mark("Arch", 0, 4), a_mark("Shop", 3, 5), a_mark("Yard", None)]
    assert summary_of(marks, WORDS, is_scored=True) == (
        "2 places with 9 answers to “Light”. “No light”: Arch. “Good”: Shop. "
        "1 place is not shown, because too few people answered there."
    )


def test_where_many_places_are_alike_they_are_counted():
    marks = [a_mark(name, 0) for name in "abcd"]
    assert summary_of(marks, WORDS, is_scored=True) == "4 places with 16 answers to “Light”. “No light”: 4 places."
    assert summary_of([], WORDS, is_scored=True) == ""


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", "\0=1", "＝1+1", "＠SUM", "  =1+1"])
def test_a_stop_that_is_named_like_a_formula_stays_a_name(name: str) -> None:
    rows = list(csv.reader(StringIO("".join(csv_of([a_mark(name, counts={0: 0, 1: 4, 2: 0, 3: 0})], LIGHT)))))
    assert any(cell.startswith("'") for cell in rows[1])
