"""Where rows are locked one by one, everybody takes them in one order, so that nobody waits in a ring."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text, update
from sqlmodel import col, select

from app.findings import (
    accept_batch,
    clean_waiting,
    cleaning,
    erase_hidden,
    forget_media,
    moderating,
    receiving,
    store,
    store_changes,
    store_cleaning,
    store_leaving,
    store_parked,
    withdraw_finding,
    withdraw_walker,
)
from app.findings.answering_again import _answered
from app.findings.finding import Finding
from app.findings.intake import before_of, judge_arrivals, settle_arrivals, write_arrivals
from app.findings.leaving import remove_leaving
from app.findings.left import LeavingFile
from app.findings.medium import Medium
from app.findings.parked import Parked
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.errors import NotFound
from app.foundation.vault import vault
from app.walks import Audit, Walker, sender_of
from tests.conftest import living_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import (
    Phone,
    a_finding,
    a_phone,
    a_photo,
    a_walk,
    lies_there,
    listed,
    media,
    rows,
    sent,
    sha256_of,
    take_back,
)
from tests.postgresql import fresh_postgresql

pytestmark = pytest.mark.postgresql
PATIENCE_S = 60.0
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@pytest.fixture
def phone(tmp_path: Path, empty_postgresql: str) -> Iterator[Phone]:
    with fresh_postgresql(like=empty_postgresql) as address, living_in(tmp_path, address):
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
            store_parked.drop_parked(session, phone.walker_id, [UUID(finding["id"])])
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


@contextmanager
def a_moderator_and_a_photo(phone: Phone) -> Iterator[tuple[Session, UUID, Callable[[Session], object]]]:
    """A transaction that has her finding, the finding's id, and what hides its photo."""
    finding_id = UUID(sent(phone, a_photo()))
    with reading() as session:
        viewer = a_viewer("Bea", organisation_id=session.get_one(Audit, phone.walk.audit_id).organisation_id)
    [photo] = media()
    with writing() as session:
        store.lock_findings(session, [finding_id])
        yield session, finding_id, lambda of: moderating.decide_medium(of, viewer, photo.id, "hid")


def test_she_takes_back_what_a_moderator_hides_the_photo_of_and_neither_fails(phone: Phone) -> None:
    with (
        a_moderator_and_a_photo(phone) as (session, finding_id, hide),
        waiting_behind(session, lambda: take_back(phone, str(finding_id))),
    ):
        hide(session)
        session.flush()
    assert media() == []


def test_a_moderator_who_hides_a_photo_that_she_takes_back_is_told_that_it_is_gone(phone: Phone) -> None:
    def hide_it() -> None:
        with writing() as other, pytest.raises(NotFound):
            hide(other)

    with a_moderator_and_a_photo(phone) as (session, finding_id, hide), waiting_behind(session, hide_it):
        withdraw_finding(session, session.get_one(Walker, phone.walker_id), finding_id)


def erase_all_hidden() -> None:
    with writing() as session:
        erase_hidden(session, col(Finding.moderation) == "hidden")


def moderated(session: Session, moderation: str) -> None:
    session.connection().execute(update(Finding).values(moderation=moderation))


def test_a_photo_that_comes_while_its_finding_is_erased_goes_with_it(phone: Phone) -> None:
    content = a_photo()
    finding = sent(phone, a_photo(colour="red"))
    with writing() as session:
        moderated(session, "hidden")
    with writing() as session:
        walker = session.get_one(Walker, phone.walker_id)
        receiving.accept_medium(session, walker, UUID(finding), sha256_of(content), content, "image/jpeg")
        with waiting_behind(session, erase_all_hidden):
            pass
    assert media() == [] and lies_there() == set()


def test_what_a_moderator_shows_again_before_it_is_erased_stays(phone: Phone) -> None:
    phone.send(a_finding(phone.walk))
    with writing() as session:
        moderated(session, "hidden")
    with writing() as session:
        store.lock_walker(session, phone.walker_id)
        with waiting_behind(session, erase_all_hidden):
            moderated(session, "new")
    assert [one["state"] for one in phone.me()["findings"]] == ["kept"]


