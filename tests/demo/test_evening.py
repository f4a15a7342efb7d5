"""The demonstration is invented, the same every time, and would be taken by any house."""

from __future__ import annotations

from app.demo.evening import CHARACTER, Outing, profile_of_walker, said_by
from app.demo.making import OUTINGS, neighbourhood
from app.instruments import CORE, faults_in, instrument_named

NIGHT = Outing("night", walkers=9, is_dark=True)
DAY = Outing("day", walkers=7, is_dark=False)


def test_the_evening_is_the_same_every_time() -> None:
    assert list(said_by(NIGHT, 3)) == list(said_by(NIGHT, 3))
    assert list(said_by(NIGHT, 3)) != list(said_by(NIGHT, 4))


def test_everything_said_is_an_answer_the_instrument_knows() -> None:
    instrument = instrument_named("wsa_night")
    for outing in OUTINGS:
        for number in range(outing.walkers):
            for said in said_by(outing, number):
                assert faults_in(instrument, said.answers) == []


def test_nobody_judges_light_by_day() -> None:
    assert not [said for said in said_by(DAY, 1) if "lgt_level" in said.answers]
    assert [said for said in said_by(NIGHT, 1) if "lgt_level" in said.answers]


def test_every_stop_has_a_character_for_each_core_question() -> None:
    assert len(CHARACTER) == len(neighbourhood().stops)
    assert {len(levels) for levels in CHARACTER} == {len(CORE)}


def test_some_groups_of_walkers_are_large_enough_to_be_shown_and_some_are_not() -> None:
    ages = [profile_of_walker(number)["wlk_age"] for outing in OUTINGS for number in range(outing.walkers)]
    counts = {age: ages.count(age) for age in set(ages)}
    assert any(count >= 5 for count in counts.values())
    assert any(count < 5 for count in counts.values())
