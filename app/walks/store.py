"""All SQL of the walks room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, inspect, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from app.walks.audit import Audit
from app.walks.sender import Sender
from app.walks.walk import Walk, end_of
from app.walks.walker import Walker, WalkerProfile

_OF_WALKER: Any = select_columns(
    *(col(Walker.id), col(Walker.scopes), col(Walker.clock_offset_s)),
    *(col(Walk.id), col(Walk.audit_id), col(Walk.closes_at), col(Walk.closed_at)),
).join(Walk, col(Walk.id) == col(Walker.walk_id))
# Asked by every request of every phone: building it anew takes longer than asking it.
_WITH_TOKEN = _OF_WALKER.where(col(Walker.token_digest) == bindparam("token_digest"))


def audit_of(session: Session, organisation_id: UUID, audit_id: UUID) -> Audit | None:
    """The audit, when it belongs to this organisation."""
    return session.exec(select(Audit).where(Audit.id == audit_id, Audit.organisation_id == organisation_id)).first()


def published_audit(session: Session, audit_id: UUID) -> Audit | None:
    wanted = select(Audit).where(Audit.id == audit_id, col(Audit.published_at).is_not(None))
    return session.exec(wanted).first()


def audits_of(session: Session, organisation_id: UUID) -> list[Audit]:
    """Newest first."""
    wanted = select(Audit).where(Audit.organisation_id == organisation_id)
    return list(session.exec(wanted.order_by(col(Audit.created_at).desc(), col(Audit.id).desc())))


def published_audits(session: Session) -> list[Audit]:
    wanted = select(Audit).where(col(Audit.published_at).is_not(None))
    return list(session.exec(wanted.order_by(col(Audit.published_at).desc())))


def walks_of_audits(session: Session, audit_ids: Sequence[UUID]) -> list[Walk]:
    """The walks of these audits in the order in which they open."""
    wanted = select(Walk).where(col(Walk.audit_id).in_(audit_ids))
    return list(session.exec(wanted.order_by(col(Walk.opens_at), col(Walk.id))))


def walks_of(session: Session, audit_id: UUID) -> list[Walk]:
    """The walks of one audit, for a viewer who may see the audit."""
    return walks_of_audits(session, [audit_id])


def walk_of(session: Session, organisation_id: UUID, walk_id: UUID) -> tuple[Walk, Audit] | None:
    wanted = select(Walk, Audit).join(Audit, col(Audit.id) == col(Walk.audit_id))
    return session.exec(wanted.where(Walk.id == walk_id, Audit.organisation_id == organisation_id)).first()


def has_walks(session: Session) -> bool:
    """Whether there is any, also in a database that no migration ever touched."""
    connection = session.connection()
    return (
        inspect(connection).has_table("walk")
        and connection.execute(select_columns(col(Walk.id)).limit(1)).first() is not None
    )


def walk_with_id(session: Session, walk_id: UUID) -> Walk | None:
    return session.get(Walk, walk_id)


def lock_walk(session: Session, walk_id: UUID) -> int:
    """Wait until nobody else holds the walk, then hold it until the transaction ends; the turn of its codes at that moment.

    On PostgreSQL; on SQLite whoever writes is alone already. What phones send meanwhile refers to it and is not held up.
    """
    return session.exec(select(Walk.code_turn).where(Walk.id == walk_id).with_for_update(key_share=True)).one()


def audit_with_id(session: Session, audit_id: UUID) -> Audit | None:
    return session.get(Audit, audit_id)


def walk_with_digest(session: Session, digest: str) -> Walk | None:
    """By the digest of its code or of its secret; the two are made differently and cannot meet."""
    return session.exec(
        select(Walk).where(or_(col(Walk.code_digest) == digest, col(Walk.secret_digest) == digest))
    ).first()


def walker_with_id(session: Session, walker_id: UUID) -> Walker | None:
    return session.get(Walker, walker_id)


def sender_with_token_digest(session: Session, token_digest: str) -> Sender | None:
    row = session.connection().execute(_WITH_TOKEN, {"token_digest": token_digest}).first()
    return _sender_from(row) if row else None


def sender_of(session: Session, walker_id: UUID) -> Sender:
    """Raises sqlalchemy.exc.NoResultFound when there is no such walker."""
    return _sender_from(session.connection().execute(_OF_WALKER.where(col(Walker.id) == walker_id)).one())


def _sender_from(row: Any) -> Sender:
    walker_id, scopes, offset_s, walk_id, audit_id, closes_at, closed_at = row
    return Sender(walker_id, walk_id, audit_id, end_of(closes_at, closed_at), tuple(scopes), offset_s)


def walker_with_receipt_digest(session: Session, receipt_digest: str) -> Walker | None:
    return session.exec(select(Walker).where(Walker.receipt_digest == receipt_digest)).first()


def walkers_of(session: Session, walk_id: UUID) -> list[Walker]:
    """In the order in which they joined."""
    return list(session.exec(select(Walker).where(Walker.walk_id == walk_id).order_by(col(Walker.joined_at))))


def count_walkers(session: Session, walk_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Walkers that joined, for each walk that has any."""
    wanted = select(Walker.walk_id, func.count()).where(col(Walker.walk_id).in_(walk_ids)).group_by(col(Walker.walk_id))
    return dict(session.exec(wanted).all())


def count_joined(session: Session, walk_id: UUID, since: datetime) -> tuple[int, int]:
    """Walkers of a walk: in all, and those who joined after `since`."""
    lately = func.count().filter(col(Walker.joined_at) > since)
    in_all, recent = session.exec(select(func.count(), lately).where(Walker.walk_id == walk_id)).one()
    return in_all, recent


def profile_rows(session: Session, audit_id: UUID) -> list[tuple[str, str, UUID]]:
    """(code, value, walker) over all walks of an audit."""
    wanted = (
        select(WalkerProfile.code, WalkerProfile.value, WalkerProfile.walker_id)
        .join(Walker, col(Walker.id) == col(WalkerProfile.walker_id))
        .join(Walk, col(Walk.id) == col(Walker.walk_id))
        .where(Walk.audit_id == audit_id)
        .order_by(col(WalkerProfile.code), col(WalkerProfile.value))
    )
    return [(code, value, walker) for code, value, walker in session.exec(wanted)]


def profile_of(session: Session, walker_id: UUID) -> list[WalkerProfile]:
    return list(session.exec(select(WalkerProfile).where(WalkerProfile.walker_id == walker_id)))
