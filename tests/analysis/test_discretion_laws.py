"""Nobody can be found by subtracting one shown figure from another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis import LEAST_WALKERS, Audience, Place, may_show, rounded, rounded_part, rule_for, safe_parts

PARTS = st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 30), min_size=1, max_size=12), max_size=12)


@given(PARTS)
def test_what_is_left_of_the_whole_is_nobody_or_enough_people(parts):
    shown = safe_parts(parts, set(parts), LEAST_WALKERS)
    assert all(len(parts[key]) >= LEAST_WALKERS for key in shown)
    left = set().union(*(walkers for key, walkers in parts.items() if key not in shown))
    assert not shown or len(left) == 0 or len(left) >= LEAST_WALKERS


@given(PARTS, st.randoms())
def test_the_same_places_are_shown_whatever_the_order(parts, chance):
    keys = chance.sample(list(parts), len(parts))
    assert safe_parts({key: parts[key] for key in keys}, set(keys), 5) == safe_parts(parts, set(parts), 5)


def test_one_lonely_place_takes_the_smallest_neighbour_with_it():
    parts = {"alley": {1}, "square": set(range(10, 16)), "market": set(range(20, 30))}
    assert safe_parts(parts, set(parts), LEAST_WALKERS) == {"market"}


@given(st.integers(0, 10_000))
def test_rounding_never_makes_somebody_nobody(count):
    assert abs(rounded(count) - count) <= 2 or count < 3
    assert (rounded(count) == 0) == (count == 0)
    assert rounded(count) % 5 == 0


@given(st.integers(0, 10_000))
def test_one_who_said_it_looks_like_nobody_beside_a_rounded_whole(count):
    assert abs(rounded_part(count) - count) <= 2
    assert rounded_part(count) % 5 == 0
    assert rounded_part(1) == rounded_part(0) == 0


@pytest.mark.parametrize("privacy", ["A", "P", "S", "M", "?"])
def test_the_further_away_the_less_is_seen(privacy):
    order = list(Place)
    rules = [rule_for(privacy, audience) for audience in (Audience.GROUP, Audience.PLANNER, Audience.PUBLIC)]
    for nearer, further in pairwise(rules):
        assert order.index(nearer.place) <= order.index(further.place)
        assert nearer.least_walkers <= further.least_walkers


@pytest.mark.parametrize(
    ("privacy", "audience", "least"),
    [
        ("A", Audience.PUBLIC, 1),
        ("P", Audience.GROUP, 3),
        ("P", Audience.PLANNER, 5),
        ("P", Audience.PUBLIC, 10),
        ("S", Audience.PLANNER, 10),
        ("S", Audience.PUBLIC, 10),
    ],
)
def test_one_walker_fewer_than_the_least_is_too_few(privacy, audience, least):
    assert may_show(least, privacy, audience, walks=2)
    assert not may_show(least - 1, privacy, audience, walks=2)


def test_the_public_does_not_see_the_feelings_of_a_single_evening():
    assert not may_show(40, "P", Audience.PUBLIC, walks=1)
    assert may_show(40, "P", Audience.PUBLIC, walks=2)


def test_a_walker_who_gave_most_answers_is_not_averaged_away():
    assert not may_show(6, "P", Audience.PLANNER, answers=20, most_of_one=11)
    assert may_show(6, "P", Audience.PLANNER, answers=20, most_of_one=10)


def test_times_and_accuracies_are_for_the_group_alone():
    assert may_show(1, "M", Audience.GROUP)
    assert not may_show(10_000, "M", Audience.PLANNER)
