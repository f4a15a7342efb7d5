"""The SQL of `changes.py`: what findings are, as far as they can be counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, bindparam, select

from app.findings.finding import Finding


class Image(NamedTuple):
    """A finding as far as it can be counted."""

    id: UUID
    audit_id: UUID
    walk_id: UUID
    walker_id: UUID
    stop_id: UUID | None
    lon: float | None
    lat: float | None
    mode: str
    period: str
    moderation: str
    state: str
    answers: Mapping[str, Any]


_COLUMNS = tuple(Finding.__table__.c[name] for name in Image._fields)  # type: ignore[attr-defined]
_IMAGES = select(*_COLUMNS).where(_COLUMNS[0].in_(bindparam("ids", expanding=True)))
# In one order everywhere: two that change the same findings would else wait for each other in a ring.
_LOCKED_IMAGES = _IMAGES.order_by(_COLUMNS[0]).with_for_update()


def images(connection: Connection, ids: Sequence[UUID], *, is_locked: bool = False) -> dict[UUID, Image]:
    """What the database has under these ids; locked, nobody else changes them before this transaction ends."""
    query = _LOCKED_IMAGES if is_locked and connection.dialect.name == "postgresql" else _IMAGES
    return {row[0]: Image(*row) for row in connection.execute(query, {"ids": list(ids)})}
