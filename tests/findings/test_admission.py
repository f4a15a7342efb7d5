"""Many come at once: an early "later", and room for whoever comes from a quiet walk."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2
import pytest
from starlette.types import ASGIApp, Message, Receive

from app.findings import admission
from app.findings.admission import TooBusy, Turnstile, findings_gate, is_known, remember
from app.foundation.identifiers import new_id, new_token
from tests.benchmarks.serving import serving
from tests.findings.conftest import a_viewer
from tests.makers.findings import Phone, a_finding, a_phone, a_walk

LOUD_CONNECTIONS = 20
QUIET_FINDINGS = 3


def _known_token() -> str:
    token = new_token()
    remember(token, new_id())
    return token


def _enter(gate: Turnstile, stack: ExitStack, token: str) -> None:
    """Come in and stay until the stack ends; where nobody may wait, no step of a loop is needed. Raises TooBusy."""
    place = gate.passing(token)
    with patch.object(admission, "MOST_WAITING", 0):
        _in_one_step(place.__aenter__())
    stack.callback(lambda: _in_one_step(place.__aexit__(None, None, None)))


def _in_one_step(doing: Any) -> None:
    with suppress(StopIteration):
        doing.__await__().send(None)
        raise AssertionError("somebody was made to wait")


def _enter_all(gate: Turnstile, stack: ExitStack, token: str, at_most: int = 1_000) -> int:
    """How many of one walk come in before the gate says "later"."""
    for number in range(at_most):
        try:
            _enter(gate, stack, token)
        except TooBusy as later:
            assert later.retry_after_s and later.retry_after_s > 0
            return number
    return at_most


def test_a_loud_walk_leaves_room_for_a_quiet_one(house: Path) -> None:
    gate, loud, quiet = Turnstile("knocks"), _known_token(), _known_token()
    with ExitStack() as stack:
        assert _enter_all(gate, stack, loud) == 32
        assert _enter_all(gate, stack, quiet, at_most=10) == 10
    assert gate.inside == 0


def test_a_place_that_a_loud_walk_leaves_goes_to_the_quiet_one(house: Path) -> None:
    gate, loudest = Turnstile("knocks"), _known_token()
    with ExitStack() as stack, ExitStack() as first_to_leave:
        _enter(gate, first_to_leave, loudest)
        _enter_all(gate, stack, loudest)
        while gate.inside < 64:
            _enter_all(gate, stack, _known_token())
        first_to_leave.close()
        assert _enter_all(gate, stack, loudest) == 0
        assert _enter_all(gate, stack, _known_token()) == 1


def test_a_flood_of_false_tokens_shares_one_place_and_stops_no_walker(house: Path) -> None:
    gate = Turnstile("knocks")
    with ExitStack() as stack:
        assert sum(_enter_all(gate, stack, new_token(), at_most=1) for _stranger in range(200)) == 32
        assert _enter_all(gate, stack, _known_token(), at_most=5) == 5


def _crowded(gate: Turnstile, stack: ExitStack, loudest: str) -> None:
    """Nobody comes in any more, and `loudest` has more places than any other."""
    _enter_all(gate, stack, loudest)
    while gate.inside < gate.most:
        _enter_all(gate, stack, _known_token())


def test_those_who_wait_at_the_door_come_in_as_others_leave_and_of_one_walk_in_their_order(house: Path) -> None:
    gate, hers, came = Turnstile("knocks"), _known_token(), list[int]()

    async def come(number: int) -> None:
        async with gate.passing(hers):
            came.append(number)
            await asyncio.sleep(0)

    async def story() -> None:
        with ExitStack() as stack:
            _crowded(gate, stack, _known_token())
            waiting = [asyncio.create_task(come(number)) for number in range(5)]
            await asyncio.sleep(0.01)
            assert came == []
        await asyncio.wait_for(asyncio.gather(*waiting), 60)

    asyncio.run(story())
    assert came == list(range(5)) and gate.inside == 0


def test_a_loud_walk_that_waits_keeps_no_quiet_one_at_the_door(house: Path) -> None:
    gate, loud, quiet = Turnstile("knocks"), _known_token(), _known_token()

    async def come(token: str, since: asyncio.Event, until: asyncio.Event) -> None:
        async with gate.passing(token):
            since.set()
            await until.wait()

    async def story() -> None:
        until, came = asyncio.Event(), asyncio.Event()
        with ExitStack() as stack:
            _enter_all(gate, stack, loud)
            waiting = [asyncio.create_task(come(loud, asyncio.Event(), until)) for _ in range(40)]
            await asyncio.sleep(0.01)
            assert gate.inside == 32, "those who wait took more than their walk's share"
            hers = asyncio.create_task(come(quiet, came, until))
            await asyncio.wait_for(came.wait(), 60)
        until.set()
        await asyncio.wait_for(asyncio.gather(hers, *waiting), 60)

    asyncio.run(story())
    assert gate.inside == 0


def test_who_waited_long_enough_is_asked_to_come_later_and_who_hangs_up_leaves_no_place_taken(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, loud = Turnstile("knocks"), _known_token()

    async def come() -> None:
        async with gate.passing(loud):
            raise AssertionError("there is no room")

    async def story() -> None:
        with ExitStack() as stack:
            _enter_all(gate, stack, loud)
            hangs_up = asyncio.create_task(come())
            await asyncio.sleep(0.01)
            hangs_up.cancel()
            with pytest.raises(asyncio.CancelledError):
                await hangs_up
            monkeypatch.setattr(admission, "LONGEST_WAIT_S", 0.01)
            with pytest.raises(TooBusy):
                await come()
            monkeypatch.setattr(admission, "MOST_WAITING", 0)
            monkeypatch.setattr(admission, "LONGEST_WAIT_S", 3_600.0)
            with pytest.raises(TooBusy):  # at once: the line is full
                await come()
        assert gate.inside == 0 and gate._line == []

    asyncio.run(story())


@pytest.mark.parametrize("after", range(3))
def test_who_hangs_up_in_the_moment_when_her_turn_comes_gives_the_place_back(house: Path, after: int) -> None:
    """`after` so many steps of the loop from the moment when a place is left."""
    gate, loud = Turnstile("knocks"), _known_token()

    async def come() -> None:
        async with gate.passing(loud):
            await asyncio.sleep(3_600)

    async def story() -> None:
        stack = ExitStack()
        _enter_all(gate, stack, loud)
        hangs_up = asyncio.create_task(come())
        await asyncio.sleep(0.01)
        stack.close()
        for _step in range(after):
            await asyncio.sleep(0)
        hangs_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hangs_up
        await asyncio.sleep(0.01)
        assert gate.inside == 0

    asyncio.run(story())


def test_a_batch_that_finds_no_room_is_asked_to_come_later(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admission, "LONGEST_WAIT_S", 0.05)
    monkeypatch.setattr(findings_gate, "inside", 64)
    answer = phone.client.post("/api/v1/findings", json={"findings": [a_finding(phone.walk)]}, headers=phone.headers)
    assert answer.status_code == 503 and answer.json()["code"] == "too-busy"
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.setattr(findings_gate, "inside", 0)
    assert phone.send(a_finding(phone.walk))[0]["state"] == "kept"


STRANGERS = 32


def test_strangers_with_slow_bodies_keep_no_new_phone_out(phone: Phone) -> None:
    """After a restart every phone is new. Whoever sends without a right token is sent away before its body is awaited."""
    assert not is_known(phone.joined.token)
    doors = phone.client.app

    async def story() -> int:
        drips = [asyncio.create_task(_ask(doors, new_token(), _drip)) for _stranger in range(STRANGERS)]
        try:
            done, _waiting = await asyncio.wait(drips, timeout=60)
            assert {drip.result() for drip in done} == {401} and len(done) == STRANGERS
            return await _ask(doors, phone.joined.token, _at_once(a_finding(phone.walk)))
        finally:
            for drip in drips:
                drip.cancel()

    assert asyncio.run(story()) == 200
    assert findings_gate.inside == 0


def test_a_phone_that_is_new_takes_a_place_of_its_walk_while_it_talks(phone: Phone) -> None:
    """Slow lines of a whole walk after a restart must not count as strangers, whose places are few."""

    async def story() -> None:
        heard = asyncio.Event()

        async def slowly() -> dict[str, Any]:
            heard.set()
            await asyncio.sleep(3_600)
            raise AssertionError

        slow = asyncio.create_task(_ask(phone.client.app, phone.joined.token, slowly))
        await asyncio.wait_for(heard.wait(), 60)
        with ExitStack() as stack:
            assert _enter_all(findings_gate, stack, new_token()) == 32  # as many as if no stranger were inside
        slow.cancel()

    asyncio.run(story())


def test_a_crowd_that_is_new_after_a_restart_waits_a_moment_and_comes_in(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More at once than strangers have places: none is sent away before it was looked up."""
    monkeypatch.setattr("app.findings.admission.LONGEST_WAIT_S", 60.0)  # a busy machine is no fault of the code
    others = [a_phone(phone.walk) for _phone in range(STRANGERS + 4)]

    async def story() -> set[int]:
        asked = [_ask(phone.client.app, one.joined.token, _at_once(a_finding(one.walk))) for one in others]
        return set(await asyncio.gather(*asked))

    assert asyncio.run(story()) == {200}


