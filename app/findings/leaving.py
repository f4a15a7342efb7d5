"""Removing files that nobody stands for any more: at once where that is possible, and surely later where it is not.

Later is when the store of files does not answer, when the process is killed, and while a backup reads from a store that
knows no second names. So whatever may go is written down in the transaction that lets go of it.

No transaction waits for the store of files. A file is claimed (nobody stands for it, and from here on nobody may come to),
removed, and noted as gone, and each removal has a number of its own. Whoever puts a file into the vault looks at that number
before, and again in the transaction that comes to stand for it: when the number changed, or somebody is removing the file
just now, it may lie there no more, and its phone sends it again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from app.findings import store, store_leaving
from app.findings.putting import note_for_later
from app.findings.store_leaving import AT_ONCE, Trace
from app.foundation import clock
from app.foundation.database import Session, after_keeping, reading, writing
from app.foundation.identifiers import new_id
from app.foundation.vault import VaultAway, vault
from app.sites import street_sheets_among

# 200 GB at 20 Mbit/s, longer than any backup. One that was killed keeps no file from leaving for longer than this.
LONGEST_HOLD = timedelta(hours=24)
# Then whoever claimed some files to remove them is taken for dead. It begins no file after half of that, and a store that does
# not answer is given up after eight seconds.
CLAIM_LIFE = timedelta(minutes=10)
# From before a file is put until it is noted: at most three tries of 60 s, and 15 s for the database.
TRACE_LIFE = timedelta(hours=1)
# Files that one turn finds cannot be removed. One may be under a legal hold, or the disk beneath it is bad; when more refuse it
# is the store, and each costs eight seconds. Where somebody waits for us one is enough.
MOST_REFUSED = 3

log = logging.getLogger(__name__)


def forget_files_after(session: Session, sha256s: Iterable[str]) -> None:
    """Write down that these files may go, and once this transaction is kept remove those that nobody stands for."""
    gone = sorted(set(sha256s))
    if gone:
        store_leaving.note_leaving(session, gone, clock.now())
        after_keeping(session, lambda: _remove_soon(gone))


def let_go_later(sha256: str, after: timedelta) -> None:
    """Let go of a file after that time, unless somebody stands for it by then. Raises OSError when the disk is full."""
    note_for_later(sha256, after)


def unwanted(session: Session, sha256s: Collection[str]) -> set[str]:
    """Those of these files that no medium stands for, and that are no streets of a site either."""
    free = set(sha256s) - store.wanted_among(session, sha256s)
    return free - street_sheets_among(session, free) if free else free


def remove_leaving(among: Sequence[str] | None = None) -> int:
    """Remove some of what waits for it, or of these; returns how many went.

    Raises VaultAway or OSError when the vault refuses. What did not go waits on, and what refused comes after all others: one
    file that can never be removed keeps no other here.
    """
    if among is None and not _is_anything_due():
        return 0
    removal, now, began_s = new_id(), clock.now(), time.monotonic()
    with writing() as session:
        claimed = [] if _is_held(session) else _unwanted_waiting(session, among)
        store_leaving.claim_leaving(session, claimed, removal, now)
        store_leaving.forget_gone(session, now - TRACE_LIFE)  # last: with these rows in hand we wait for nobody
    gone: list[str] = []
    refused: dict[str, Exception] = {}
    try:
        for sha256 in claimed:
            if time.monotonic() - began_s > CLAIM_LIFE.total_seconds() / 2:
                break
            try:
                vault().remove(sha256)
                gone.append(sha256)
            except (VaultAway, OSError) as fault:
                refused[sha256] = fault
                if among is not None or len(refused) == MOST_REFUSED:
                    break
    finally:
        if claimed:
            with writing() as session:
                store_leaving.lock_leaving(session, claimed)
                store_leaving.note_gone(session, gone, removal, clock.now())
                store_leaving.put_last(session, refused, removal, clock.now())
                store_leaving.give_up(session, claimed, now)
    for first in refused.values():
        raise first
    return len(gone)


def traces_of(sha256s: Collection[str]) -> dict[str, Trace]:
    """To be asked before files are put into the vault, and held against `are_still_here` when somebody stands for them."""
    with reading() as session:
        return traces_in(session, sha256s)


def traces_in(session: Session, sha256s: Collection[str]) -> dict[str, Trace]:
    """The same within a transaction."""
    return dict.fromkeys(sha256s, Trace()) | store_leaving.traces(session, sha256s)


def may_stand_for(session: Session, before: Mapping[str, Trace]) -> bool:
    """Whether these are still here, as below, and nobody begins to remove them before this transaction ends."""
    store.lock_files(session, before)
    return are_still_here(session, before)


def are_still_here(session: Session, before: Mapping[str, Trace]) -> bool:
    """Whether nobody removed one of these, or is removing it, since `before`. The caller holds the locks of the files.

    If not, what somebody put meanwhile and does not stand for waits to be removed again.
    """
    now = store_leaving.traces(session, list(before))
    doubtful = [sha256 for sha256, was in before.items() if was.is_going or now.get(sha256, was) != was]
    if doubtful:
        store_leaving.lock_leaving(session, doubtful)
        store_leaving.note_returned(session, doubtful, new_id())
        forget_files_after(session, doubtful)
    return not doubtful


@contextmanager
def holding_files() -> Iterator[None]:
    """For as long as the block lasts, no file leaves an object store. On disk a reader holds files by their second names."""
    if vault().has_links:
        yield
        return
    hold_id = new_id()
    with writing() as session:
        store_leaving.note_hold(session, hold_id, clock.now() + LONGEST_HOLD)
    try:
        yield
    finally:
        with writing() as session:
            store_leaving.drop_hold(session, hold_id)


def forget_holds(session: Session) -> None:
    """After a restore: a backup holds itself, and what came back of that holds nothing."""
    store_leaving.drop_hold(session)


def _remove_soon(sha256s: Sequence[str]) -> None:
    """Whoever let go of them is told so in any case, and soon: what does not go now is written down."""
    try:
        remove_leaving(sha256s[:AT_ONCE])
    except (VaultAway, OSError, SQLAlchemyError) as fault:
        log.warning("files could not be removed yet; they go later: %s", type(fault).__name__)


def _is_anything_due() -> bool:
    now = clock.now()
    with reading() as session:
        if store_leaving.has_gone(session, now - TRACE_LIFE):
            return True
        return not _is_held(session) and bool(store_leaving.leaving(session, store_leaving.due(now, CLAIM_LIFE)))


def _unwanted_waiting(session: Session, among: Sequence[str] | None) -> list[str]:
    """Some of what waits and nobody stands for, longest first; what somebody stands for again waits no more."""
    due = store_leaving.due(clock.now(), CLAIM_LIFE)
    found = store_leaving.leaving(session, due, among)
    store.lock_files(session, found)
    ours = store_leaving.leaving_for_us(session, due, found)
    free = unwanted(session, ours)
    store_leaving.forget_leaving(session, set(ours) - free)
    return [sha256 for sha256 in found if sha256 in free]


def _is_held(session: Session) -> bool:
    return not vault().has_links and store_leaving.is_held(session, clock.now())
