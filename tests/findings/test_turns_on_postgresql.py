"""Where rows are locked one by one, everybody takes them in one order, so that nobody waits in a ring."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, select

from app.findings import store, store_changes
from app.findings.answering_again import _answered
from app.findings.finding import Finding
from app.findings.parked import Parked
from app.foundation import database
from app.foundation.database import Session, reading, writing
from tests.conftest import living_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import Phone, a_finding, a_phone, a_walk, rows
from tests.postgresql import fresh_postgresql

pytestmark = pytest.mark.postgresql
PATIENCE_S = 60.0
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Phone]:
    with fresh_postgresql() as address, living_in(tmp_path, address):
        SQLModel.metadata.create_all(database.engine())
        yield a_phone(a_walk(a_viewer()))


@contextmanager
def waiting_behind(session: Session, work: Callable[[], object]) -> Iterator[None]:
    """Somebody else does this until a lock of `session` stops them; afterwards they come to an end."""
    faults: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as fault:  # a thread's failure must reach the test
            faults.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not _is_somebody_waiting():
            assert thread.is_alive() and time.monotonic() < deadline, faults
            time.sleep(0.02)
        yield
        session.commit()
    finally:
        session.rollback()
        thread.join(PATIENCE_S)
    assert faults == []


def _is_somebody_waiting() -> bool:
    with reading() as session:
        return session.connection().execute(text(WAITING)).scalar_one() > 0


def test_her_phone_and_the_server_want_what_is_set_aside_at_once_and_neither_fails(phone: Phone) -> None:
    finding = a_finding(phone.walk, answers={"lgt_level": 9})
    phone.send(finding)
    with reading() as session:
        [parked] = rows(session, Parked)
    with writing() as session:
        store.lock_walker(session, phone.walker_id)
        with waiting_behind(session, lambda: _answered(parked.id)):
            store.drop_parked(session, phone.walker_id, [UUID(finding["id"])])
    with reading() as session:
        assert rows(session, Parked) == []


def test_who_changes_findings_takes_them_in_the_order_of_their_ids(phone: Phone) -> None:
    first, second = (str(UUID(int=number)) for number in (1, 2))
    phone.send(a_finding(phone.walk, id=second))
    phone.send(a_finding(phone.walk, id=first))  # so it lies behind the other

    def change_both() -> None:
        with writing() as session:
            store_changes.images(session.connection(), [UUID(second), UUID(first)], is_locked=True)

    of = select(Finding.id).where(Finding.id == UUID(first)).with_for_update()
    free = select(Finding.id).where(Finding.id == UUID(second)).with_for_update(skip_locked=True)
    with writing() as session:
        session.execute(of)
        with waiting_behind(session, change_both), reading() as other:
            assert other.execute(free).scalars().all() == [UUID(second)]
