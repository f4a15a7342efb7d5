"""Agreement against published worked examples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis import agreement_of, mean_difference, ordinal_alpha
from app.foundation.identifiers import new_id
from tests.makers.analysis import an_answer

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C: four observers, twelve units, levels 1..5.
# The published ordinal alpha is 0.815.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
UNITS = [[rating for rating in unit if rating is not None] for unit in zip(*OBSERVERS, strict=True)]


def test_the_published_example_gives_the_published_alpha():
    assert ordinal_alpha(UNITS, levels=(1, 2, 3, 4, 5)) == pytest.approx(0.815, abs=0.0005)


def test_walkers_who_all_say_the_same_at_each_stop_agree_wholly():
    assert ordinal_alpha([[0, 0, 0], [3, 3], [1, 1, 1]]) == pytest.approx(1)


def test_when_everyone_says_one_level_everywhere_alpha_says_nothing():
    assert ordinal_alpha([[2, 2], [2, 2]]) is None
    assert ordinal_alpha([[1], [2]]) is None


@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=6), min_size=1, max_size=8), st.randoms())
def test_neither_the_order_of_stops_nor_of_walkers_matters(units, chance):
    shuffled = [chance.sample(unit, len(unit)) for unit in chance.sample(units, len(units))]
    assert ordinal_alpha(shuffled) == (pytest.approx(alpha) if (alpha := ordinal_alpha(units)) is not None else None)
    assert alpha is None or alpha <= 1 + 1e-9


def test_the_mean_difference_is_over_all_pairs():
    assert mean_difference([[0, 1, 3], [2]]) == pytest.approx((1 + 3 + 2) / 3)
    assert mean_difference([[2]]) is None


def test_alpha_waits_for_five_walkers_but_the_difference_does_not():
    stop, others = new_id(), new_id()
    four = [an_answer(stop_id=stop, lgt_level=level) for level in (0, 1, 1, 2)]
    assert agreement_of(four, "lgt_level").alpha is None
    assert agreement_of(four, "lgt_level").difference == pytest.approx(1)
    five = [*four, an_answer(stop_id=stop, lgt_level=2)]
    more = [an_answer(answer.walker_id, stop_id=others, lgt_level=3) for answer in five]
    agreement = agreement_of(five + more, "lgt_level")
    assert (agreement.walkers, agreement.stops) == (5, 2)
    assert 0 < agreement.alpha < 1


def test_a_walker_who_rates_a_stop_twice_does_not_disagree_with_herself():
    stop, her = new_id(), new_id()
    answers = [an_answer(her, stop_id=stop, lgt_level=0), an_answer(her, stop_id=stop, lgt_level=3)]
    assert agreement_of(answers, "lgt_level").difference is None


def test_day_and_night_at_one_stop_are_two_things_to_agree_on():
    stop = new_id()
    answers = [an_answer(stop_id=stop, period=period, opn_view=level) for period, level in (("day", 3), ("night", 0))]
    assert agreement_of(answers, "opn_view").difference is None
