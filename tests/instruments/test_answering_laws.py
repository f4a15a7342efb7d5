"""Laws of `faults_in` that hold for every instrument and whatever a phone, or somebody who is no phone, may send."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.instruments import Indicator, Instrument, faults_in, instruments

INSTRUMENTS = st.sampled_from(instruments())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)


def answers_to(indicator: Indicator) -> st.SearchStrategy[Any]:
    """Every kind of answer that the dictionary promises for this indicator."""
    own: dict[str, st.SearchStrategy[Any]] = {
        "one": st.sampled_from(indicator.choices or ("",)),
        "yn": st.sampled_from(indicator.choices or ("",)),
        "multi": st.lists(st.sampled_from(indicator.choices or ("",)), unique=True),
        "cnt": st.integers(0, 100_000),
        "num": st.integers(0, 100_000) | st.floats(0, 100_000),
        "media": st.nothing(),
        "auto": st.nothing(),
    }
    return st.sampled_from(["na", "dk"]) | (st.integers(0, 3) if indicator.has_levels else own[indicator.kind])


@st.composite
def honest_answers(draw: st.DrawFn) -> tuple[Instrument, dict[str, Any]]:
    instrument = draw(INSTRUMENTS)
    askable = [code for code in instrument.indicators if code not in instrument.walker]
    codes = draw(st.lists(st.sampled_from(askable), unique=True, max_size=12))
    return instrument, {code: draw(answers_to(instrument.indicators[code])) for code in codes}


@given(honest_answers())
def test_every_honest_answer_is_taken(said: tuple[Instrument, dict[str, Any]]) -> None:
    instrument, answers = said
    assert faults_in(instrument, answers) == []
    assert faults_in(instrument, json.loads(json.dumps(answers))) == []


@given(INSTRUMENTS, ANYTHING)
def test_nothing_that_is_sent_can_break_it(instrument: Instrument, answers: Any) -> None:
    assert isinstance(faults_in(instrument, answers), list)


@given(INSTRUMENTS, st.data())
def test_nothing_sent_as_one_answer_can_break_it(instrument: Instrument, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(list(instrument.indicators)))
    assert len(faults_in(instrument, {code: data.draw(ANYTHING)})) <= 1


@given(honest_answers(), st.dictionaries(st.text(max_size=10), ANYTHING, max_size=4))
def test_a_wrong_answer_never_makes_a_right_one_wrong(
    said: tuple[Instrument, dict[str, Any]], more: dict[str, Any]
) -> None:
    instrument, answers = said
    together = faults_in(instrument, {**more, **answers})
    alone = faults_in(instrument, {code: answer for code, answer in more.items() if code not in answers})
    assert sorted(fault.pointer for fault in together) == sorted(fault.pointer for fault in alone)


@given(INSTRUMENTS, st.dictionaries(st.text(max_size=10), ANYTHING, max_size=5))
def test_asking_twice_gives_the_same_and_changes_nothing(instrument: Instrument, answers: dict[str, Any]) -> None:
    before = repr(answers)
    assert faults_in(instrument, answers) == faults_in(instrument, answers)
    assert repr(answers) == before
