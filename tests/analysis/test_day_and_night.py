"""Only places rated in both periods are compared."""

from __future__ import annotations

import pytest

from app.analysis import day_and_night
from app.foundation.identifiers import new_id
from tests.makers.analysis import an_answer

LON, LAT = 24.94, 60.17
METRE = 1 / 111_195  # of latitude, in degrees


def test_a_stop_rated_by_day_and_by_night_is_a_pair():
    stop = new_id()
    answers = [an_answer(stop_id=stop, period="day", opn_view=level) for level in (3, 3, 2)]
    answers += [an_answer(stop_id=stop, period=period, opn_view=level) for period, level in (("night", 1), ("dusk", 2))]
    change = day_and_night(answers, "opn_view")
    assert (change.n, change.median, change.share_fallen) == (1, -1.5, 1.0)


def test_two_unpaired_clouds_of_points_are_not_compared():
    answers = [
        an_answer(stop_id=new_id(), period=period, opn_view=2) for period in ("day", "night") for _time in range(9)
    ]
    change = day_and_night(answers, "opn_view")
    assert (change.n, change.median, change.share_fallen) == (0, None, None)


@pytest.mark.parametrize(("apart_m", "pairs"), [(24, 1), (26, 0)])
def test_places_within_25_metres_are_the_same_place(apart_m, pairs):
    answers = [
        an_answer(period="day", lon=LON, lat=LAT, opn_view=3),
        an_answer(period="night", lon=LON, lat=LAT + apart_m * METRE, opn_view=1),
    ]
    assert day_and_night(answers, "opn_view").n == pairs


def test_each_place_is_used_once_and_the_nearest_are_paired_first():
    day = an_answer(period="day", lon=LON, lat=LAT, opn_view=3)
    near = an_answer(period="night", lon=LON, lat=LAT + 5 * METRE, opn_view=1)
    far = an_answer(period="night", lon=LON, lat=LAT + 20 * METRE, opn_view=3)
    change = day_and_night([far, day, near], "opn_view")
    assert [pair.change for pair in change.pairs] == [-2]


def test_what_groups_agreed_is_not_compared_with_what_walkers_said():
    stop = new_id()
    answers = [
        an_answer(stop_id=stop, period="day", opn_view=3),
        an_answer(stop_id=stop, period="night", opn_view=0, mode="group_agreed"),
    ]
    assert day_and_night(answers, "opn_view").n == 0
