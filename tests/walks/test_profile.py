"""Who walked is told in groups of five or more, and no hidden group can be found by subtraction."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.database import reading, writing
from app.foundation.errors import NotFound
from app.foundation.identifiers import new_id
from app.walks import keep_profile, profile_of_walkers
from app.walks.profile import LEAST_TOGETHER, discreet
from app.walks.status import note_pulse, status_of
from tests.cast import cast_in
from tests.makers.walks import some_walk, some_walker


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 40), max_size=8))
def test_nobody_is_shown_in_a_group_of_fewer_than_five(values: dict[str, int]) -> None:
    shown = discreet("wlk_age", values)
    assert all(count >= LEAST_TOGETHER for count in shown.groups.values())
    assert shown.withheld == 0 or shown.withheld >= LEAST_TOGETHER or shown.withheld == shown.answered
    assert sum(shown.groups.values()) + shown.withheld == shown.answered == sum(values.values())
    assert all(values[value] == count for value, count in shown.groups.items())


def test_one_hidden_walker_takes_a_second_group_along() -> None:
    shown = discreet("wlk_age", {"18-29": 9, "30-44": 6, "60+": 1})
    assert (shown.groups, shown.withheld) == ({"18-29": 9}, 7)


def test_a_walkers_answers_about_herself_are_counted_apart_from_her_findings(either_house: Path) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        told = []
        for age in ["18-29"] * 6 + ["60+"] * 5:
            told.append(some_walker(session, walk).walker)
            keep_profile(session, told[-1], {"wlk_age": age}, new_id())
        changed = some_walker(session, walk).walker
        silent = some_walker(session, walk).walker
        keep_profile(session, silent, {"wlk_age": "18-29"}, new_id())
        keep_profile(session, changed, {"wlk_age": "60+", "wlk_tie": ["live", "work"]}, new_id())
        session.flush()
        keep_profile(session, changed, {"wlk_age": "18-29"}, new_id())
    with reading() as session:
        of = {one.id for one in [*told, changed]}
        ages, ties = profile_of_walkers(session, cast.planner, walk.audit_id, of)
        assert (ages.groups, ages.withheld) == ({"18-29": 7, "60+": 5}, 0)
        assert (ties.groups, ties.withheld) == ({}, 1)
        with pytest.raises(NotFound):
            profile_of_walkers(session, cast.stranger, walk.audit_id, of)


def test_the_facilitator_sees_whose_phones_still_hold_something(either_house: Path) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        empty, holding, silent = (some_walker(session, walk).walker for _ in range(3))
        note_pulse(empty, 0, 0, walk.opens_at)
        note_pulse(holding, 3, 7, walk.closes_at)
        status = status_of([empty, holding, silent], findings=12)
    assert (status.walkers, status.empty, status.holding, status.unheard) == (3, 1, 1, 1)
    assert (status.unsent_findings, status.unsent_media, status.findings) == (3, 7, 12)
    assert status.last_heard_at == walk.closes_at
