"""What was taken back, written down a second time beside the database.

A backup is older than what was taken back after it. This file holds ids and times and nothing else, so it can be copied
away as often as one likes; `farola restore` takes back again whatever it names.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.foundation.settings import settings

log = logging.getLogger(__name__)

# Wherever it stands: when the last line of one machine's log was left half written and another's was put behind it, both are one
# line. Found by looking ahead, because such a half line may end in what could belong to the next id.
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
LINE = re.compile(rf"(?=([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}) ({MOMENT}))")


def withdrawn_log() -> Path:
    """Where the ids are: one line each, "<id> <moment in UTC>"."""
    return settings().data / "withdrawn.log"


def note_withdrawn(ids: Iterable[UUID], at: datetime) -> None:
    """Add those of these ids that it does not name yet: what is taken back again and again must not make it grow without end.

    A disk that refuses is no reason to refuse a walker: the database has it, `farola check` mends this.
    """
    try:
        text = withdrawn_log().read_text(errors="replace") if withdrawn_log().is_file() else ""
        fresh = [one for one in ids if not re.search(f"{one} {MOMENT}", text)]
        lines = "".join(f"{one} {at.isoformat(timespec='seconds')}\n" for one in fresh)
        descriptor = os.open(withdrawn_log(), os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            _append(descriptor, lines.encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        log.exception("what was taken back could not be written down beside the database")


def _append(descriptor: int, lines: bytes) -> None:
    """A line that a power cut, or a disk without room, left half written must not take the next one with it."""
    size = os.fstat(descriptor).st_size
    if size and os.pread(descriptor, 1, size - 1) != b"\n":
        lines = b"\n" + lines
    while lines:
        lines = lines[os.write(descriptor, lines) :]


def read_withdrawn(path: Path) -> dict[UUID, datetime]:
    """What the file names; nothing when it is not there. What a power cut left half written is passed over."""
    found: dict[UUID, datetime] = {}
    for name, moment in LINE.findall(path.read_text(errors="replace")) if path.is_file() else ():
        with suppress(ValueError):  # a day or an hour that there is not
            found[UUID(name)] = datetime.fromisoformat(moment)
    return found
