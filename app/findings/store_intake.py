"""The SQL of every finding and photo that arrives: few questions, each put together once.

Building a statement costs SQLAlchemy six times what running it takes (measured: 0.65 ms against 0.1 ms on SQLite), and a
phone that sends a single finding waits for all of them. So they stand here ready, and only their values change.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, delete, func, insert, literal, or_, select, union_all, update
from sqlmodel import col

from app.findings.arrival import Arrival
from app.findings.known import Known
from app.findings.medium import AWAITED, Medium
from app.findings.refusals import TWIN
from app.findings.store import FINDINGS, MEDIA, PARKED, TOMBSTONES, insert_once
from app.foundation.database import Session
from app.sites import Stop
from app.walks import Audit, Walk, Walker

_IDS: BindParameter[UUID] = bindparam("ids", expanding=True)
_SHA256S: BindParameter[str] = bindparam("sha256s", expanding=True)
_WALKER: BindParameter[UUID] = bindparam("walker_id")
_SINCE: BindParameter[datetime] = bindparam("since")

_STOPS = (
    select(col(Stop.id), col(Stop.lon), col(Stop.lat))
    .join(Audit, col(Audit.site_id) == col(Stop.site_id))
    .where(col(Audit.id) == bindparam("audit_id"))
)
_KNOWN = select(
    *(FINDINGS.c[name] for name in ("id", "walker_id", "revision", "content_sha256", "state", "moderation")),
    FINDINGS.c.place_source,
).where(FINDINGS.c.id.in_(_IDS))
_GONE = select(TOMBSTONES.c.finding_id).where(TOMBSTONES.c.finding_id.in_(_IDS))
_GONE_OF_TWO = select(TOMBSTONES.c.finding_id).where(
    or_(TOMBSTONES.c.finding_id == _WALKER, TOMBSTONES.c.finding_id == bindparam("finding_id"))
)
_TAKEN = select(func.count()).where(FINDINGS.c.walker_id == _WALKER, FINDINGS.c.received_at > _SINCE)

_INSERT = insert(FINDINGS)
_BEARING = or_(MEDIA.c.finding_id.in_(_IDS), MEDIA.c.sha256.in_(_SHA256S))
_MEDIA = select(Medium).where(MEDIA.c.walker_id == _WALKER, _BEARING)
_WAITING = (PARKED.c.walker_id == _WALKER) & PARKED.c.finding_id.in_(_IDS) & (PARKED.c.code != TWIN)
_UNPARK = delete(PARKED).where(_WAITING)
_TOUCHED = union_all(
    select(literal("media")).where(select(MEDIA.c.id).where(MEDIA.c.walker_id == _WALKER, _BEARING).exists()),
    select(literal("parked")).where(select(PARKED.c.id).where(_WAITING).exists()),
)

_HELD = (
    select(MEDIA.c.id)
    .where(MEDIA.c.walker_id == _WALKER, MEDIA.c.sha256 == bindparam("sha256"), MEDIA.c.state != AWAITED)
    .limit(1)
)
_IS_NOTED = select(MEDIA.c.id).where(
    MEDIA.c.walker_id == _WALKER, MEDIA.c.finding_id == bindparam("finding_id"), MEDIA.c.sha256 == bindparam("sha256")
)
_WEIGHT = select(
    func.coalesce(func.sum(MEDIA.c.size_bytes), 0), func.count().filter(MEDIA.c.received_at > _SINCE)
).where(MEDIA.c.walker_id == _WALKER)
_FULFIL = (
    update(MEDIA)
    .where(
        MEDIA.c.walker_id == bindparam("b_walker_id"), MEDIA.c.sha256 == bindparam("b_sha256"), MEDIA.c.state == AWAITED
    )
    .values(state=bindparam("b_state"), size_bytes=bindparam("b_size_bytes"), received_at=bindparam("b_received_at"))
)


# ---- findings


def walk_of(session: Session, walker: Walker) -> Walk:
    """The walk that she takes part in. Raises sqlalchemy.exc.NoResultFound when it is not here."""
    return session.get_one(Walk, walker.walk_id)


def places_of_stops(session: Session, audit_id: UUID) -> list[tuple[UUID, float, float]]:
    """(id, lon, lat) of every stop of its site there ever was: findings may name one that was retired since."""
    return [(row[0], row[1], row[2]) for row in session.connection().execute(_STOPS, {"audit_id": audit_id})]


def known_findings(session: Session, ids: Sequence[UUID]) -> dict[UUID, Known]:
    """What is here under these ids, of any walker."""
    rows = session.connection().execute(_KNOWN, {"ids": list(ids)}) if ids else ()
    return {finding_id: Known.from_row(*rest) for finding_id, *rest in rows}


def tombstones_among(session: Session, ids: Iterable[UUID]) -> set[UUID]:
    """Those of these ids that were taken back for ever."""
    return set(session.connection().execute(_GONE, {"ids": list(ids)}).scalars())


def taken_since(session: Session, walker_id: UUID, since: datetime) -> int:
    """How many findings of this walker arrived since then."""
    return session.connection().execute(_TAKEN, {"walker_id": walker_id, "since": since}).scalar_one()


def file_findings(session: Session, kept: Sequence[Arrival]) -> None:
    """Insert the new ones together, then each newer revision."""
    connection = session.connection()
    fresh = [arrival.row for arrival in kept if arrival.is_new]
    if fresh:
        connection.execute(_INSERT, fresh)
    for arrival in kept:
        if not arrival.is_new:
            connection.execute(update(FINDINGS).where(FINDINGS.c.id == arrival.finding_id).values(arrival.row))


def touched_by(session: Session, walker_id: UUID, kept: Sequence[Arrival], sha256s: Sequence[str]) -> set[str]:
    """What else of this walker these findings concern: "media", "parked", both or, nearly always, nothing."""
    ids = [arrival.finding_id for arrival in kept]
    said = {"walker_id": walker_id, "ids": ids, "sha256s": sha256s}
    return set(session.connection().execute(_TOUCHED, said).scalars())


def media_bearing_on(
    session: Session, walker_id: UUID, kept: Sequence[Arrival], sha256s: Sequence[str]
) -> list[Medium]:
    """Media of this walker that belong to these findings, or are the same bytes as one that they list."""
    said = {"walker_id": walker_id, "ids": [arrival.finding_id for arrival in kept], "sha256s": sha256s}
    return list(session.execute(_MEDIA, said, execution_options={"populate_existing": True}).scalars())


def unpark(session: Session, walker_id: UUID, kept: Sequence[Arrival]) -> None:
    """What is kept now, in this or a newer revision, no longer waits."""
    said = {"walker_id": walker_id, "ids": [arrival.finding_id for arrival in kept]}
    session.connection().execute(_UNPARK, said)


# ---- media


def is_taken_back(session: Session, walker_id: UUID, finding_id: UUID) -> bool:
    """Whether this finding was taken back for ever, or everything of its walker."""
    said = {"walker_id": walker_id, "finding_id": finding_id}
    return session.connection().execute(_GONE_OF_TWO, said).first() is not None


def held_medium(session: Session, walker_id: UUID, sha256: str) -> Medium | None:
    """Any medium of this walker whose bytes the server has, or has cleaned."""
    found = session.connection().execute(_HELD, {"walker_id": walker_id, "sha256": sha256}).scalar()
    return session.get(Medium, found, populate_existing=True) if found else None


def is_noted(session: Session, walker_id: UUID, finding_id: UUID, sha256: str) -> bool:
    """Whether these bytes stand on this finding already, awaited or here."""
    said = {"walker_id": walker_id, "finding_id": finding_id, "sha256": sha256}
    return session.connection().execute(_IS_NOTED, said).first() is not None


def media_weight(session: Session, walker_id: UUID, since: datetime) -> tuple[int, int]:
    """(media that arrived since then, bytes in all) of one walker."""
    weight, recent = session.connection().execute(_WEIGHT, {"walker_id": walker_id, "since": since}).one()
    return recent, int(weight)


def fulfil_media(session: Session, walker_id: UUID, sha256: str, arrived: dict[str, Any]) -> None:
    """Note on every medium of this walker that awaits these bytes that they are here."""
    said = {"walker_id": walker_id, "sha256": sha256} | arrived
    session.connection().execute(_FULFIL, {f"b_{name}": value for name, value in said.items()})


def add_medium(session: Session, row: dict[str, Any]) -> None:
    insert_once(session, MEDIA, [row])
