"""A server that dies between keeping and saying so: she sends again, and it is there once (F5); and what portals answer (F9)."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.findings import Finding, Medium
from app.foundation.database import reading
from app.walks import Walker
from tests.faults import seams
from tests.faults.history import OK, History
from tests.faults.neighbourhood import Neighbourhood, copy_of, minutes_later
from tests.faults.nursery import Nursery
from tests.faults.oracle import judge
from tests.faults.phone import Phone
from tests.faults.proxy import CAPTIVE, Proxy, Weather
from tests.faults.server import PATIENCE_S, Server
from tests.faults.tab import Refused, Tab
from tests.faults.wire import NobodyAnswered
from tests.makers.findings import rows


@pytest.fixture
def server(either_pattern: Neighbourhood, born: Nursery, tmp_path: Path) -> Iterator[tuple[Server, Neighbourhood]]:
    with copy_of(either_pattern, tmp_path / "home", is_durable=True) as home:
        served = Server(born, home.folder, tmp_path / "faults", home.database)
        served.start()
        served.wait()
        yield served, home
        served.kill()


async def _dies_and_is_asked_again(server: Server, call: Any, *details: Any) -> None:
    """The answer is ready and never sent; the next server is asked the same."""
    (server.faults / seams.DIE).touch()
    with pytest.raises(NobodyAnswered):
        await call(*details)
    until = time.monotonic() + 20
    while server.is_alive and time.monotonic() < until:
        await asyncio.sleep(0.01)
    assert not server.is_alive, "it answered something without dying: the seam was not reached"
    await asyncio.to_thread(server.start)
    await asyncio.to_thread(server.wait)
    await call(*details)


def test_what_was_kept_and_not_said_is_there_once_when_she_sends_again(server: tuple[Server, Neighbourhood]) -> None:
    served, home = server
    history = History()
    phone = Phone(0, home, history, random.Random(3))
    tab = Tab(phone, 0, served.port, random.Random(4))
    tab.limit_s = 30
    record = phone.notices()
    picture = phone._takes(record, "photo")
    record.becomes(record.body | {"media": [{"sha256": picture.sha256, "kind": "photo"}]})
    phone.pictures = [picture]

    async def evening() -> None:
        await _dies_and_is_asked_again(served, tab._join)
        await _dies_and_is_asked_again(served, tab._send_findings, [record.body])
        await _dies_and_is_asked_again(served, tab._send_picture, picture)
        with home.at_home(), reading() as session:
            assert len(rows(session, Finding)) == len(rows(session, Medium)) == len(rows(session, Walker)) == 1
        record.is_withdrawn = True
        await _dies_and_is_asked_again(served, tab._send_withdrawal, record.id)
        tab.line.close()

    asyncio.run(evening())
    states = [note.state for note in history.acknowledged()]
    assert states == ["joined", "unchanged", "unchanged", "withdrawn"]
    served.kill()
    with home.at_home():
        minutes_later()  # the server may have been killed over a picture of hers
        verdict = judge([phone], history, is_final=True)
        assert verdict.faults == []
        assert verdict.strays == [], "the photo that she took back lies on the disk still"


def test_nothing_a_portal_answers_counts_as_sent(server: tuple[Server, Neighbourhood]) -> None:
    served, home = server
    history = History()
    phone = Phone(0, home, history, random.Random(5))
    phone.notices()

    async def evening() -> None:
        async with Proxy(random.Random(6), served.port) as proxy:
            tab = Tab(phone, 0, proxy.port, random.Random(7))
            tab.limit_s = 30
            for has_joined in (False, True):
                for portal in CAPTIVE:
                    proxy.weather = Weather(portal)
                    with pytest.raises((NobodyAnswered, Refused)):
                        await tab.errand()
                assert [note.name[0] for note in history.notes if note.phase == OK] == ["join"] * has_joined
                proxy.weather = Weather()
                await tab._join()
            while not phone.is_empty:
                await tab.errand()
            tab.line.close()

    asyncio.run(evening())
    with home.at_home():
        assert judge([phone], history, is_final=False).faults == []


def test_no_worker_outlives_the_process_that_started_it(
    sqlite_pattern: Neighbourhood, born: Nursery, tmp_path: Path
) -> None:
    with copy_of(sqlite_pattern, tmp_path / "home", is_durable=True) as home:
        served = Server(born, home.folder, tmp_path / "faults", workers=2)
        try:
            served.start()
            served.wait()
            os.kill(served.pid, signal.SIGKILL)
            until = time.monotonic() + PATIENCE_S
            while served.answers() and time.monotonic() < until:
                time.sleep(0.05)
            assert not served.answers(), "its workers serve on, and the next server finds the port taken"
        finally:
            served.kill()
