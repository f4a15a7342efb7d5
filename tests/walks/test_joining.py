"""Joining: the same phone is the same walker, and what it holds is never locked out too early."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest

from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.sites import make_site
from app.walks import (
    Consent,
    ReceiptUnknown,
    TokenUnknown,
    Walk,
    WalkIsOver,
    close_walk,
    join_walk,
    open_walk,
    set_joining,
    walker_with_receipt,
    walker_with_token,
)
from app.walks.problems import JoiningIsClosed, WalkerElsewhere, WalkNotReady
from app.walks.tries import MOST_WRONG_RECEIPTS, TooManyTries, wrong_receipts
from tests.cast import Cast, cast_in
from tests.makers.sites import SQUARE
from tests.makers.walks import some_audit, some_walk, some_walker


@pytest.fixture(autouse=True)
def forgiven() -> None:
    wrong_receipts.forget()


def test_the_same_phone_joining_again_is_the_same_walker(either_house: Path) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        first = some_walker(session, walk)
    with writing() as session:
        again = some_walker(session, walk, first.walker.id)
    assert (again.token, again.receipt, again.walker.id) == (first.token, first.receipt, first.walker.id)
    assert (first.is_new, again.is_new) == (True, False)


def test_a_phone_that_joins_from_many_tabs_at_once_is_one_walker(either_house: Path) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
    phone, tokens, faults = new_id(), [], []

    def tab() -> None:
        try:
            with writing() as session:
                tokens.append(some_walker(session, session.get_one(Walk, walk.id), phone).token)
        except Exception as fault:  # a thread's failure must reach the test
            faults.append(fault)

    tabs = [Thread(target=tab) for _ in range(8)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert faults == []
    assert len(set(tokens)) == 1
    assert len(tokens) == 8


def test_a_walkers_token_and_receipt_lead_back_to_her_and_are_kept_as_digests_only(cast: Cast) -> None:
    with writing() as session:
        joined = some_walker(session, some_walk(session, cast.facilitator))
        row = str(joined.walker.model_dump())
        assert joined.token not in row
        assert joined.receipt.replace(" ", "") not in row
    with reading() as session:
        assert walker_with_token(session, joined.token).id == joined.walker.id
        assert walker_with_receipt(session, joined.receipt).id == joined.walker.id
        assert walker_with_receipt(session, joined.receipt.replace(" ", "-")).id == joined.walker.id


def test_a_walker_who_takes_back_a_permission_is_believed(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        walker = some_walker(session, walk).walker
        some_walker(session, walk, walker.id, scopes=("take-part", "place", "sell-my-data"))
        assert walker.scopes == ["take-part", "place"]


def test_a_permission_carries_the_day_on_which_she_last_changed_it(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        walker = some_walker(session, walk, scopes=("take-part", "photo")).walker
        first = walker.consented_on
        with clock.standing_at(clock.now() + timedelta(days=1)):
            some_walker(session, walk, walker.id, scopes=("photo", "take-part"))
        assert walker.consented_on == first
        with clock.standing_at(clock.now() + timedelta(days=2)):
            some_walker(session, walk, walker.id, scopes=("take-part",))
        assert walker.consented_on == first + timedelta(days=2)
        with clock.standing_at(clock.now() + timedelta(days=3)):
            join_walk(session, walk, walker.id, "en", Consent("7" * 64, ("take-part",)), clock.now())
        assert walker.consented_on == first + timedelta(days=3)


def test_a_closed_walk_takes_nobody_new_and_locks_nobody_out(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        walker = some_walker(session, walk).walker
        close_walk(session, cast.facilitator, walk.id)
        with pytest.raises(WalkIsOver):
            some_walker(session, walk)
        assert some_walker(session, walk, walker.id).walker.id == walker.id
        open_walk(session, cast.facilitator, walk.id)
        assert some_walker(session, walk).is_new


def test_a_complete_group_takes_nobody_new(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        set_joining(session, cast.facilitator, walk.id, is_open=False)
        with pytest.raises(JoiningIsClosed):
            some_walker(session, walk)


def test_no_walk_starts_without_a_help_number(cast: Cast) -> None:
    with writing() as session:
        bare = make_site(session, cast.facilitator, "Bare", "Europe/Helsinki", SQUARE)
        walk = some_walk(session, cast.facilitator, some_audit(session, cast.facilitator, bare.id))
        with pytest.raises(WalkNotReady):
            some_walker(session, walk)


def test_a_walkers_id_of_one_walk_opens_no_other(cast: Cast) -> None:
    with writing() as session:
        first, second = some_walk(session, cast.facilitator), some_walk(session, cast.stranger)
        walker = some_walker(session, first).walker
        with pytest.raises(WalkerElsewhere):
            some_walker(session, second, walker.id)


def test_a_lost_phone_opens_nothing_a_month_after_the_walk(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        joined = some_walker(session, walk)
    with reading() as session:
        with clock.standing_at(walk.closes_at + timedelta(days=30)):
            assert walker_with_token(session, joined.token).id == joined.walker.id
        with clock.standing_at(walk.closes_at + timedelta(days=30, seconds=1)), pytest.raises(TokenUnknown):
            walker_with_token(session, joined.token)
        with pytest.raises(TokenUnknown):
            walker_with_token(session, joined.token + "x")


def test_receipts_cannot_be_tried_out(cast: Cast) -> None:
    with writing() as session:
        joined = some_walker(session, some_walk(session, cast.facilitator))
        for _ in range(MOST_WRONG_RECEIPTS):
            with pytest.raises(ReceiptUnknown):
                walker_with_receipt(session, "0000 0000 0000 0000")
        with pytest.raises(TooManyTries):
            walker_with_receipt(session, joined.receipt)


@pytest.mark.parametrize("years", [-57, 0, 500])
def test_a_phone_whose_clock_is_wrong_joins_all_the_same(cast: Cast, years: int) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        phone_clock = clock.now() + timedelta(days=365 * years)
        joined = join_walk(session, walk, new_id(), "en", Consent("0" * 64, ("take-part",)), phone_clock)
        session.flush()
    assert abs(joined.walker.clock_offset_s) <= 2**31 - 1
    assert (joined.walker.clock_offset_s > 0) == (years > 0)
