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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

AS_IT_IS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
# Not for reading only: file systems of a network then give no lock that keeps all others out.
FILE_AS_IT_IS = os.O_RDWR | os.O_NOFOLLOW


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


def is_held(folder: Path) -> bool:
    """Whether somebody still works in there, as far as locks tell."""
    try:
        lock = os.open(folder, AS_IT_IS)
    except OSError:  # gone
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False


def sweep_unheld(parent: Path, prefix: str) -> None:
    """Remove our folders of that prefix whose holders are all gone. Others' folders, and what refuses, stay."""
    for folder in parent.glob(f"{prefix}*"):
        _remove_unheld(folder, AS_IT_IS, shutil.rmtree)


@contextmanager
def held_file(parent: Path, prefix: str, suffix: str) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file to write, as `held_folder`. It stays where the block has moved it to. Raises OSError when it cannot be made."""
    while True:
        descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=parent)
        with os.fdopen(descriptor, "wb") as file:
            path = Path(name)
            with suppress(OSError):  # a file system without locks: then nobody can sweep there either
                fcntl.flock(file, fcntl.LOCK_EX)
            if not path.exists():  # another one's sweep was quicker
                continue
            try:
                yield path, file
            finally:
                path.unlink(missing_ok=True)
            return


def remove_unheld_file(path: Path) -> None:
    """Remove a file of ours whose holder is gone. Another one's, and what refuses, stays."""
    _remove_unheld(path, FILE_AS_IT_IS, os.unlink)


def _remove_unheld(path: Path, how: int, remove: Callable[[Path], object]) -> None:
    with suppress(OSError):
        lock = os.open(path, how)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while anybody holds it
            if os.fstat(lock).st_uid == os.geteuid():
                remove(path)
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
