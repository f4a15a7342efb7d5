"""What phones asked and what they were told, in order: the witness against which the house is held."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

INVOKE, OK, FAIL, UNKNOWN = "invoke", "ok", "fail", "unknown"
Name = tuple[str, ...]  # ("finding", id), ("medium", finding id, sha256), ("withdrawal", id), ("join", walker)


@dataclass(frozen=True, slots=True)
class Note:
    """One line: what, in which revision, and how far it came. `state` is the receipt's, or the problem's code."""

    at_s: float
    phone: int
    name: Name
    revision: int
    phase: str
    state: str = ""


@dataclass
class History:
    """Only ever added to."""

    notes: list[Note] = field(default_factory=list)
    began_s: float = field(default_factory=time.monotonic)

    def note(self, phone: int, name: Name, revision: int, phase: str, state: str = "") -> None:
        self.notes.append(Note(round(time.monotonic() - self.began_s, 4), phone, name, revision, phase, state))

    def count(self, phase: str) -> int:
        return sum(note.phase == phase for note in self.notes)

    def acknowledged(self) -> list[Note]:
        return [note for note in self.notes if note.phase == OK]

    def write(self, path: Path) -> None:
        """One JSON list a line, for whoever has to find out what happened."""
        lines = (json.dumps([n.at_s, n.phone, n.name, n.revision, n.phase, n.state]) for n in self.notes)
        path.write_text("\n".join(lines) + "\n")