def test_a_photo_whose_finding_comes_just_before_it_is_forgotten_stays(phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(phone.walk, media=[listed(content)])
    phone.put(finding["id"], content)

    def forget_unlisted() -> None:
        with writing() as session:
            forget_media(session, ~col(Medium.is_listed))

    with writing() as session:
        accept_batch(session, session.get_one(Walker, phone.walker_id), [finding], clock.now())
        with waiting_behind(session, forget_unlisted):
            pass
    assert [medium.state for medium in media()] == ["received"] and lies_there() == {sha256_of(content)}


def test_a_photo_on_two_findings_outlives_the_first_when_the_second_came_during_its_cleaning(phone: Phone) -> None:
    content = a_photo()
    first = sent(phone, content)
    second = a_finding(phone.walk, media=[listed(content)])
    with writing() as session:
        accept_batch(session, session.get_one(Walker, phone.walker_id), [second], clock.now())
        with waiting_behind(session, clean_waiting):
            pass
    take_back(phone, first)
    clean_waiting()
    [medium] = media()
    assert (medium.state, lies_there()) == ("clean", {medium.large_sha256, medium.small_sha256})


def test_a_photo_that_is_cleaned_just_before_a_second_finding_lists_it_is_clean_on_both(phone: Phone) -> None:
    content = a_photo()
    sent(phone, content)
    [waiting] = media()
    with writing() as session:
        store.lock_file(session, waiting.sha256)
        with waiting_behind(session, lambda: phone.send(a_finding(phone.walk, media=[listed(content)]))):
            store_cleaning.settle_media(session, waiting, {"state": "clean"})
    assert [medium.state for medium in media()] == ["clean", "clean"]


def test_a_photo_taken_back_while_it_is_cleaned_leaves_no_picture(phone: Phone) -> None:
    finding = sent(phone, a_photo())
    claimed = cleaning._claim()
    assert claimed
    outcome = cleaning._outcome_of(claimed)
    for content in outcome.contents.values():
        vault().put(content)
    with writing() as session:
        store_cleaning.settle_media(session, claimed, outcome.columns)
        with waiting_behind(session, lambda: take_back(phone, finding)):
            pass
    assert media() == [] and lies_there() == set()


def settle(_phone: Phone, medium: Medium) -> None:
    with writing() as session:
        store_cleaning.settle_media(session, medium, {"state": "broken", "reason": "not-a-picture"})


def withdraw_all(phone: Phone, _medium: Medium) -> None:
    with writing() as session:
        withdraw_walker(session, session.get_one(Walker, phone.walker_id))


def forget_all(_phone: Phone, _medium: Medium) -> None:
    with writing() as session:
        forget_media(session, col(Medium.kind) == "photo")


@pytest.mark.parametrize("change_both", [settle, withdraw_all, forget_all])
def test_who_changes_photos_takes_them_in_the_order_of_their_ids(
    phone: Phone, change_both: Callable[[Phone, Medium], None]
) -> None:
    content = a_photo()
    phone.put(a_finding(phone.walk)["id"], content)  # no finding lists it yet
    phone.send(a_finding(phone.walk, media=[listed(content)]))
    first, second = sorted(media(), key=lambda one: one.id)
    with writing() as session:  # so it lies behind the other
        session.connection().execute(update(Medium).where(col(Medium.id) == first.id).values(received_at=clock.now()))
    free = select(Medium.id).where(Medium.id == second.id).with_for_update(skip_locked=True)
    with writing() as session:
        session.execute(select(Medium.id).where(Medium.id == first.id).with_for_update())
        with waiting_behind(session, lambda: change_both(phone, first)), reading() as other:
            assert other.execute(free).scalars().all() == [second.id]


def test_traces_are_forgotten_without_those_that_somebody_notes_just_now(phone: Phone) -> None:
    now = clock.now()
    with writing() as session:
        session.add_all(LeavingFile(sha256=sha256, since=now, gone_at=now) for sha256 in ("a" * 64, "b" * 64))
    with writing() as session:
        store_leaving.note_leaving(session, ["a" * 64], now)
        with writing() as other:
            other.execute(text("SET LOCAL lock_timeout = '1s'"))
            store_leaving.forget_gone(other, clock.now())
    with reading() as session:
        assert [row.sha256 for row in session.exec(select(LeavingFile))] == ["a" * 64]


def test_who_removed_files_takes_them_in_the_order_of_their_hashes(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, now = "a" * 64, "b" * 64, clock.now()
    for sha256 in (second, first):  # so that the first lies behind the other
        with writing() as session:
            session.add(LeavingFile(sha256=sha256, since=now))
    free = select(LeavingFile.sha256).where(LeavingFile.sha256 == second).with_for_update(skip_locked=True)
    with writing() as session:
        # Somebody lets go of the first file once more while both are removed.
        monkeypatch.setattr(
            type(vault()), "remove", lambda _vault, _sha256: store_leaving.note_leaving(session, [first], now)
        )
        with waiting_behind(session, remove_leaving), reading() as other:
            assert other.execute(free).scalars().all() == [second]


def test_more_photos_can_be_forgotten_at_once_than_a_statement_takes_values(phone: Phone) -> None:
    gone = Medium(finding_id=phone.walker_id, walk_id=phone.walk.id, walker_id=phone.walker_id, sha256="a" * 64)
    with writing() as session:
        assert store.drop_media(session, [gone] * 65_536) == set()
