"""Which answers are taken of a walker's phone, and what she or the maker of another app is told of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from app.foundation.language import in_language
from app.instruments import ANSWER_FAULTS, dictionary, faults_in, instrument_named, profile_faults_in
from tests.makers.instruments import some_indicator, some_instrument

TAKEN: list[tuple[str, Any]] = [
    ("lgt_level", 0),
    ("lgt_level", 3),
    ("lgt_level", "na"),
    ("fee_safe", "dk"),
    ("ppl_density", 2),
    ("lgt_cause", ["lamp_out", "hidden_by_tree"]),
    ("lgt_cause", []),
    ("lgt_cause", "dk"),
    ("lgt_total", 0),
    ("lgt_working", 14),
    ("lgt_working", "dk"),
    ("gov_owner", "street_lighting"),
    ("ctx_power", "on"),
    ("nar_worry", "na"),
]
REFUSED: list[tuple[str, Any]] = [
    ("lgt_level", 4),
    ("lgt_level", -1),
    ("lgt_level", 2.0),
    ("lgt_level", "2"),
    ("lgt_level", True),
    ("lgt_level", None),
    ("lgt_level", [2]),
    ("lgt_level", "NA"),
    ("lgt_cause", "lamp_out"),
    ("lgt_cause", ["lamp_out", "lamp_out"]),
    ("lgt_cause", ["lamp_out", "na"]),
    ("lgt_cause", [["lamp_out"]]),
    ("lgt_cause", {"lamp_out": True}),
    ("lgt_total", -1),
    ("lgt_total", 3.5),
    ("lgt_total", 10**30),
    ("lgt_total", False),
    ("gov_owner", "the_mayor"),
    ("gov_owner", ["police"]),
    ("nar_worry", "a story"),
    ("ctx_fix", "60.1,24.9"),
    ("no_such_code", 1),
    ("", 1),
    ("wlk_gender", "woman"),
    ("fee_dark", "very_safe"),
]


@pytest.mark.parametrize(("code", "answer"), TAKEN, ids=str)
def test_a_walkers_answer_is_taken(code: str, answer: Any) -> None:
    assert faults_in(instrument_named("wsa_night"), {code: answer}) == []


@pytest.mark.parametrize(("code", "answer"), REFUSED, ids=str)
def test_what_is_not_an_answer_is_pointed_at(code: str, answer: Any) -> None:
    faults = faults_in(instrument_named("wsa_night"), {code: answer})
    assert [fault.pointer for fault in faults] == [f"/answers/{code}"]


def test_each_wrong_answer_is_named_beside_the_right_ones() -> None:
    answers = {"lgt_level": 9, "opn_view": 2, "x_lima_wall": 1, "fee_safe": "dk"}
    pointers = [fault.pointer for fault in faults_in(instrument_named("st9"), answers)]
    assert pointers == ["/answers/lgt_level", "/answers/x_lima_wall"]


def test_an_answer_of_another_instrument_is_not_taken() -> None:
    assert faults_in(instrument_named("st9"), {"prk_edge": 1})
    assert not faults_in(instrument_named("prk"), {"prk_edge": 1})


def test_what_a_follow_up_asks_is_taken_though_no_set_names_it() -> None:
    instrument = instrument_named("st9")
    assert "lgt_cause" not in instrument.quick + instrument.full
    assert faults_in(instrument, {"lgt_level": 0, "lgt_cause": ["no_lamp"]}) == []


def test_a_walkers_profile_takes_what_a_finding_refuses() -> None:
    instrument = instrument_named("wsa_night")
    herself = {
        "wlk_gender": "woman",
        "wlk_age": "25_39",
        "wlk_difficulty": ["none"],
        "fee_dark": "never_go_out_after_dark",
    }
    assert profile_faults_in(instrument, herself) == []
    assert len(faults_in(instrument, herself)) == 4
    assert [fault.pointer for fault in profile_faults_in(instrument, {"lgt_level": 1})] == ["/answers/lgt_level"]


def test_a_measure_takes_decimals_but_nothing_endless() -> None:
    instrument = some_instrument(some_indicator("acc_clear_cm", "num"))
    assert not faults_in(instrument, {"acc_clear_cm": 87.5})
    assert not faults_in(instrument, {"acc_clear_cm": 90})
    for endless in (float("nan"), float("inf"), -0.5, 1e9, True, "90"):
        assert faults_in(instrument, {"acc_clear_cm": endless}), endless


def test_yes_and_no_are_words() -> None:
    instrument = some_instrument(dictionary()["crs_time"])
    assert not faults_in(instrument, {"crs_time": "no_signal"})
    assert faults_in(instrument, {"crs_time": True})


@pytest.mark.parametrize("answers", [None, [], "lgt_level", 3, [("lgt_level", 1)]], ids=str)
def test_answers_that_are_no_pairs_at_all_are_one_fault(answers: Any) -> None:
    assert [fault.pointer for fault in faults_in(instrument_named("st9"), answers)] == ["/answers"]


def test_the_sentence_says_what_would_be_taken() -> None:
    (fault,) = faults_in(instrument_named("st9"), {"gov_owner": "king"})
    with in_language("en"):
        sentence = fault.said(ANSWER_FAULTS[fault.code])
    assert "street_lighting" in sentence
    assert "dk" in sentence


def test_a_code_made_to_confuse_is_shortened_and_escaped() -> None:
    (fault,) = faults_in(instrument_named("st9"), {"a/b~c" + "x" * 5000: 1})
    assert fault.pointer.startswith("/answers/a~1b~0cx")
    assert len(fault.pointer) + len(fault.said(ANSWER_FAULTS[fault.code])) < 400
