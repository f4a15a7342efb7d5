"""Every file: is it here, are its bytes the right ones, and does anybody still name it?"""

from __future__ import annotations

import hashlib
import shutil
import time
from datetime import timedelta
from pathlib import Path, PurePath

from app.findings import clean_again, forget_files_after
from app.foundation import clock
from app.foundation.database import writing
from app.foundation.folders import is_held
from app.foundation.settings import settings
from app.foundation.vault import Kept, vault
from app.keeping import store
from app.keeping.checked import Checked

# Files come before the rows that name them, and streets wait for their boundary to be drawn; after a day nobody comes.
LONGEST_ARRIVING = timedelta(days=1)
LEFT_BEHIND = ("backing-up-*", "restoring-*", "files/incoming/scrub-*")  # by a process that was killed
UNREADABLE = "Is the data folder another account's? Else its disk fails: the file may be whole in a backup."
MOST_NAMES = 20  # a bucket that is shared may hold a million things that are none of ours


def check_files(checked: Checked, named: store.Named) -> None:
    """Every file that the database names is here with the bytes of its name."""
    missing = []
    for sha256 in sorted(named.every):
        try:
            found = _hash_of(sha256)
        except FileNotFoundError:
            missing.append(sha256)
            continue
        except OSError as fault:
            checked.wrong.append(f"File {sha256} cannot be read ({fault.strerror}). {UNREADABLE}")
            continue
        checked.files += 1
        if found != sha256:
            checked.wrong.append(f"File {sha256} is damaged: its bytes have another hash. It may be whole in a backup.")
    if missing:
        with store.one_picture() as connection:  # anew: while we looked, photos were cleaned and taken back
            needed = store.named_files(connection).needed
        lost = (sha256 for sha256 in missing if sha256 in needed)
        checked.wrong += [f"File {sha256} is missing: the database names it. It may be in a backup." for sha256 in lost]


def check_lost(checked: Checked, mends: bool) -> None:
    """What a phone was told is kept, and the server found to be gone when it was to be cleaned."""
    with store.one_picture() as connection:
        lost = store.lost_media(connection)
    for sha256, finding_id in lost:
        try:
            is_whole = _hash_of(sha256) == sha256
        except OSError as fault:
            if not isinstance(fault, FileNotFoundError):
                checked.wrong.append(f"File {sha256} cannot be read ({fault.strerror}). {UNREADABLE}")
                continue
            checked.wrong.append(
                f"File {sha256} of finding {finding_id} is lost, and its phone was told that it is kept. The phone may "
                "still send it, and a backup may have it: put it back into its place, and run farola check --mend."
            )
            continue
        if is_whole:
            checked.offer(f"a file that was lost is here again and waits to be cleaned: {sha256}", mends)
            if mends:
                with writing() as session:
                    clean_again(session, sha256)


def _hash_of(sha256: str) -> str:
    """What the bytes say. Raises FileNotFoundError, or another OSError when they cannot be read."""
    seen = hashlib.sha256()
    for piece in vault().pieces(sha256):
        seen.update(piece)
    return seen.hexdigest()


def check_orphans(checked: Checked, mends: bool) -> None:
    """Files that nobody names: found first, and looked at once more while nobody can begin to name one.

    Only what is named by a hash, as the vault names things, can be ours to remove. All else in that folder or bucket is
    somebody else's, whatever its age.
    """
    with store.one_picture() as connection:
        named = store.named_files(connection).every
    before = clock.now() - LONGEST_ARRIVING
    strangers, suspects = _Strangers(), []
    for kept in vault().every():
        if not kept.sha256:
            strangers.note(kept)
        elif kept.sha256 not in named and kept.changed_at < before:
            suspects.append(kept)
    with store.standing_still(), store.one_picture() as connection:
        named = store.named_files(connection).every
        for kept in suspects:
            if kept.sha256 not in named:
                checked.offer(f"a file that nobody names, {kept.bytes} bytes: {PurePath(kept.place).name}", mends)
    if mends:  # as every file leaves: somebody may be sending these very bytes
        with writing() as session:
            forget_files_after(session, [kept.sha256 for kept in suspects])
    if strangers.count:
        checked.noticed.append(strangers.told())


class _Strangers:
    """What lies among our files and is none of ours: how many, and the names of the first."""

    def __init__(self) -> None:
        self.count, self.names = 0, list[str]()

    def note(self, kept: Kept) -> None:
        self.count += 1
        if len(self.names) < MOST_NAMES:
            self.names.append(kept.place)

    def told(self) -> str:
        more = ", …" if self.count > len(self.names) else ""
        return f"{self.count} things lie among the files that are not Farola's, and stay: {', '.join(self.names)}{more}"


def check_left_behind(checked: Checked, mends: bool) -> None:
    """Folders of a process that was killed; and what a restore moved aside, which whoever takes something back cannot reach."""
    for pattern in LEFT_BEHIND:
        for folder in filter(_is_left, sorted(settings().data.glob(pattern))):
            checked.offer(f"what a stopped process left behind: {folder.name}", mends)
            if mends:
                shutil.rmtree(folder)
    with store.one_picture() as connection:
        aside = [*map(str, sorted(settings().data.glob("replaced-*"))), *store.schemas_aside(connection)]
    checked.noticed += [
        f"{name} is what was here before a restore, also what was taken back since. Remove it when all is well."
        for name in aside
    ]


def _is_left(folder: Path) -> bool:
    """Old, and nobody works in there: a large house takes longer than a day to keep."""
    return time.time() - folder.stat().st_mtime > LONGEST_ARRIVING.total_seconds() and not is_held(folder)
