"""What changed: a socket for later rooms that keep something of their own in step with findings, in the same transaction.

Whoever writes findings notes what they were before; just before the commit each listener learns, of every finding that was
touched, what it was at the beginning of the transaction and what it is now. A savepoint that was rolled back, a revision
and a correction in one request, two decisions that cancel each other: only the two ends count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, event
from sqlalchemy.orm import object_session

from app.findings.finding import Finding
from app.findings.store_changes import Image, images
from app.foundation.database import Session

UNREAD = object()  # what it is now will be read when somebody needs to know
NOTED = "findings: changes"
UNSAVED = "findings: changed and not kept yet"


class Change(NamedTuple):
    """`before` is None for a finding that is new, `after` for one that came and went in the same transaction."""

    before: Image | None
    after: Image | None


Listener = Callable[[Session, Sequence[Change]], None]

_listeners: list[Listener] = []


def keep_in_step(listener: Listener) -> None:
    """Call `listener` with what a transaction changed, before it is kept. What it raises undoes the transaction."""
    if listener not in _listeners:
        _listeners.append(listener)


def note_new(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Remember that these rows, whole as they were inserted, are new."""
    noted = _noted(session)
    for row in rows:
        noted[row["id"]] = [None, Image(*(row[name] for name in Image._fields))]


def note_before(session: Session, ids: Iterable[UUID]) -> None:
    """Remember what these findings are before they are changed. Call it before the change."""
    _note_before(session, session.connection(), ids)


def doubt(session: Session) -> None:
    """A savepoint was rolled back: what the findings are now has to be read again."""
    for ends in _noted(session).values():
        ends[1] = UNREAD


def settle(session: Session) -> None:
    """Let the listeners catch up with what this session has changed so far."""
    session.flush()
    if session.info.get(NOTED):
        session.info[UNSAVED] = True
    while noted := session.info.pop(NOTED, None):
        unread = [one for one, ends in noted.items() if ends[1] is UNREAD]
        now = images(session.connection(), unread) if unread else {}
        changes = [Change(ends[0], now.get(one) if ends[1] is UNREAD else ends[1]) for one, ends in noted.items()]
        changes = [change for change in changes if change.before != change.after]
        for listener in _listeners if changes else ():
            listener(session, changes)


def is_unsaved(session: Session) -> bool:
    """Whether this session sees findings as nobody else does yet, and perhaps never will."""
    return UNSAVED in session.info


def _note_before(session: Session, connection: Connection, ids: Iterable[UUID]) -> None:
    noted = _noted(session)
    fresh = [one for one in ids if one not in noted]
    # Locked, so that nobody changes them between this look and our own change.
    before = images(connection, fresh, is_locked=True) if fresh else {}
    for one in fresh:
        noted[one] = [before.get(one), UNREAD]
    for one in ids:
        noted[one][1] = UNREAD


def _noted(session: Session) -> dict[UUID, list[Any]]:
    noted: dict[UUID, list[Any]] = session.info.setdefault(NOTED, {})
    return noted


@event.listens_for(Finding, "before_insert")
@event.listens_for(Finding, "before_update")
@event.listens_for(Finding, "before_delete")
def _note_object(_mapper: Any, connection: Connection, finding: Finding) -> None:
    session = object_session(finding)
    assert isinstance(session, Session), "a finding is written in a session"
    _note_before(session, connection, [finding.id])


@event.listens_for(Session, "before_commit")
def _settle_before_commit(session: Any) -> None:
    # The event also comes at the end of a savepoint, when nothing is kept yet.
    if not session.in_nested_transaction():
        settle(session)


@event.listens_for(Session, "after_commit")
def _saved(session: Any) -> None:
    if not session.in_nested_transaction():
        session.info.pop(UNSAVED, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_or_doubt(session: Any, previous: Any) -> None:
    if previous.nested:
        doubt(session)
    else:
        session.info.pop(NOTED, None)
        session.info.pop(UNSAVED, None)
