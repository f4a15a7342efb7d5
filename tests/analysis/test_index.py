"""The index, and when there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis import index_in, index_of
from app.instruments import CORE
from tests.makers.analysis import an_answer

WHOLE = dict.fromkeys(CORE, 3)


def test_all_best_is_a_hundred_and_all_worst_is_nought():
    assert index_in(an_answer(**WHOLE)) == 100
    assert index_in(an_answer(**dict.fromkeys(CORE, 0))) == 0


def test_how_she_feels_more_people_and_more_police_do_not_move_it():
    moved = WHOLE | {"fee_safe": 0, "ppl_density": 0, "sec_presence": 0}
    assert index_in(an_answer(**moved)) == 100
    assert index_in(an_answer(**moved), left_out=()) == 75


def test_with_fewer_than_six_of_the_eight_there_is_no_index():
    six = {code: 3 for code in CORE if code not in ("lgt_level", "opn_view", "fee_safe")}
    assert index_in(an_answer(**six)) == 100
    assert index_in(an_answer(**(six | {"eye_watch": "dk"}))) is None
    assert index_of([an_answer(eye_watch=1)]) is None


def test_it_says_how_many_walkers_and_items_are_behind_it():
    index = index_of([an_answer(**WHOLE), an_answer(**(WHOLE | {"lgt_level": "na"}))])
    assert (index.findings, index.walkers, index.items) == (2, 2, 7.5)
    assert index.spread.kind == "range"


@given(
    st.lists(st.fixed_dictionaries({code: st.sampled_from([0, 1, 2, 3, "na"]) for code in CORE}), max_size=12),
    st.randoms(),
)
def test_it_stays_within_its_spread_and_the_order_does_not_matter(said, chance):
    answers = [an_answer(**one) for one in said]
    index = index_of(answers)
    if index is not None:
        assert -1e-9 <= index.spread.low <= index.value + 1e-6
        assert index.value - 1e-6 <= index.spread.high <= 100 + 1e-9
        assert index_of(chance.sample(answers, len(answers))).value == pytest.approx(index.value)
