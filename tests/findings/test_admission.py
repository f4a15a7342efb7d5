"""Many come at once: an early "later", and room for whoever comes from a quiet walk."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from app.findings.admission import TooBusy, Turnstile, findings_gate, remember
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


def _enter_all(gate: Turnstile, stack: ExitStack, token: str, at_most: int = 1_000) -> int:
    """How many of one walk come in before the gate says "later"."""
    for number in range(at_most):
        try:
            stack.enter_context(gate.passing(token))
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
        first_to_leave.enter_context(gate.passing(loudest))
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


def test_a_batch_that_finds_no_room_is_asked_to_come_later(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings_gate, "inside", 64)
    answer = phone.client.post("/api/v1/findings", json={"findings": [a_finding(phone.walk)]}, headers=phone.headers)
    assert answer.status_code == 503 and answer.json()["code"] == "too-busy"
    assert int(answer.headers["Retry-After"]) > 0
    monkeypatch.setattr(findings_gate, "inside", 0)
    assert phone.send(a_finding(phone.walk))[0]["state"] == "kept"


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
