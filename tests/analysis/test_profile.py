"""What a profile counts, and what it leaves out."""

from __future__ import annotations

import pytest

from app.analysis import profile_of
from app.foundation.identifiers import new_id
from tests.makers.analysis import an_answer


def test_levels_and_the_three_ways_of_not_giving_one_are_counted_apart():
    answers = [an_answer(lgt_level=said) for said in (0, 0, 1, 3, "na", "dk", "dk")] + [an_answer(opn_view=2)]
    profile = profile_of(answers, "lgt_level")
    assert profile.counts == {0: 2, 1: 1, 2: 0, 3: 1}
    assert (profile.n, profile.na, profile.dk, profile.silent) == (4, 1, 2, 1)
    assert profile.walkers == 4


def test_a_daylight_walker_is_not_silent_about_lamps_that_nobody_asked_her_about():
    answers = [an_answer(period="day", opn_view=2), an_answer(period="night", opn_view=2)]
    assert profile_of(answers, "lgt_level").silent == 1
    assert profile_of(answers, "opn_view").silent == 0


def test_what_the_group_agreed_is_beside_never_in_what_each_said():
    answers = [an_answer(lgt_level=0), an_answer(lgt_level=1), an_answer(lgt_level=3, mode="group_agreed")]
    assert profile_of(answers, "lgt_level").counts == {0: 1, 1: 1, 2: 0, 3: 0}
    assert profile_of(answers, "lgt_level", voice="group").counts == {0: 0, 1: 0, 2: 0, 3: 1}


def test_four_walkers_are_not_shown_and_five_are():
    answers = [an_answer(lgt_level=1) for _walker in range(4)]
    assert not profile_of(answers, "lgt_level").is_shown
    assert profile_of([*answers, an_answer(lgt_level=1)], "lgt_level").is_shown


def test_a_walker_who_answers_five_times_is_still_one_walker():
    her = new_id()
    profile = profile_of([an_answer(her, lgt_level=1) for _time in range(5)], "lgt_level")
    assert (profile.n, profile.walkers, profile.is_shown) == (5, 1, False)


def test_a_split_opinion_is_read_as_the_worse_level():
    assert profile_of([an_answer(lgt_level=0), an_answer(lgt_level=3)], "lgt_level").median == 0
    assert profile_of([], "lgt_level").median is None


def test_true_is_not_a_level():
    assert profile_of([an_answer(lgt_level=True)], "lgt_level").n == 0


def test_an_indicator_that_nobody_defined_is_an_error():
    with pytest.raises(KeyError):
        profile_of([], "no_such_thing")
