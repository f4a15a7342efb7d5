"""What may go after two weeks: uploads that broke off, and the bytes of photos that could not be opened."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.findings import store
from app.findings.leaving import remove_file, remove_leaving
from app.foundation import clock
from app.foundation.database import writing
from app.foundation.vault import vault

# As long as late findings are taken: a phone may come back for the rest of its upload, a facilitator may ask about a
# photo. What cannot be opened cannot be cleaned of where and by whom it was taken either (reliability.md P14, P16).
LIFE = timedelta(days=14)
# What a process that was killed leaves behind cannot wait for that: pictures on their way to be kept (the child has 20 s for
# them), and whole uploads without a walker's name, with which nobody can go on (a phone gives up after 3 minutes).
LEFT_BEHIND = {"scrub-*": timedelta(minutes=10), "[0-9a-f]" * 32: timedelta(hours=1)}


@dataclass
class Swept:
    """What was removed, or would be."""

    broken_off: int = 0
    unopened: int = 0
    bytes: int = 0


def sweep_files(is_dry_run: bool = False) -> Swept:
    """Remove what is older than two weeks. Rows stay: a broken photo is still said to be broken."""
    swept = Swept()
    for path in _arriving():
        if time.time() - path.stat().st_mtime > LIFE.total_seconds():
            swept.broken_off += 1
            swept.bytes += path.stat().st_size
            if not is_dry_run:
                _remove(path)
    if not is_dry_run:
        remove_leaving()
    with writing() as session:
        for sha256, size_bytes in store.unopened_before(session, clock.now() - LIFE):
            store.lock_file(session, sha256)
            if vault().has(sha256) and not store.is_file_waiting(session, sha256):
                swept.unopened += 1
                swept.bytes += size_bytes
                if not is_dry_run:
                    remove_file(session, sha256)
    return swept


def sweep_left_behind() -> None:
    """Remove what only a process that is gone could still want. Cheap, and safe beside other processes."""
    for pattern, life in LEFT_BEHIND.items():
        for path in (vault().folder / "incoming").glob(pattern):
            with suppress(FileNotFoundError):  # finished, or swept by another process, while we looked
                if time.time() - path.stat().st_mtime > life.total_seconds():
                    _remove(path)


def _remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _arriving() -> list[Path]:
    folder = vault().folder / "incoming"
    return sorted(folder.iterdir()) if folder.is_dir() else []
