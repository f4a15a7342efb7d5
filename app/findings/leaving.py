"""Removing files that nobody stands for any more: at once where that is possible, and surely later where it is not.

Later is when the store of files does not answer, and while a backup reads from one that knows no second names.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from app.findings import store, store_leaving
from app.findings.turns import writing_in_turn
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.identifiers import new_id
from app.foundation.vault import VaultAway, vault

# 200 GB at 20 Mbit/s, longer than any backup. One that was killed keeps no file from leaving for longer than this.
LONGEST_HOLD = timedelta(hours=24)

log = logging.getLogger(__name__)


def remove_file(session: Session, sha256: str, is_away: bool = False) -> bool:
    """Remove a file that no medium stands for. The caller holds the file's lock.

    What cannot go now is written down, and False returned; the vault is not asked again when the caller found it away.
    """
    if not is_away and not _is_held(session):
        try:
            vault().remove(sha256)
            return True
        except (VaultAway, OSError):
            log.warning("a file could not be removed; it goes as soon as the store of files answers")
    store_leaving.note_leaving(session, sha256, clock.now())
    return False


def remove_leaving() -> int:
    """Remove what waits for it; returns how many went. Raises VaultAway or OSError when the vault still refuses."""
    with reading() as session:
        waiting = [] if _is_held(session) else store_leaving.leaving(session)
    for sha256 in waiting:
        with writing_in_turn() as session:
            store.lock_file(session, sha256)
            if _is_held(session):
                return 0
            if not store.is_file_wanted(session, sha256):  # somebody may have sent the same photo since
                vault().remove(sha256)
            store_leaving.forget_leaving(session, sha256)
    return len(waiting)


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


def _is_held(session: Session) -> bool:
    return not vault().has_links and store_leaving.is_held(session, clock.now())
