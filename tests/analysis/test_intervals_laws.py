"""Laws of intervals, whatever the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis import spread_over_walkers, wilson_interval

COUNTED = st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTED)
def test_an_interval_holds_its_share_and_stays_between_none_and_all(counted):
    count, n = counted
    low, high = wilson_interval(count, n)
    assert 0 <= low <= high <= 1
    if n:
        assert low <= count / n <= high


@given(COUNTED)
def test_saying_the_opposite_mirrors_the_interval(counted):
    count, n = counted
    low, high = wilson_interval(count, n)
    assert wilson_interval(n - count, n) == pytest.approx((1 - high, 1 - low))


@given(COUNTED.filter(lambda counted: counted[1] > 0))
def test_ten_times_as_many_answers_are_never_less_sure(counted):
    count, n = counted
    low, high = wilson_interval(count, n)
    more_low, more_high = wilson_interval(10 * count, 10 * n)
    assert more_high - more_low < high - low


def test_published_values_come_out():
    """Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81 of 263 and 15 of 148 and 0 of 20 and 1 of 29."""
    for count, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson_interval(count, n) == pytest.approx((low, high), abs=5e-5)


def test_a_share_of_nothing_is_an_error_only_when_it_cannot_be():
    assert wilson_interval(0, 0) == (0, 1)
    with pytest.raises(ValueError, match="0 <= count <= n"):
        wilson_interval(4, 3)


VALUES = st.lists(st.floats(0, 100), min_size=1, max_size=5)


@given(st.lists(VALUES, min_size=1, max_size=7), st.randoms())
def test_few_walkers_get_the_plain_range_in_any_order(by_walker, chance):
    spread = spread_over_walkers(by_walker)
    shuffled = chance.sample(by_walker, len(by_walker))
    assert spread.kind == "range"
    assert spread_over_walkers(shuffled) == spread
    means = [sum(values) / len(values) for values in by_walker]
    assert spread.low == pytest.approx(min(means)) and spread.high == pytest.approx(max(means))


def test_one_walker_who_answers_often_makes_nothing_surer():
    """Twelve walkers, one of whom answered fifty times: the interval stays as wide as the walkers disagree."""
    steady = [[float(10 * turn)] for turn in range(12)]
    chatty = [[0.0] * 50, *steady[1:]]
    narrow, wide = spread_over_walkers(steady), spread_over_walkers(chatty)
    assert narrow.kind == wide.kind == "interval"
    assert wide.high - wide.low > narrow.high - narrow.low


def test_nobody_gives_no_spread():
    assert spread_over_walkers([[], []]) is None
