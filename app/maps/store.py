"""All SQL of the maps room: whether anything changed, and single findings in a piece of ground."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, Table, cast
from sqlmodel import Session, col, select

from app.findings import KEPT, Finding
from app.sites import Stop, Street
from app.tallies import stamp_of
from app.walks import Walker

Stamp = tuple[Any, ...]
FINDINGS: Table = Finding.__table__  # type: ignore[attr-defined]
PUBLISH = '%"publish"%'  # as it stands in the JSON list of what a walker agreed to


@dataclass(frozen=True, slots=True)
class Single:
    """One answer about a thing, where it was given. WGS 84 degrees."""

    finding_id: UUID
    stop_id: UUID | None
    lon: float
    lat: float
    level: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which single answers: of individuals, kept, in one of these states of moderation and levels; empty means all."""

    audit_id: UUID
    indicator: str
    moderation: Sequence[str]
    levels: Sequence[int]
    periods: Sequence[str] = ()
    walk_id: UUID | None = None
    publishing: Set[UUID] | None = None  # only of these walkers, as long as they agree; None means of all
    is_between_stops: bool = False
    morton: tuple[int, int] | None = None  # first and last


def findings_stamp(session: Session, audit_id: UUID, publishing: Set[UUID] = frozenset()) -> Stamp:
    """Something that differs whenever a finding of the audit came, was revised, judged, moved or withdrawn, or when
    others are `publishing`.
    """
    return (*stamp_of(session, audit_id), hash(frozenset(publishing)))


def singles(session: Session, wanted: Wanted, limit: int) -> list[Single]:
    """At most `limit` of them, neighbours beside each other."""
    level = _level(wanted.indicator)
    query = (
        select(Finding.id, Finding.stop_id, Finding.lon, Finding.lat, level, Finding.walker_id)  # type: ignore[call-overload]
        .where(*_conditions(wanted, level))
        .order_by(col(Finding.morton))
        .limit(limit)
    )
    agreed = wanted.publishing
    return [
        Single(row[0], row[1], row[2], row[3], int(row[4]))
        for row in session.connection().execute(query)
        if agreed is None or row[5] in agreed
    ]


def _level(indicator: str) -> ColumnElement[str]:
    return cast(FINDINGS.c.answers[indicator].as_string(), String)


def _conditions(wanted: Wanted, level: ColumnElement[str]) -> list[ColumnElement[bool]]:
    found = [
        col(Finding.audit_id) == wanted.audit_id,
        col(Finding.state) == KEPT,
        col(Finding.mode) != "group_agreed",
        col(Finding.moderation).in_(wanted.moderation),
        col(Finding.morton).is_not(None),
        level.in_([str(one) for one in wanted.levels]),
    ]
    if wanted.periods:
        found.append(col(Finding.period).in_(wanted.periods))
    if wanted.walk_id:
        found.append(col(Finding.walk_id) == wanted.walk_id)
    if wanted.is_between_stops:
        found.append(col(Finding.stop_id).is_(None))
    if wanted.morton:
        found.append(col(Finding.morton).between(*wanted.morton))
    if wanted.publishing is not None:
        agreed = select(Walker.id).where(cast(col(Walker.scopes), String).like(PUBLISH))
        found.append(col(Finding.walker_id).in_(agreed))
    return found


def ground_stamp(session: Session, site_id: UUID) -> Stamp:
    """Something that differs whenever streets or stops of the site were replaced, renamed or moved."""
    streets = select(Street.id).where(Street.site_id == site_id).order_by(col(Street.id).desc()).limit(1)
    stops = select(  # type: ignore[call-overload]
        Stop.id, Stop.position, Stop.name, Stop.lon, Stop.lat, Stop.is_retired
    ).where(Stop.site_id == site_id)
    return (session.exec(streets).first(), *map(tuple, session.exec(stops.order_by(col(Stop.id)))))
