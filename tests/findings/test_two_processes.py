"""Two server processes on one database and one folder: a phone may speak to either, and to both at once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from sqlmodel import select

from app.findings import Finding, Medium
from app.foundation import clock, migrating
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from app.walks import Walk, code_of, secret_of
from app.walks.tries import MOST_FAILURES
from tests.browser import free_port, serving
from tests.conftest import living_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import Phone, a_finding, a_photo, a_walk, listed, rows, sha256_of
from tests.makers.walks import join_body, some_walker
from tests.postgresql import fresh_postgresql

PATIENCE_S = 120


@dataclass
class TwoServers:
    """Where both listen, the walk that is open there, and one phone that speaks to the one, then to the other."""

    left: Phone
    right: Phone
    walk: Walk

    def ask(self, number: int) -> Phone:
        return (self.left, self.right)[number % 2]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def two(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoServers]:
    folder = tmp_path_factory.mktemp("two-processes")
    with ExitStack() as stack:
        address = stack.enter_context(fresh_postgresql()) if request.param == "postgresql" else ""
        stack.enter_context(living_in(folder, address))
        # Both begin at once with an empty database: one makes the tables, the other waits for them.
        starting = [threading.Thread(target=migrating.upgrade) for _ in range(2)]
        for thread in starting:
            thread.start()
        for thread in starting:
            thread.join()
        walk = a_walk(a_viewer())
        addresses = [stack.enter_context(serving(folder, free_port())) for _ in range(2)]
        with writing() as session:
            joined = some_walker(session, walk)
        clients = [stack.enter_context(httpx2.Client(base_url=one, timeout=PATIENCE_S)) for one in addresses]
        yield TwoServers(*(Phone(client, walk, joined) for client in clients), walk)  # type: ignore[arg-type]


def eventually(claim: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not claim():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.2)


def media_of(finding_ids: set[str]) -> list[Medium]:
    with reading() as session:
        return [medium for medium in rows(session, Medium) if str(medium.finding_id) in finding_ids]


def test_a_walker_who_joins_at_both_is_one_walker(two: TwoServers) -> None:
    body = join_body(code_of(two.walk), new_id())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: two.ask(n).client.post("/api/v1/join", json=body), range(8)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["token"] for answer in answers}) == 1


def test_an_upload_that_broke_off_at_one_goes_on_at_the_other(two: TwoServers) -> None:
    content, finding_id = a_photo(colour="orchid"), str(new_id())
    sha256 = sha256_of(content)
    assert two.left.append(finding_id, sha256, content[:1000], 0).status_code == 204
    assert two.right.look(sha256).headers["Upload-Offset"] == "1000"
    assert two.right.append(finding_id, sha256, content[1000:], 1000).json()["receipts"][0]["state"] == "kept"
    assert two.left.look(sha256).status_code == 200


def test_a_finding_sent_to_both_at_once_is_kept_once(two: TwoServers) -> None:
    finding = a_finding(two.walk)
    with ThreadPoolExecutor(8) as pool:
        receipts = [one for some in pool.map(lambda n: two.ask(n).send(finding), range(16)) for one in some]
    assert sorted({receipt["state"] for receipt in receipts}) == ["kept", "unchanged"]
    assert [receipt["state"] for receipt in receipts].count("kept") == 1
    with reading() as session:
        assert len(session.exec(select(Finding).where(Finding.id == UUID(finding["id"]))).all()) == 1


def test_each_photo_is_cleaned_once_whoever_took_it(two: TwoServers) -> None:
    photos = [a_photo(400, 300, colour=f"#4020{number * 20:02x}") for number in range(10)]
    findings = [a_finding(two.walk, media=[listed(photo)]) for photo in photos]
    two.left.send(*findings)
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda n: two.ask(n).put(findings[n]["id"], photos[n]), range(len(photos))))
    assert {answer.status_code for answer in sent} == {201}
    ids = {finding["id"] for finding in findings}
    eventually(lambda: all(medium.state == "clean" for medium in media_of(ids)))
    assert [medium.claims for medium in media_of(ids)] == [1] * len(photos)
    eventually(lambda: not any(vault().has(sha256_of(photo)) for photo in photos))  # they go once that is kept


def test_guesses_at_both_count_together_and_the_printed_code_still_opens(two: TwoServers) -> None:
    def guess(number: int, code: str = "22222222") -> int:
        return two.ask(number).client.post("/api/v1/pack", json={"code": code, "languages": ["en"]}).status_code

    guesses = [guess(number) for number in range(MOST_FAILURES)]
    assert set(guesses) == {404}, "the minute was not up yet"
    assert {guess(number, code_of(two.walk)) for number in range(2)} == {429}
    assert {guess(number, secret_of(two.walk)) for number in range(2)} == {200}


def test_farola_serve_with_two_workers_answers_and_stops(tmp_path: Path) -> None:
    with living_in(tmp_path), serving(tmp_path, free_port(), "--workers", "2") as address:
        workers = _children_named_multiprocessing()
        assert len(workers) == 2
        for _time in range(10):
            with httpx2.Client(base_url=address, timeout=PATIENCE_S) as client:
                assert client.get("/ready").status_code == 200
    eventually(lambda: not _children_named_multiprocessing() & workers)


def _children_named_multiprocessing() -> set[int]:
    """The server's workers: grandchildren of this process, begun by Python's own way of starting more of itself."""
    mine = set()
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = status.read_bytes()
            parents = (status.parent / "status").read_text()
        except OSError:
            continue
        if b"spawn_main" in words:
            parent = int(parents.split("PPid:")[1].split()[0])
            try:
                grandparent = int(Path(f"/proc/{parent}/status").read_text().split("PPid:")[1].split()[0])
            except OSError:
                continue
            if grandparent == os.getpid():
                mine.add(int(status.parent.name))
    return mine


def test_a_photo_whose_cleaner_was_killed_in_the_middle_is_cleaned_by_the_next(tmp_path: Path) -> None:
    """SIGKILL to the server while its child has the picture; nothing of it is shown, and the next server takes it up."""
    with living_in(tmp_path):
        migrating.upgrade()
        _kill_and_begin_anew(tmp_path)


def _kill_and_begin_anew(home: Path) -> None:
    walk = a_walk(a_viewer())
    with writing() as session:
        joined = some_walker(session, walk)
    content = a_photo(4000, 3000, colour="tomato")
    finding = a_finding(walk, media=[listed(content)])
    with serving(home, free_port()) as address:
        phone = Phone(httpx2.Client(base_url=address, timeout=PATIENCE_S), walk, joined)  # type: ignore[arg-type]
        phone.send(finding)
        assert phone.put(finding["id"], content).status_code == 201
        eventually(lambda: media_of({finding["id"]})[0].claims == 1)
        os.kill(_server_of(address), signal.SIGKILL)
    [medium] = media_of({finding["id"]})
    if medium.state != "clean":  # a very quick cleaner may have been faster than the kill
        assert (medium.state, medium.large_sha256) == ("received", None)
        assert vault().has(sha256_of(content))
        with writing() as session:  # as if the claim's two minutes were over
            medium.claimed_at = clock.now() - timedelta(minutes=3)
            session.add(medium)
    incoming = vault().folder / "incoming"

    def is_clean_and_nothing_left() -> bool:
        for left in incoming.iterdir():
            with suppress(FileNotFoundError):
                os.utime(left, (0, 0))  # as if it had lain there for long
        return media_of({finding["id"]})[0].state == "clean" and not list(incoming.iterdir())

    with serving(home, free_port()):
        eventually(is_clean_and_nothing_left)
    assert not vault().has(sha256_of(content)), "of her photo only its pixels stay"


def _server_of(address: str) -> int:
    port = address.rpartition(":")[2].encode()
    [found] = [
        int(path.parent.name)
        for path in Path("/proc").glob("[0-9]*/cmdline")
        if b"\0serve\0--port\0" + port in _words_of(path)
    ]
    return found


def _words_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
