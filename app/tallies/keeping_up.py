"""Keeping the tallies in step with findings, in the transaction that changes them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from struct import error as StructError
from uuid import UUID

from app.findings import Change
from app.foundation.database import Session
from app.tallies import store
from app.tallies.counting import Counts, counts_of, walkers_in
from app.tallies.records import counted

log = logging.getLogger(__name__)


def keep_up(session: Session, changes: Sequence[Change]) -> None:
    """Count what changed. Walks in one order, so that two transactions never wait for each other in a circle."""
    by_walk: dict[UUID, list[Change]] = {}
    for change in changes:
        image = change.after or change.before
        assert image is not None
        by_walk.setdefault(image.walk_id, []).append(change)
    for walk_id in sorted(by_walk):
        image = by_walk[walk_id][0].after or by_walk[walk_id][0].before
        assert image is not None
        _keep_up_walk(session, image.audit_id, walk_id, by_walk[walk_id])


def _keep_up_walk(session: Session, audit_id: UUID, walk_id: UUID, changes: list[Change]) -> None:
    given_numbers = store.next_turn(session, walk_id)
    if given_numbers is None:
        if store.begin_walk(session, audit_id, walk_id):
            # From before there were tallies, or its very first findings: these changes are among those that are counted.
            count_all(session, audit_id, walk_id, list(store.findings_of(session, walk_id)), 0)
            return
        given_numbers = store.next_turn(session, walk_id)
        assert given_numbers is not None
    try:
        count_all(session, audit_id, walk_id, changes, given_numbers)
    except StructError:
        # Somebody wrote past us. What a walker takes back must not wait until an operator has mended that.
        log.error("the tallies of walk %s were not those of its findings, and were counted anew", walk_id)
        count_anew(session, audit_id, walk_id)


def count_anew(session: Session, audit_id: UUID, walk_id: UUID) -> None:
    """Forget the tallies of a walk, which the caller holds, and count all its findings as they are now."""
    store.empty_walk(session, walk_id)
    count_all(
        session, audit_id, walk_id, list(store.findings_of(session, walk_id)), store.numbers_given(session, walk_id)
    )


def count_all(session: Session, audit_id: UUID, walk_id: UUID, changes: Sequence[Change], given_numbers: int) -> None:
    """Count these changes of one walk, which the caller holds. `given_numbers` says how many its walkers have so far.

    Raises struct.error when something would be counted less than never, so that what was written is not right either.
    """
    numbers = _numbers(session, audit_id, walk_id, walkers_in(changes), given_numbers)
    counts = counts_of(changes, numbers)
    if counts.findings:
        store.count_findings(session, counts.findings)
    if counts.given:
        _write(session, audit_id, walk_id, counts)


def _numbers(
    session: Session, audit_id: UUID, walk_id: UUID, walkers: Iterable[UUID], given_numbers: int
) -> dict[UUID, int]:
    wanted = set(walkers)
    numbers = store.numbers_of(session, wanted) if wanted else {}
    fresh = {walker: given_numbers + at for at, walker in enumerate(sorted(wanted - set(numbers)))}
    if fresh:
        store.number_walkers(session, audit_id, walk_id, fresh, given_numbers + len(fresh))
    return numbers | fresh


def _write(session: Session, audit_id: UUID, walk_id: UUID, counts: Counts) -> None:
    spots = {spot for spot, _code in counts.given}
    ids, held = store.held(session, walk_id, spots, {code for _spot, code in counts.given})
    if fresh := sorted(spots - set(ids)):
        ids |= store.add_spots(session, audit_id, walk_id, fresh)
    kept, gone = [], []
    for (spot, code), more in counts.given.items():
        before = held.get((spot, code), b"")
        after = counted(before, more)
        if not after:
            gone.append((ids[spot], code))
        elif after != before:
            kept.append((ids[spot], code, after))
    store.keep(session, kept)
    if gone:
        store.forget(session, gone)
