"""Whoever came first goes first."""

from __future__ import annotations

import threading
import time

from app.foundation.turns import Turns

LONG_S = 60.0


def test_those_who_wait_go_in_the_order_in_which_they_came() -> None:
    turns, went, threads = Turns(), list[int](), list[threading.Thread]()

    def go(number: int) -> None:
        turn = turns.take(LONG_S)
        assert turn is not None
        went.append(number)
        turn.end()

    first = turns.take(LONG_S)
    assert first is not None
    for number in range(8):
        threads.append(threading.Thread(target=go, args=(number,)))
        threads[-1].start()
        while turns.length <= number:
            time.sleep(0.001)
    first.end()
    for thread in threads:
        thread.join(LONG_S)
    assert went == list(range(8))


def test_who_loses_patience_goes_on_without_a_turn_and_holds_nobody_up() -> None:
    turns = Turns()
    first = turns.take(LONG_S)
    assert first is not None
    assert turns.take(0.01) is None
    first.end()
    assert turns.take(0.01) is not None


def test_a_turn_that_nobody_remembers_is_over_and_one_that_ended_twice_ended_once() -> None:
    turns = Turns()
    first = turns.take(LONG_S)
    assert first is not None
    first.end()
    second = turns.take(LONG_S)
    first.end()
    assert turns.take(0.01) is None, "the second turn was ended by the first"
    del second
    assert turns.take(0.01) is not None
