"""Names on disk as durable as what they name, and folders that do not outlive their maker for long.

Whoever is killed cannot clear up behind herself. So the maker of a folder for a while holds a shared lock on the folder itself,
which ends with its holder however that dies (process ids are used again, locks are not), and whoever comes next removes what
nobody holds. No age decides: what takes long is left alone for as long as it takes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

AS_IT_IS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk: a power cut takes a file back whose bytes are there and whose name is not."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def held_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new folder, for its owner only and for as long as the block lasts. Raises OSError when it cannot be made."""
    folder, lock = _made(parent, prefix)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # what refuses to go is held by nobody from now on
        os.close(lock)


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Hold a folder that another process made, which may end before this one does."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        os.close(lock)


def sweep_unheld(parent: Path, prefix: str) -> None:
    """Remove our folders of that prefix whose holders are all gone. Others' folders, and what refuses, stay."""
    for folder in parent.glob(f"{prefix}*"):
        with suppress(OSError):
            lock = os.open(folder, AS_IT_IS)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while anybody holds it
                if os.fstat(lock).st_uid == os.geteuid():
                    shutil.rmtree(folder)
            finally:
                os.close(lock)


def _made(parent: Path, prefix: str) -> tuple[Path, int]:
    """A new folder and our lock on it. Another one's sweep may take it away before it is held; then another one is made."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        with suppress(FileNotFoundError):
            lock = os.open(folder, AS_IT_IS)
            fcntl.flock(lock, fcntl.LOCK_SH)
            if folder.is_dir():
                return folder, lock
            os.close(lock)
