"""No walker's feeling can be had by subtracting views of the hexagons from each other, whatever the walkers did."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis import Audience
from app.instruments import dictionary
from app.maps.cells import shown_cells
from app.maps.selection import Selection
from app.maps.tally import Tally
from app.tallies import PERIODS

FEELING = dictionary()["fee_safe"]
LEAST = {Audience.PLANNER: 5, Audience.PUBLIC: 10}
# (cell, period, walker): one answer each
ANSWERS = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 24)), max_size=120)


def tally_of(answers):
    walkers = [walker for _cell, _period, walker in answers]
    return Tally(Counter(walker % 4 for walker in walkers), Counter(walkers), len({walker % 2 for walker in walkers}))


def table_of(answers):
    cells = {cell for cell, _period, _walker in answers}
    whole = {cell: tally_of([one for one in answers if one[0] == cell]) for cell in cells}
    by_period = {
        period: {
            cell: tally_of(part) for cell in cells if (part := [one for one in answers if one[:2] == (cell, period)])
        }
        for period in range(3)
    }
    return whole, by_period


def views(answers, audience):
    """Every view there is: which walkers stand behind each figure that is shown."""
    whole, by_period = table_of(answers)
    for size in range(3):
        for chosen in combinations(range(3), size):
            selection = Selection(FEELING, periods=frozenset(PERIODS[period] for period in chosen))
            counted = set(chosen) or {0, 1, 2}
            for cell in shown_cells(whole, by_period, selection, audience):
                behind = frozenset(one for one in answers if one[0] == cell and one[1] in counted)
                if behind:
                    yield behind


@settings(max_examples=150, deadline=None)
@given(ANSWERS, st.sampled_from([Audience.PLANNER, Audience.PUBLIC]))
def test_one_figure_less_another_never_leaves_one_or_two_people(answers, audience):
    figures = set(views(answers, audience))
    for figure in figures:
        assert len({walker for _cell, _period, walker in figure}) >= LEAST[audience]
    for whole in figures:
        for part in figures:
            left = {walker for _cell, _period, walker in whole - part}
            if part < whole:
                assert len(left) >= LEAST[audience]


@settings(max_examples=150, deadline=None)
@given(ANSWERS, st.sampled_from([Audience.PLANNER, Audience.PUBLIC]))
def test_the_whole_place_less_its_shown_hexagons_never_leaves_one_or_two_people(answers, audience):
    whole, by_period = table_of(answers)
    shown = shown_cells(whole, by_period, Selection(FEELING), audience)
    left = {walker for cell, _period, walker in answers if cell not in shown}
    assert not shown or not left or len(left) >= LEAST[audience]
