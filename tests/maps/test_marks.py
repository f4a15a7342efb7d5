"""What each audience sees of a place."""

from __future__ import annotations

import pytest

from app.foundation.database import reading, writing
from app.foundation.errors import NotFound
from app.maps.marks import marks_of
from app.maps.view import view_of
from app.walks import publish_audit
from tests.makers.maps import an_evening


def seen(viewer, evening, *query):
    with reading() as session:
        return marks_of(view_of(session, viewer, evening.audit.id, query))


@pytest.fixture
def evening(cast):
    """Two walks of six: all rate light and feeling at the first stop, two at the second, one between stops."""
    with writing() as session:
        made = an_evening(session, cast.facilitator)
        for _walk in range(2):
            walkers = made.walk(6)
            for at, walker in enumerate(walkers):
                made.noticed(walker, made.stops[0], lgt_level=at % 2, fee_safe=1)
        made.noticed(walkers[0], made.stops[1], lgt_level=3, fee_safe=0)
        made.noticed(walkers[1], made.stops[1], lgt_level=3, fee_safe=0)
        made.noticed(walkers[2], lgt_level=2, fee_safe=0, lon=24.9441, lat=60.1675)
        publish_audit(session, cast.guardian, made.audit.id)
    return made


def test_a_lamp_is_shown_to_everyone_exactly_where_it_is(cast, evening):
    for viewer in (cast.facilitator, cast.planner, None):
        marks = seen(viewer, evening, ("indicator", "lgt_level"))
        assert [(mark.kind, mark.level, mark.n) for mark in marks] == [
            ("stop", 0, 12),
            ("stop", 3, 2),
            ("finding", 2, 1),
        ]
        assert marks[0].counts == {0: 6, 1: 6, 2: 0, 3: 0}
        assert (marks[2].lon, marks[2].lat) == (24.9441, 60.1675)


def test_inside_the_group_feelings_are_shown_at_stops_from_three_walkers_on(cast, evening):
    shown, few, *away = seen(cast.facilitator, evening, ("indicator", "fee_safe"))
    assert (shown.name, shown.level, shown.walkers) == ("Corner shop", 1, 12)
    assert (few.name, few.level, few.n, few.counts) == ("Bus stop", None, 0, None)
    assert [(mark.kind, mark.is_shown) for mark in away] == [("cell", False)]


@pytest.mark.parametrize("audience", ["planner", "public"])
def test_outside_the_group_a_feeling_has_no_point(cast, evening, audience):
    viewer = cast.planner if audience == "planner" else None
    marks = seen(viewer, evening, ("indicator", "fee_safe"))
    assert {mark.kind for mark in marks} == {"cell"}
    assert all(mark.n % 5 == 0 and mark.walkers % 5 == 0 for mark in marks)


def test_choosing_levels_chooses_places_and_drops_what_is_hidden(cast, evening):
    marks = seen(cast.facilitator, evening, ("indicator", "lgt_level"), ("levels", "3"), ("levels", "2"))
    assert [mark.level for mark in marks] == [3, 2]
    assert [mark.level for mark in seen(cast.facilitator, evening, ("indicator", "fee_safe"), ("levels", "1"))] == [1]


def test_what_the_group_agreed_is_not_counted_among_the_walkers(cast, evening):
    with writing() as session:
        evening.session = session
        evening.noticed(evening.walk(1)[0], evening.stops[2], mode="group_agreed", lgt_level=3)
    assert len(seen(cast.facilitator, evening, ("indicator", "lgt_level"))) == 3


def test_a_planner_sees_only_what_was_checked_and_the_group_everything(cast, evening):
    with writing() as session:
        evening.session = session
        evening.noticed(evening.walk(1)[0], evening.stops[2], moderation="new", lgt_level=0)
        evening.noticed(evening.walk(1)[0], evening.stops[2], moderation="hidden", lgt_level=0)
    assert [mark.n for mark in seen(cast.facilitator, evening, ("indicator", "lgt_level")) if mark.number == 3] == [1]
    assert not [mark for mark in seen(cast.planner, evening, ("indicator", "lgt_level")) if mark.number == 3]


def test_nobody_may_look_at_the_feelings_of_one_evening_alone(cast, evening):
    one_walk = ("walk", str(evening.walks[0].id))
    whole = seen(cast.planner, evening, ("indicator", "fee_safe"))
    assert seen(cast.planner, evening, ("indicator", "fee_safe"), one_walk) == whole
    assert seen(None, evening, ("indicator", "lgt_level"), one_walk)[0].n == 12
    assert seen(cast.planner, evening, ("indicator", "lgt_level"), one_walk)[0].n == 6


def test_an_unpublished_audit_does_not_exist_for_strangers(cast, evening):
    with writing() as session:
        publish_audit(session, cast.guardian, evening.audit.id, is_public=False)
    for viewer in (None, cast.stranger):
        with pytest.raises(NotFound):
            seen(viewer, evening)
