"""Tallies that were never kept, tallies that somebody spoiled, and many phones at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.findings import Finding, accept_batch, withdraw_finding, withdraw_walker
from app.foundation import clock
from app.foundation.database import reading, writing
from app.tallies import check_walks, count_uncounted, findings_of_walks, given_in, renew_stamps, stamp_of, wrong_walks
from app.walks import Walker
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_finding, a_walk
from tests.makers.walks import some_walker

PHONES = 6


@pytest.fixture
def walk(either_house):
    """An evening of six phones with two findings each."""
    walk = a_walk(a_viewer())
    with writing() as session:
        walkers = [some_walker(session, walk).walker for _phone in range(PHONES)]
    for walker in walkers:
        send(walk, walker)
    return walk


def send(walk, walker, findings=2):
    with writing() as session:
        accept_batch(
            session, session.get_one(Walker, walker.id), [a_finding(walk) for _one in range(findings)], clock.now()
        )


def do(statement):
    with writing() as session:
        session.connection().execute(text(statement))


def test_an_evening_from_before_there_were_tallies_is_counted_after_the_upgrade(walk):
    for table in ("tally", "tallied_spot", "tallied_walker", "tallied_walk"):
        do(f"DELETE FROM {table}")
    assert count_uncounted() == 1
    assert count_uncounted() == 0
    with reading() as session:
        assert wrong_walks(session) == []
        assert findings_of_walks(session, [walk.id]) == {walk.id: 2 * PHONES}


def test_no_history_of_an_evening_has_the_stamps_of_another_and_turns_never_outgrow_their_column(walk):
    seen = set()
    for turn in (0, 1, 2**31 - 1):
        do(f"UPDATE tallied_walk SET turn = {turn}")
        with writing() as session:
            renew_stamps(session)
        with reading() as session:
            seen.add(stamp_of(session, walk.audit_id))
    for table in ("tally", "tallied_spot", "tallied_walker", "tallied_walk"):
        do(f"DELETE FROM {table}")
    assert count_uncounted() == 1
    with reading() as session:
        seen.add(stamp_of(session, walk.audit_id))
    assert len(seen) == 4
    assert all(walks == 1 and 2 < turns <= 2**30 for walks, turns in seen)


def test_such_an_evening_is_counted_whole_when_one_more_finding_comes(walk):
    for table in ("tally", "tallied_spot", "tallied_walker", "tallied_walk"):
        do(f"DELETE FROM {table}")
    with writing() as session:
        walker = some_walker(session, walk).walker
    send(walk, walker, findings=1)
    with reading() as session:
        assert findings_of_walks(session, [walk.id]) == {walk.id: 2 * PHONES + 1}
        assert wrong_walks(session) == []


@pytest.mark.parametrize(
    "spoiling",
    [
        "DELETE FROM tally WHERE code = 'lgt_level'",
        "UPDATE tallied_walker SET accepted = accepted + 1",
        "UPDATE finding SET moderation = 'hidden'",
        "INSERT INTO tallied_spot (audit_id, walk_id, spot, party) SELECT audit_id, walk_id, 'nowhere', 0 FROM tallied_walk",
    ],
)
def test_tallies_that_say_anything_else_than_the_findings_are_found_and_mended(walk, spoiling):
    assert check_walks() == 0
    do(spoiling)
    assert check_walks() == 1
    assert check_walks(mends=True) == 1
    assert check_walks() == 0


SPOILT = {
    "a question's tallies are gone": "DELETE FROM tally WHERE code = 'lgt_level'",
    "all tallies are gone": "DELETE FROM tally",
    "a moderator's decision was written past us": "UPDATE finding SET moderation = 'accepted'",
    "the records are cut off": "UPDATE tally SET given = substr(given, 1, 13)",
    "the walk is said to have nobody": "DELETE FROM tally; UPDATE tallied_walk SET walkers = 0",
}


@pytest.mark.parametrize("spoiling", SPOILT.values(), ids=SPOILT.keys())
@pytest.mark.parametrize("does", ["takes one back", "takes all back", "writes anew"])
def test_tallies_that_somebody_spoilt_are_in_no_walkers_way(walk, spoiling, does, caplog):
    for statement in spoiling.split(";"):
        do(statement)
    with writing() as session:
        mine = session.exec(select(Finding).limit(1)).one()
        walker = session.get_one(Walker, mine.walker_id)
        if does == "takes one back":
            withdraw_finding(session, walker, mine.id)
        elif does == "takes all back":
            withdraw_walker(session, walker)
        else:
            again = a_finding(walk, id=str(mine.id), revision=2, answers={"lgt_level": 3})
            assert accept_batch(session, walker, [again], clock.now())[0].state == "kept"
    assert f"walk {walk.id}" in caplog.text and "counted anew" in caplog.text
    left = {"takes one back": 2 * PHONES - 1, "takes all back": 2 * PHONES - 2, "writes anew": 2 * PHONES}[does]
    with reading() as session:
        assert wrong_walks(session) == []
        assert findings_of_walks(session, [walk.id]) == {walk.id: left}


def test_phones_that_send_at_once_are_each_counted_once(walk):
    with writing() as session:
        walkers = [some_walker(session, walk).walker for _phone in range(PHONES)]
    with ThreadPoolExecutor(PHONES) as phones:
        list(phones.map(lambda walker: [send(walk, walker, findings=1) for _time in range(4)], walkers))
    with reading() as session:
        assert wrong_walks(session) == []
        given = given_in(session, walk.audit_id, "lgt_level")
        assert given.counts.sum() == 2 * PHONES + 4 * PHONES
        assert len(set(given.walker.tolist())) == 2 * PHONES


def test_a_finding_that_is_written_without_the_intake_is_counted_too(walk):
    with writing() as session:
        first = session.exec(select(Finding).limit(1)).one()
        first.answers = {"lgt_level": 3}
        session.add(first)
    with reading() as session:
        assert given_in(session, walk.audit_id, "lgt_level").counts[:, 3].sum() == 1
        assert wrong_walks(session) == []


def test_what_was_looked_at_and_then_undone_is_not_remembered(walk):
    class Undone(Exception):
        """Somebody changes their mind."""

    def level_threes(session):
        return int(given_in(session, walk.audit_id, "lgt_level").counts[:, 3].sum())

    with writing() as session:
        walker = some_walker(session, walk).walker
    with pytest.raises(Undone), writing() as session:
        accept_batch(
            session, session.get_one(Walker, walker.id), [a_finding(walk, answers={"lgt_level": 3})], clock.now()
        )
        assert level_threes(session) == 1
        raise Undone
    with writing() as session:
        accept_batch(
            session, session.get_one(Walker, walker.id), [a_finding(walk, answers={"lgt_level": 0})], clock.now()
        )
    with reading() as session:
        assert level_threes(session) == 0
