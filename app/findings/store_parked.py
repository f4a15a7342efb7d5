"""The SQL of what is set aside: whole as it was sent, with the reason beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update

from app.findings.refusals import ID_TAKEN, TWIN
from app.findings.store import PARKED, insert_once
from app.foundation.database import Session


def park(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Set aside; what is set aside already stays as it is, with the day it first came."""
    if rows:
        insert_once(session, PARKED, rows)


def drop_parked(session: Session, walker_id: UUID, ids: Sequence[UUID] | None = None) -> None:
    """Forget what was set aside of a walker; of some findings only when `ids` is given."""
    gone = delete(PARKED).where(PARKED.c.walker_id == walker_id)
    session.connection().execute(gone if ids is None else gone.where(PARKED.c.finding_id.in_(ids)))


def parked_of_walker(session: Session, walker_id: UUID) -> list[tuple[UUID | None, int, str]]:
    """(id, revision, code) of all that is set aside of a walker, oldest first."""
    wanted = select(PARKED.c.finding_id, PARKED.c.revision, PARKED.c.code).where(PARKED.c.walker_id == walker_id)
    return [(row[0], row[1], row[2]) for row in session.connection().execute(wanted.order_by(PARKED.c.id))]


def parked_after(session: Session, after: UUID | None, codes: Collection[str], most: int) -> list[UUID]:
    """The ids of at most so many that are set aside for one of these reasons, in their order."""
    wanted = select(PARKED.c.id).where(PARKED.c.code.in_(codes)).order_by(PARKED.c.id).limit(most)
    later = wanted if after is None else wanted.where(PARKED.c.id > after)
    return list(session.connection().execute(later).scalars())


def retell_parked(session: Session, parked_id: UUID, code: str, detail: list[dict[str, Any]]) -> None:
    """Write down for which reason it is set aside now, and which parts of it are meant."""
    now_because = update(PARKED).where(PARKED.c.id == parked_id).values(code=code, detail=detail)
    session.connection().execute(now_because)


def twins_of(session: Session, ids: Sequence[UUID]) -> list[tuple[UUID, UUID, int, str]]:
    """(id, finding, revision, text) of what waits beside these findings because it came with a number of theirs."""
    columns = (PARKED.c.id, PARKED.c.finding_id, PARKED.c.revision, PARKED.c.body_text)
    rows = session.connection().execute(select(*columns).where(PARKED.c.finding_id.in_(ids), PARKED.c.code == TWIN))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def rewrite_parked(session: Session, parked_id: UUID, text: str) -> None:
    session.connection().execute(update(PARKED).where(PARKED.c.id == parked_id).values(body_text=text))


def drop_parked_row(session: Session, parked_id: UUID) -> None:
    session.connection().execute(delete(PARKED).where(PARKED.c.id == parked_id))


def under_anothers_number(session: Session) -> list[tuple[UUID, UUID]]:
    """(walker, finding) of all that waits because another phone had used its number before."""
    wanted = select(PARKED.c.walker_id, PARKED.c.finding_id).where(PARKED.c.code == ID_TAKEN)
    return [(row[0], row[1]) for row in session.connection().execute(wanted)]
