"""Counting anew from the findings: to fill tallies that were never kept, to prove them right, and to mend them."""

from __future__ import annotations

from uuid import UUID

from app.foundation.database import Session, reading, writing
from app.tallies import store
from app.tallies.counting import counts_of
from app.tallies.keeping_up import count_anew
from app.tallies.records import counted


def count_uncounted() -> int:
    """Count the walks from before there were tallies, each in a transaction of its own. Returns how many."""
    with writing() as session:
        walks = store.uncounted_walks(session)
    for walk_id in walks:
        with writing() as session:
            recount(session, walk_id)
    return len(walks)


def wrong_walks(session: Session) -> list[UUID]:
    """Walks whose tallies say anything else than their findings. None, as long as nobody wrote past us."""
    return [walk for walk in store.walks_with_findings_or_tallies(session) if not is_right(session, walk)]


def check_walks(mends: bool = False) -> int:
    """How many walks' tallies are wrong; they are counted anew when it `mends`. One walk at a time, and only while it is
    looked at do its phones wait.
    """
    with reading() as session:
        walks = store.walks_with_findings_or_tallies(session)
    wrong = 0
    for walk_id in walks:
        with writing() as session:
            store.hold(session, walk_id)
            if not is_right(session, walk_id):
                wrong += 1
                if mends:
                    recount(session, walk_id)
    return wrong


def is_right(session: Session, walk_id: UUID) -> bool:
    """Whether a walk's tallies are those of a full recount."""
    walkers = store.walker_rows(session, walk_id)
    changes = list(store.findings_of(session, walk_id))
    if not {change.after.walker_id for change in changes if change.after} <= set(walkers):
        return False
    counts = counts_of(changes, {walker: number for walker, (number, _findings) in walkers.items()})
    expected = {key: counted(b"", given) for key, given in counts.given.items()}
    said = {(walker, name): n for walker, (_number, found) in walkers.items() for name, n in found.items() if n}
    spots = {spot for spot, _code in expected}
    return (
        said == counts.findings
        and store.tallies_of(session, walk_id) == expected
        and store.count_spots(session, walk_id) == len(spots)
    )


def recount(session: Session, walk_id: UUID) -> None:
    """Make a walk's tallies anew."""
    audit_id = store.audit_of(session, walk_id)
    if store.next_turn(session, walk_id) is None:
        store.begin_walk(session, audit_id, walk_id)
        store.next_turn(session, walk_id)
    count_anew(session, audit_id, walk_id)
