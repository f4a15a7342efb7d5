"""The folder in which the processes of one server put their numbers together, and the end of those that dead servers left.

prometheus_client writes a file for each process there and wants it empty at a start, so it is a new one each time. A server that
is killed cannot clear it away. So each process of a server holds a shared lock on the folder itself, which ends with its holder
however that dies (process ids are used again, locks are not), and the next start removes what nobody holds. It lies in the folder
for temporary files, because it is written at every request and is worth nothing to a backup. Tidiers of that folder that honour
such locks, as systemd-tmpfiles does, leave it alone however long a server runs.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# Not `farola-metrics-`, as earlier versions called it: theirs hold no lock, and one of those servers may live beside this one.
PREFIX = "farola-counts-"
AS_IT_IS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


@contextmanager
def shared_folder() -> Iterator[None]:
    """A folder for this server alone, for as long as the block lasts; the processes that it starts find it in VARIABLE."""
    folder, lock = _made()
    try:
        os.environ[VARIABLE] = str(folder)
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


@contextmanager
def holding_shared_folder() -> Iterator[None]:
    """One process of a server holds its folder, if there is one: it may outlive the process that started it."""
    folder = os.environ.get(VARIABLE)
    if folder is None:
        yield
        return
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        os.close(lock)


def sweep_left_folders() -> None:
    """Remove the folders of servers of which no process lives any more. Others' folders, and what refuses, stay."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            lock = os.open(folder, AS_IT_IS)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while anybody holds it
                if os.fstat(lock).st_uid == os.geteuid():
                    shutil.rmtree(folder)
            finally:
                os.close(lock)


def _made() -> tuple[Path, int]:
    """A new folder and our lock on it. Another server's sweep may take it away before it is held; then another one is made."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with suppress(FileNotFoundError):
            lock = os.open(folder, AS_IT_IS)
            fcntl.flock(lock, fcntl.LOCK_SH)
            if folder.is_dir():
                return folder, lock
            os.close(lock)
