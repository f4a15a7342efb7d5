"""Files on their way into the vault, where nobody stands for them yet. Whoever puts one may be killed before it is noted.

Without a word left behind nothing would know of such a file, and when she takes the photo back, or never sends it again, it
would lie there for ever. An empty file on this disk, which costs no transaction, is that word.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from app.foundation.vault import vault

_NOTE = re.compile(r"putting-([0-9a-f]{64})-[0-9a-f]{16}")
# From before a file is put until it is noted, at most three tries of 60 s and 15 s for the database. Whoever takes longer only
# has to put it again.
LIFE = timedelta(minutes=10)


@contextmanager
def putting(sha256s: Iterable[str]) -> Iterator[None]:
    """Put and note these files in the block. When it does not end well, the notes stay until `notes` are swept.

    Raises OSError when the disk is full.
    """
    notes = [_note_of(sha256) for sha256 in sha256s]
    for note in notes:
        note.touch()
    yield
    for note in notes:
        note.unlink(missing_ok=True)


def note_for_later(sha256: str, after: timedelta) -> None:
    """A note that is found by its sweep after that time. Raises OSError when the disk is full."""
    note = _note_of(sha256)
    note.touch()
    then = time.time() + (after - LIFE).total_seconds()
    os.utime(note, (then, then))


def _note_of(sha256: str) -> Path:
    return vault().incoming(f"putting-{sha256}-{secrets.token_hex(8)}")


def notes() -> Iterator[tuple[Path, str]]:
    """(note, hash of its file) of all that is put just now, or was by somebody who is gone."""
    for path in (vault().folder / "incoming").glob("putting-*"):
        if found := _NOTE.fullmatch(path.name):
            yield path, found[1]
