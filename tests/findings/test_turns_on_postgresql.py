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

from app.findings import moderating, store, store_changes
from app.findings.answering_again import _answered
from app.findings.finding import Finding
from app.findings.intake import before_of, judge_arrivals, settle_arrivals, write_arrivals
from app.findings.parked import Parked
from app.foundation import clock, database
from app.foundation.database import Session, reading, writing
from app.walks import Audit, sender_of
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


@pytest.mark.parametrize("decision", ["hidden", "put right"])
def test_what_a_moderator_decides_while_a_newer_revision_arrives_stays_decided(phone: Phone, decision: str) -> None:
    finding = a_finding(phone.walk)
    phone.send(finding)
    with reading() as session:
        organisation_id = session.get_one(Audit, phone.walk.audit_id).organisation_id
    viewer = a_viewer("Bea", organisation_id=organisation_id)

    def decide() -> None:
        with writing() as session:
            if decision == "hidden":
                moderating.hide(session, viewer, UUID(finding["id"]))
            else:
                moderating.move_place(session, viewer, UUID(finding["id"]), 24.95, 60.17)

    with writing() as session:
        sender = sender_of(session, phone.walker_id)
        arrivals = judge_arrivals(session, sender, [finding | {"revision": 2}], clock.now())
        before = before_of(session, arrivals)
        with waiting_behind(session, decide):
            settle_arrivals(arrivals, before)
            write_arrivals(session, arrivals, before)
    with reading() as session:
        [kept] = rows(session, Finding)
    assert kept.revision == 2
    if decision == "hidden":
        assert kept.moderation == "hidden"
    else:
        assert (kept.lon, kept.place_source) == (24.95, "corrected")
