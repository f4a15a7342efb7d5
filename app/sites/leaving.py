"""How street files come into the vault and leave it beside photos, whose room comes later and plugs in (decisions/0011)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from app.foundation.database import Session

Traces = Mapping[str, Any]


class Leaving(Protocol):
    """What `findings/leaving.py` does."""

    def traces_of(self, sha256s: Collection[str]) -> Traces:
        """To be asked before a file is put."""

    def may_stand_for(self, session: Session, before: Traces) -> bool:
        """Whether it is still there, and nobody removes it before this transaction ends."""

    def forget_files_after(self, session: Session, sha256s: Iterable[str]) -> None:
        """Remove these once this transaction is kept, unless somebody stands for them."""

    def let_go_later(self, sha256: str, after: timedelta) -> None:
        """Remove this file after that time, unless somebody stands for it by then."""


_by: list[Leaving] = []


def files_leave_by(leaving: Leaving) -> None:
    """Let `leaving` watch over street files."""
    _by[:] = [leaving]


def traces_of(sha256: str) -> Traces:
    return _by[0].traces_of([sha256]) if _by else {}


def may_stand_for(session: Session, before: Traces) -> bool:
    return _by[0].may_stand_for(session, before) if _by and before else True


def let_go_later(sha256: str, after: timedelta) -> None:
    if _by:
        _by[0].let_go_later(sha256, after)


def let_go(session: Session, sha256: str) -> None:
    if _by:
        _by[0].forget_files_after(session, [sha256])
