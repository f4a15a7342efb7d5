"""Is everything here that should be, and nothing that should not? Says so first, mends only when told to."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path, PurePath

from app.findings import note_withdrawn, read_withdrawn, take_back_again, withdrawn_log
from app.foundation import clock, migrating
from app.foundation.database import writing
from app.foundation.settings import settings
from app.foundation.vault import VaultAway, vault
from app.keeping import store
from app.tallies import check_walks

# An upload that waits longer than this was not claimed by any cleaner: photos take seconds.
LONGEST_CLEANING = timedelta(hours=1)
# Files come before the rows that name them, and streets wait for their boundary to be drawn; after a day nobody comes.
LONGEST_ARRIVING = timedelta(days=1)
LEFT_BEHIND = ("backing-up-*", "restoring-*", "files/incoming/scrub-*")  # by a process that was killed


@dataclass
class Checked:
    """`wrong` needs a person; `mendable` goes away with `--mend`; `mended` has gone."""

    files: int = 0
    rows: int = 0
    wrong: list[str] = field(default_factory=list)
    mendable: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.wrong and not self.mendable

    def offer(self, sentence: str, mends: bool) -> None:
        """Note what can be mended, or was."""
        (self.mended if mends else self.mendable).append(sentence)


def check_house(mends: bool = False) -> Checked:
    """Look at the database, at every file and its hash, and at what was taken back. Reads every byte of the vault."""
    checked = Checked()
    try:
        if not _check_plan(checked):
            return checked
        with store.one_picture() as connection:
            checked.wrong += [f"Database: {fault}" for fault in store.faults_of_database(connection)]
            checked.rows = store.count_rows(connection)
            named = store.named_files(connection)
            stuck = store.count_stuck(connection, clock.now() - LONGEST_CLEANING)
        if stuck:
            checked.wrong.append(f"{stuck} uploads wait for cleaning for over an hour. Run farola photos clean.")
        _check_withdrawn(checked, mends)
        _check_tallies(checked, mends)
        try:
            vault().check()
            _check_files(checked, named)
            _check_orphans(checked, mends)
        except VaultAway:
            checked.wrong.append(
                "Files: their store cannot be reached, so none was looked at. Are FAROLA_FILES and keys right?"
            )
    except (store.DatabaseError, sqlite3.DatabaseError) as fault:
        checked.wrong.append(f"Database: it cannot be read ({_first_line(fault)}). Restore a backup.")
    _check_key(checked, mends)
    return checked


def _check_plan(checked: Checked) -> bool:
    with store.one_picture() as connection:
        found = store.revision_of(connection)
    newest = migrating.newest_revision()
    if found == newest:
        return True
    checked.wrong.append(f"Database: its plan is {found or 'missing'}, not {newest}. Run farola migrate.")
    return False


def _check_files(checked: Checked, named: store.Named) -> None:
    missing = []
    for sha256 in sorted(named.every):
        try:
            found = _hash_of(sha256)
        except FileNotFoundError:
            missing.append(sha256)
            continue
        checked.files += 1
        if found != sha256:
            checked.wrong.append(f"File {sha256} is damaged: its bytes have another hash. It may be whole in a backup.")
    if missing:
        with store.one_picture() as connection:  # anew: while we looked, photos were cleaned and taken back
            needed = store.named_files(connection).needed
        lost = (sha256 for sha256 in missing if sha256 in needed)
        checked.wrong += [f"File {sha256} is missing: the database names it. It may be in a backup." for sha256 in lost]


def _hash_of(sha256: str) -> str:
    """What the bytes say; never the right hash when they cannot be read. Raises FileNotFoundError."""
    seen = hashlib.sha256()
    try:
        for piece in vault().pieces(sha256):
            seen.update(piece)
    except FileNotFoundError:
        raise
    except OSError as fault:
        return f"unreadable: {fault}"
    return seen.hexdigest()


def _check_withdrawn(checked: Checked, mends: bool) -> None:
    """The database and the log beside it name the same, and nothing that they name is kept."""
    with store.one_picture() as connection:
        buried, risen = store.tombstones(connection), store.risen_findings(connection)
    logged = read_withdrawn(withdrawn_log())
    returned = {one: at for one, at in logged.items() if one not in buried}
    unlogged = {one: at for one, at in buried.items() if one not in logged}
    if risen:
        checked.wrong.append(f"{len(risen)} findings are kept although they were taken back.")
    if returned:
        checked.offer(f"{len(returned)} taken back by withdrawn.log, not by the database", mends)
    if unlogged:
        checked.offer(f"{len(unlogged)} taken back by the database, not in withdrawn.log", mends)
    if mends and returned:
        with writing() as session:
            take_back_again(session, returned)
    if mends:
        for one, at in unlogged.items():
            note_withdrawn([one], at)


def _check_tallies(checked: Checked, mends: bool) -> None:
    """What pages count with is what a recount of all findings gives."""
    if wrong := check_walks(mends):
        checked.offer(f"{wrong} walks whose tallies are not those of their findings", mends)


def _check_orphans(checked: Checked, mends: bool) -> None:
    """Files that nobody names: found first, and looked at once more while nobody can begin to name one."""
    with store.one_picture() as connection:
        named = store.named_files(connection).every
    before = clock.now() - LONGEST_ARRIVING
    suspects = [kept for kept in vault().every() if kept.sha256 not in named and kept.changed_at < before]
    with store.standing_still(), store.one_picture() as connection:
        named = store.named_files(connection).every
        for kept in suspects:
            if kept.sha256 not in named:
                what = "a file" if kept.sha256 else "a strange file"
                checked.offer(f"{what} that nobody names, {kept.bytes} bytes: {PurePath(kept.place).name}", mends)
                if mends:
                    vault().discard(kept)
    for pattern in LEFT_BEHIND:
        for folder in filter(_is_old, sorted(settings().data.glob(pattern))):
            checked.offer(f"what a stopped process left behind: {folder.name}", mends)
            if mends:
                shutil.rmtree(folder)


def _is_old(path: Path) -> bool:
    return time.time() - path.stat().st_mtime > LONGEST_ARRIVING.total_seconds()


def _check_key(checked: Checked, mends: bool) -> None:
    key = settings().data / "secret.key"
    if not key.is_file():
        checked.wrong.append("secret.key is missing: join codes and receipts no longer work. Restore a backup.")
    elif key.stat().st_mode & 0o077:
        checked.offer("secret.key can be read by others on this machine", mends)
        if mends:
            key.chmod(0o600)


def _first_line(fault: Exception) -> str:
    return str(getattr(fault, "orig", fault)).splitlines()[0]
