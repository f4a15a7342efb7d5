"""A walk has room for far more than ever come, and an end: whoever has its code cannot be as many walkers as she likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest

from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.instruments import consent_hash
from app.walks import Consent, Walk, admit_from_copy, code_of, count_walkers, join_walk, renew_codes, walker_with_token
from app.walks.places import LATER_S, MOST_AN_HOUR, MOST_IN_ALL, places_left
from app.walks.problems import WalkIsFull
from tests.cast import Cast, cast_in
from tests.makers.walks import join_body, some_walk, some_walker

AT_ONCE = 16


@pytest.fixture
def five_places(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("app.walks.places.MOST_AN_HOUR", 5)
    monkeypatch.setattr("app.walks.places.MOST_IN_ALL", 8)
    yield


def a_walk_with(cast: Cast, walkers: int) -> Walk:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        for _walker in range(walkers):
            some_walker(session, walk)
    return walk


def joins(walk: Walk, walker_id: UUID | None = None) -> str:
    """The token of a phone that joins in a transaction of its own. Raises WalkIsFull."""
    with writing() as session:
        return some_walker(session, session.get_one(Walk, walk.id), walker_id).token


def at_once(do: Callable[[], str]) -> list[str]:
    """What sixteen that do it in the same moment are told: a token, or "full"."""
    together = Barrier(AT_ONCE)

    def one(_number: int) -> str:
        together.wait(60)
        try:
            return do()
        except WalkIsFull:
            return "full"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def walkers_of(walk: Walk) -> int:
    with reading() as session:
        return count_walkers(session, [walk.id])[walk.id]


def test_a_usual_walk_and_an_open_one_are_far_from_full() -> None:
    load_goal, school_on_two_evenings = 20, (400, 200)
    assert places_left(1, load_goal, load_goal) > 10 * load_goal
    assert places_left(1, *school_on_two_evenings) >= 100


@pytest.mark.parametrize(
    ("codes", "in_all", "lately", "left"),
    [
        (1, 0, 0, MOST_AN_HOUR),
        (1, MOST_AN_HOUR, MOST_AN_HOUR, 0),
        (1, MOST_AN_HOUR, MOST_AN_HOUR - 1, 1),
        (1, MOST_IN_ALL - 2, 0, 2),
        (1, MOST_IN_ALL + 9, 0, 0),
        (2, MOST_IN_ALL, MOST_AN_HOUR, MOST_AN_HOUR),
    ],
)
def test_what_is_left_is_the_less_of_both_and_grows_with_each_code(
    codes: int, in_all: int, lately: int, left: int
) -> None:
    assert places_left(codes, in_all, lately) == left


def test_sixteen_phones_at_once_take_exactly_the_places_that_are_left(either_house: Path, five_places: None) -> None:
    walk = a_walk_with(cast_in(either_house), 2)
    told = at_once(lambda: joins(walk))
    assert told.count("full") == AT_ONCE - 3
    assert walkers_of(walk) == 5


def test_every_tab_of_the_phone_that_took_the_last_place_is_in(either_house: Path, five_places: None) -> None:
    walk, phone = a_walk_with(cast_in(either_house), 4), new_id()
    told = at_once(lambda: joins(walk, phone))
    assert "full" not in told and len(set(told)) == 1
    assert walkers_of(walk) == 5


def test_who_joined_is_never_locked_out_and_another_walk_has_its_own_places(cast: Cast, five_places: None) -> None:
    walk, other, phone = a_walk_with(cast, 4), a_walk_with(cast, 1), new_id()
    token = joins(walk, phone)
    with pytest.raises(WalkIsFull):
        joins(walk)
    assert joins(walk, phone) == token
    with reading() as session:
        assert walker_with_token(session, token).id == phone
    assert joins(other)


def test_she_is_told_in_her_language_what_to_do_and_her_phone_when_to_try_again(cast: Cast, five_places: None) -> None:
    walk = a_walk_with(cast, 5)
    answer = cast.client().post("/api/v1/join", json=join_body(code_of(walk)), headers={"Accept-Language": "es"})
    assert (answer.status_code, answer.json()["code"]) == (429, "walk-is-full")
    assert answer.headers["Retry-After"] == str(LATER_S)
    assert answer.json()["title"] not in ("", WalkIsFull.sentence)


def test_an_hour_later_there_is_room_again_until_the_walk_is_full_for_good(cast: Cast, five_places: None) -> None:
    walk = a_walk_with(cast, 5)
    with clock.standing_at(clock.now() + timedelta(hours=1, seconds=1)):
        for _phone in range(3):
            joins(walk)
        with pytest.raises(WalkIsFull):
            joins(walk)
    with clock.standing_at(clock.now() + timedelta(hours=2, minutes=30)), pytest.raises(WalkIsFull):
        joins(walk)


def test_a_new_code_makes_room_at_once_for_those_whom_the_leader_gives_it(cast: Cast, five_places: None) -> None:
    walk = a_walk_with(cast, 5)
    with writing() as session:
        renew_codes(session, cast.facilitator, walk.id)
    for _phone in range(5):
        joins(walk)
    with pytest.raises(WalkIsFull):
        joins(walk)


def test_a_copy_that_the_leader_takes_in_needs_no_place(cast: Cast, five_places: None) -> None:
    walk = a_walk_with(cast, 5)
    consent = Consent(consent_hash("en"), ("take-part",))
    with writing() as session:
        admit_from_copy(session, session.get_one(Walk, walk.id), new_id(), "en", consent)
        with pytest.raises(WalkIsFull):
            join_walk(session, session.get_one(Walk, walk.id), new_id(), "en", consent, clock.now())
    assert walkers_of(walk) == 6


def test_the_leader_sees_on_the_walks_page_that_new_phones_have_to_wait(cast: Cast, five_places: None) -> None:
    walk = a_walk_with(cast, 4)
    browser, words = cast.client(cast.facilitator), "new ones have to wait"
    assert words not in browser.get(f"/walks/{walk.id}/status").text
    joins(walk)
    assert words in browser.get(f"/walks/{walk.id}/status").text
