"""What may go after two weeks: uploads that broke off, and the bytes of photos that could not be opened."""

from __future__ import annotations

import logging
import re
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.findings import store, store_intake
from app.findings.leaving import forget_files_after, remove_leaving
from app.findings.putting import LIFE as LIFE_OF_PUTTING
from app.findings.putting import notes
from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.vault import vault

# As long as late findings are taken: a phone may come back for the rest of its upload, a facilitator may ask about a
# photo. What cannot be opened cannot be cleaned of where and by whom it was taken either (reliability.md P14, P16).
LIFE = timedelta(days=14)
# No finding lists it: it came before its finding, which is a matter of minutes, or that was taken back meanwhile.
LIFE_UNAWAITED = timedelta(days=1)
PARTIAL = re.compile(r"([0-9a-f]{32})-([0-9a-f]{64})")  # as `uploading.partial_path` names them
# What a process that was killed leaves behind cannot wait for that: pictures on their way to be kept (the child has 20 s for
# them), and whole uploads without a walker's name, with which nobody can go on (a phone gives up after 3 minutes).
LEFT_BEHIND = {"scrub-*": timedelta(minutes=10), "[0-9a-f]" * 32: timedelta(hours=1)}

log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What was removed, or would be."""

    broken_off: int = 0
    unopened: int = 0
    bytes: int = 0


def sweep_files(is_dry_run: bool = False) -> Swept:
    """Remove what is older than two weeks. Rows stay: a broken photo is still said to be broken.

    Raises VaultAway or OSError when the vault refuses; what was let go of then goes as soon as it does not.
    """
    swept = Swept()
    if not is_dry_run:
        sweep_left_behind()
    for path in _arriving():
        with suppress(FileNotFoundError):  # finished, or swept by another process, while we looked
            seen = path.stat()
            if time.time() - seen.st_mtime > _life_of(path.name).total_seconds():
                if not (is_dry_run or _is_removed(path)):
                    continue
                swept.broken_off += 1
                swept.bytes += seen.st_size
    before = clock.now() - LIFE
    with reading() as session:
        swept.unopened, size_bytes = store.unopened_before(session, before)
    swept.bytes += size_bytes
    if not is_dry_run:
        with writing() as session:
            forget_files_after(session, store.sweep_unopened(session, before, clock.now()))
        while remove_leaving():
            pass
    return swept


def _life_of(name: str) -> timedelta:
    """How long to keep what arrives under this name: not at all when it was taken back, as by a server that died over it."""
    if not (partial := PARTIAL.fullmatch(name)):
        return LIFE
    walker_id, sha256 = UUID(partial[1]), partial[2]
    with reading() as session:
        standing = store_intake.standing_of(session, walker_id, walker_id, sha256)
    if "gone" in standing:
        return timedelta(0)
    return LIFE if "awaited" in standing else LIFE_UNAWAITED


def sweep_left_behind() -> None:
    """Remove what only a process that is gone could still want. Cheap, and safe beside other processes.

    What it put into the vault goes as well, unless somebody came to stand for it.
    """
    for pattern, life in LEFT_BEHIND.items():
        for path in (vault().folder / "incoming").glob(pattern):
            if _is_older(path, life):
                _is_removed(path)
    if left := [(note, sha256) for note, sha256 in notes() if _is_older(note, LIFE_OF_PUTTING)]:
        with writing() as session:
            forget_files_after(session, [sha256 for _note, sha256 in left])
        for note, _sha256 in left:
            _is_removed(note)


def _is_older(path: Path, life: timedelta) -> bool:
    try:
        return time.time() - path.stat().st_mtime > life.total_seconds()
    except FileNotFoundError:  # finished, or swept by another process, while we looked
        return False


def _is_removed(path: Path) -> bool:
    """Remove it. What cannot be, such as what a command of root's left behind, keeps nothing else here."""
    try:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    except FileNotFoundError:  # another process swept it
        return True
    except OSError as fault:
        log.warning(
            "something in %s could not be removed: %s", path.parent, fault.strerror
        )  # its name holds a walker's id
        return False
    return True


def _arriving() -> list[Path]:
    folder = vault().folder / "incoming"
    return sorted(set(folder.iterdir()) - {note for note, _sha256 in notes()}) if folder.is_dir() else []