async def _drip() -> dict[str, Any]:
    await asyncio.sleep(0.2)
    return {"type": "http.request", "body": b" ", "more_body": True}


def _at_once(finding: dict[str, Any]) -> Receive:
    body = json.dumps({"findings": [finding]}).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _ask(doors: ASGIApp, token: str, receive: Receive) -> int:
    """The status that the doors answer to a batch with this token whose body comes as `receive` brings it."""
    answered: list[int] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/v1/findings",
        "raw_path": b"/api/v1/findings",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "http_version": "1.1",
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"testserver"), (b"authorization", f"Bearer {token}".encode())],
    }
    await doors(scope, receive, send)
    return answered[0]


def test_a_quiet_walk_gets_its_receipts_while_another_floods_the_server(house: Path) -> None:
    """A real server, twenty connections of one walk that never rest, and one phone of another walk."""
    leader = a_viewer()
    loud, quiet = [a_phone(a_walk(leader)) for _walk in range(2)]
    done = threading.Event()
    with serving("app.main:create_app", {"FAROLA_DATA": str(house)}, factory=True) as (port, _process):
        address = f"http://127.0.0.1:{port}/api/v1/findings"
        flood = [threading.Thread(target=_flood, args=(address, loud, done)) for _connection in range(LOUD_CONNECTIONS)]
        try:
            for thread in flood:
                thread.start()
            time.sleep(0.5)
            with httpx2.Client(timeout=120) as client:
                for _finding in range(QUIET_FINDINGS):
                    batch = {"findings": [a_finding(quiet.walk)]}
                    answer = client.post(address, json=batch, headers=quiet.headers)
                    assert answer.status_code == 200 and answer.json()["receipts"][0]["state"] == "kept"
        finally:
            done.set()
            for thread in flood:
                thread.join(60)


def _flood(address: str, phone: Phone, done: threading.Event) -> None:
    batch = {"findings": [a_finding(phone.walk) for _finding in range(5)]}
    with httpx2.Client(timeout=60) as client:
        while not done.is_set():
            assert client.post(address, json=batch, headers=phone.headers).status_code in (200, 429, 503)
