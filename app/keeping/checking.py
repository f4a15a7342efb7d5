"""Is everything here that should be, and nothing that should not? Says so first, mends only when told to."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from uuid import UUID

from app.findings import note_withdrawn, read_withdrawn, take_back_again, withdraw_finding, withdrawn_log
from app.foundation import clock, migrating
from app.foundation.database import writing
from app.foundation.settings import settings
from app.foundation.vault import VaultAway, vault
from app.keeping import store
from app.keeping.checked import Checked
from app.keeping.checking_files import check_files, check_left_behind, check_lost, check_orphans
from app.keeping.keys import BRING_BACK, fit_of
from app.keeping.manifest import KEY
from app.tallies import check_walks
from app.walks import Walker

# An upload that waits longer than this was not claimed by any cleaner: photos take seconds.
LONGEST_CLEANING = timedelta(hours=1)
OTHERS = 0o007  # of a folder's mode: what those may who are neither its owner nor of its group


def check_house(mends: bool = False) -> Checked:
    """Look at the database, at every file and its hash, and at what was taken back. Reads every byte of the vault."""
    checked = Checked()
    data = settings().data
    if not data.is_dir():
        checked.wrong.append(f"There is nothing to check: the folder {data} is not there. Is FAROLA_DATA right?")
        return checked
    has_key = _has_key(checked, mends)
    try:
        if not _check_plan(checked):
            return checked
        _check_walls(checked, mends)
        with store.one_picture() as connection:
            checked.wrong += [f"Database: {fault}" for fault in store.faults_of_database(connection)]
            checked.rows = store.count_rows(connection)
            named = store.named_files(connection)
            stuck = store.count_stuck(connection, clock.now() - LONGEST_CLEANING)
        if stuck:
            checked.wrong.append(f"{stuck} uploads wait for cleaning for over an hour. Run farola photos clean.")
        if has_key:
            _check_key(checked)
        _check_withdrawn(checked, mends and has_key)  # taking back again makes receipts
        _check_tallies(checked, mends)
        try:
            vault().check()
            check_files(checked, named)
            check_lost(checked, mends)
            check_orphans(checked, mends)
            check_left_behind(checked, mends)
        except VaultAway:
            checked.wrong.append(
                "Files: their store cannot be reached, so none was looked at. Are FAROLA_FILES and keys right?"
            )
    except (store.DatabaseError, sqlite3.DatabaseError) as fault:
        checked.wrong.append(f"Database: it cannot be read ({_first_line(fault)}). Restore a backup.")
    except OSError as fault:
        checked.wrong.append(
            f"The disk refused ({fault}), so not all was looked at. May this account read all of {data}?"
        )
    return checked


def _check_walls(checked: Checked, mends: bool) -> None:
    """Answers and photos are for nobody else who has an account on this machine."""
    data = settings().data
    mode = data.stat().st_mode
    if mode & OTHERS:
        checked.offer(f"others on this machine can look into the folder {data}", mends)
        if mends:
            data.chmod(mode & ~OTHERS)


def _check_plan(checked: Checked) -> bool:
    if fault := migrating.fault_of(migrating.revision_here()):
        checked.wrong.append(f"Database: {fault}")
    return not fault


def _check_withdrawn(checked: Checked, mends: bool) -> None:
    """The database and the log beside it name the same, and nothing that they name is kept."""
    with store.one_picture() as connection:
        buried, risen = store.tombstones(connection), store.risen_findings(connection)
    logged = read_withdrawn(withdrawn_log())
    returned = logged_and_not_buried()
    unlogged = {one: at for one, at in buried.items() if one not in logged}
    if risen:  # wrong also when it is mended now: how could it come to that?
        what_now = "They were erased just now." if mends else "Run farola check --mend to erase them."
        checked.wrong.append(f"{len(risen)} findings are kept although they were taken back. {what_now}")
    if returned:
        checked.offer(f"{len(returned)} taken back by withdrawn.log, not by the database", mends)
    if unlogged:
        checked.offer(f"{len(unlogged)} taken back by the database, not in withdrawn.log", mends)
    if mends and (returned or risen):
        with writing() as session:
            take_back_again(session, returned)
            for finding_id, walker_id in risen:
                withdraw_finding(session, session.get_one(Walker, walker_id), finding_id)
    if mends:
        for one, at in unlogged.items():
            note_withdrawn([one], at)


def logged_and_not_buried() -> dict[UUID, datetime]:
    """What the log beside the database names as taken back, and the database does not know to be."""
    logged = read_withdrawn(withdrawn_log())
    if not logged:
        return {}
    with store.one_picture() as connection:
        buried = store.tombstones(connection)
    return {one: at for one, at in logged.items() if one not in buried}


def _check_tallies(checked: Checked, mends: bool) -> None:
    """What pages count with is what a recount of all findings gives."""
    if wrong := check_walks(mends):
        lost = "Were findings lost? Compare with a backup, which may have them" + (
            "." if mends else ", before you mend."
        )
        checked.offer(f"{wrong} walks whose tallies are not those of their findings. {lost}", mends)


def _has_key(checked: Checked, mends: bool) -> bool:
    key = settings().data / KEY
    if not key.is_file() or not key.stat().st_size:
        checked.wrong.append(f"secret.key is missing: join codes and receipts do not work. {BRING_BACK}")
        return False
    if key.stat().st_mode & 0o077:
        checked.offer("secret.key can be read by others on this machine", mends)
        if mends:
            key.chmod(0o600)
    return True


def _check_key(checked: Checked) -> None:
    """It is the one under which walkers got their receipts."""
    with store.one_picture() as connection:
        if fault := fit_of((settings().data / KEY).read_bytes(), connection).fault:
            checked.wrong.append(fault)


def _first_line(fault: Exception) -> str:
    return str(getattr(fault, "orig", fault)).splitlines()[0]
