"""All SQL by which people look at findings. Whether the viewer may, `seeing.py` has asked before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, String, and_, case, cast, exists, func, or_, select
from sqlmodel import col

from app.findings.finding import ACCEPTED, HIDDEN, KEPT, Finding
from app.findings.medium import BROKEN, CLEAN, PHOTO, RECEIVED, Medium
from app.findings.parked import ModerationStep, Parked
from app.findings.store import FINDINGS, MEDIA, PARKED
from app.findings.wanted import FindingFilter
from app.foundation.database import Session
from app.people import Account
from app.walks import Audit, Walk, Walker

ROWS_AT_ONCE = 2_000
PHOTO_SCOPE, PUBLISH_SCOPE = "photo", "publish"


def findings(session: Session, wanted: FindingFilter, limit: int, after: tuple[datetime, UUID] | None) -> list[Finding]:
    """Newest first, from the one after `after`."""
    query = select(Finding).where(*_conditions(wanted))
    if after:
        query = query.where(_comes_after(after, FINDINGS.c.received_at, FINDINGS.c.id))
    query = query.order_by(col(Finding.received_at).desc(), col(Finding.id).desc()).limit(limit)
    return list(session.execute(query).scalars())


def _comes_after(
    after: tuple[datetime, UUID], moment: ColumnElement[Any], id_: ColumnElement[Any]
) -> ColumnElement[bool]:
    """What stands behind this place in a list whose newest comes first."""
    return or_(moment < after[0], and_(moment == after[0], id_ < after[1]))


def count_findings(session: Session, wanted: FindingFilter) -> int:
    query = select(func.count()).select_from(Finding).where(*_conditions(wanted))
    return int(session.execute(query).scalar_one())


def rows(session: Session, wanted: FindingFilter, columns: Sequence[str]) -> Iterator[Row[Any]]:
    """Only these columns, without making objects of them; oldest first."""
    query = select(*(FINDINGS.c[name] for name in columns)).where(*_conditions(wanted)).order_by(FINDINGS.c.id)
    yield from session.connection().execute(query.execution_options(yield_per=ROWS_AT_ONCE))


def _conditions(wanted: FindingFilter) -> Iterator[ColumnElement[bool]]:
    yield col(Finding.audit_id) == wanted.audit_id
    yield col(Finding.state) == KEPT
    if wanted.walk_id:
        yield col(Finding.walk_id) == wanted.walk_id
    if wanted.stop_id:
        yield col(Finding.stop_id) == wanted.stop_id
    if wanted.periods:
        yield col(Finding.period).in_(wanted.periods)
    if wanted.moderation:
        yield col(Finding.moderation).in_(wanted.moderation)
    if wanted.indicator:
        yield _answer_meets(wanted.indicator, wanted.levels)
    if wanted.has_photo is not None:
        yield _has_photo() if wanted.has_photo else ~_has_photo()
    if wanted.bbox:
        west, south, east, north = wanted.bbox
        yield col(Finding.lon).between(west, east)
        yield col(Finding.lat).between(south, north)


def _answer_meets(indicator: str, levels: tuple[int, ...]) -> ColumnElement[bool]:
    # As text on both databases: an answer is a level, a word or a list, and PostgreSQL refuses to read "dk" as a number.
    answer = cast(FINDINGS.c.answers[indicator].as_string(), String)
    return answer.in_([str(level) for level in levels]) if levels else answer.is_not(None)


def _has_photo() -> ColumnElement[bool]:
    return exists().where(
        MEDIA.c.finding_id == FINDINGS.c.id,
        MEDIA.c.walker_id == FINDINGS.c.walker_id,
        MEDIA.c.kind == PHOTO,
        MEDIA.c.is_listed,
        MEDIA.c.state.in_((RECEIVED, CLEAN, BROKEN)),
    )


def finding_of(session: Session, organisation_id: UUID, finding_id: UUID) -> tuple[Finding, Audit] | None:
    query = (
        select(Finding, Audit)
        .join(Audit, col(Audit.id) == col(Finding.audit_id))
        .where(col(Finding.id) == finding_id, col(Audit.organisation_id) == organisation_id)
    )
    found = session.execute(query).first()
    return (found[0], found[1]) if found else None


def listed_media(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[Medium]]:
    """The media that findings list, in their order, by finding."""
    query = (
        select(Medium)
        .join(Finding, and_(col(Finding.id) == col(Medium.finding_id), col(Finding.walker_id) == col(Medium.walker_id)))
        .where(col(Medium.finding_id).in_(list(ids)), col(Medium.is_listed))
        .order_by(col(Medium.position), col(Medium.id))
    )
    found: dict[UUID, list[Medium]] = {}
    for medium in session.execute(query).scalars():
        found.setdefault(medium.finding_id, []).append(medium)
    return found


def photos_of_audit(session: Session, wanted: FindingFilter, moderation: Sequence[str]) -> list[Medium]:
    """Clean photos of findings that meet the filter and are not hidden themselves."""
    query = (
        select(Medium)
        .join(Finding, and_(col(Finding.id) == col(Medium.finding_id), col(Finding.walker_id) == col(Medium.walker_id)))
        .where(*_conditions(wanted), col(Finding.moderation) != HIDDEN)
        .where(col(Medium.kind) == PHOTO, col(Medium.is_listed), col(Medium.state) == CLEAN)
        .where(col(Medium.moderation).in_(list(moderation)))
        .order_by(col(Finding.id), col(Medium.position))
    )
    return list(session.execute(query).scalars())


def is_accepted() -> ColumnElement[bool]:
    """Of a medium and its finding: a photo that a moderator let through, of a finding that none hid."""
    return and_(
        col(Medium.kind) == PHOTO, col(Medium.moderation) == ACCEPTED, col(Finding.moderation).is_distinct_from(HIDDEN)
    )


def is_public() -> ColumnElement[bool]:
    """Of a medium, its finding, audit and walker: whether everybody may see it. What is kept for long asks the same."""
    # As text on both databases: a list of words of ours, in which no word is part of another.
    scopes = cast(col(Walker.scopes), String)
    has_agreed = [scopes.contains(f'"{scope}"', autoescape=True) for scope in (PHOTO_SCOPE, PUBLISH_SCOPE)]
    return and_(is_accepted(), col(Audit.published_at).is_not(None), *has_agreed)


def public_media() -> Any:
    """The question for ids of the photos that everybody may see, for use inside another one."""
    return _with_all_around(select(col(Medium.id))).where(col(Medium.state) == CLEAN, is_public()).correlate(None)


def _with_all_around(query: Any) -> Any:
    """Listed media of kept findings, with their audits and walkers."""
    return (
        query.select_from(Medium)
        .join(Finding, and_(col(Finding.id) == col(Medium.finding_id), col(Finding.walker_id) == col(Medium.walker_id)))
        .join(Audit, col(Audit.id) == col(Finding.audit_id))
        .join(Walker, col(Walker.id) == col(Medium.walker_id))
        .where(col(Medium.is_listed), col(Finding.state) == KEPT)
    )


def medium_with_audit(session: Session, medium_id: UUID) -> tuple[Medium, Finding, Audit, bool, bool] | None:
    """A listed medium as it is now, what it belongs to, whether it is accepted, and whether everybody may see it."""
    query = _with_all_around(select(Medium, Finding, Audit, is_accepted(), is_public()))
    query = query.where(col(Medium.id) == medium_id).execution_options(populate_existing=True)
    found = session.execute(query).first()
    return (found[0], found[1], found[2], bool(found[3]), bool(found[4])) if found else None


def steps_of(session: Session, finding_id: UUID) -> list[tuple[ModerationStep, str]]:
    """Every decision about a finding with the name of who took it, newest first."""
    query = (
        select(ModerationStep, col(Account.name))
        .join(Account, col(Account.id) == col(ModerationStep.account_id))
        .where(col(ModerationStep.finding_id) == finding_id)
        .order_by(col(ModerationStep.created_at).desc(), col(ModerationStep.id).desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def parked_of_audit(
    session: Session, audit_id: UUID, longest: int, limit: int, after: tuple[datetime, UUID] | None
) -> list[Row[Any]]:
    """What is set aside in an audit, newest first, with the title of its walk and the first `longest` characters of what came.

    From the one after `after`.
    """
    columns = (PARKED.c[name] for name in ("id", "code", "detail", "created_at"))
    beginning = func.substr(PARKED.c.body_text, 1, longest).label("beginning")
    query = (
        select(*columns, beginning, col(Walk.title).label("walk"))
        .join(Walk, col(Walk.id) == PARKED.c.walk_id)
        .where(col(Walk.audit_id) == audit_id)
    )
    if after:
        query = query.where(_comes_after(after, PARKED.c.created_at, PARKED.c.id))
    query = query.order_by(PARKED.c.created_at.desc(), PARKED.c.id.desc()).limit(limit)
    return list(session.connection().execute(query))


def parked_with_id(session: Session, organisation_id: UUID, parked_id: UUID) -> tuple[Parked, Walker, Audit] | None:
    query = (
        select(Parked, Walker, Audit)
        .join(Walker, col(Walker.id) == col(Parked.walker_id))
        .join(Walk, col(Walk.id) == col(Parked.walk_id))
        .join(Audit, col(Audit.id) == col(Walk.audit_id))
        .where(col(Parked.id) == parked_id, col(Audit.organisation_id) == organisation_id)
    )
    found = session.execute(query).first()
    return (found[0], found[1], found[2]) if found else None


def newest_arrivals(session: Session, audit_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When the newest kept finding of each audit arrived: one look into the index each."""
    newest = (
        select(FINDINGS.c.received_at)
        .where(FINDINGS.c.audit_id == col(Audit.id), FINDINGS.c.state == KEPT)
        .order_by(FINDINGS.c.received_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.connection().execute(select(col(Audit.id), newest).where(col(Audit.id).in_(list(audit_ids))))
    return {row[0]: row[1] for row in rows if row[1] is not None}


def count_media(session: Session, audit_ids: Sequence[UUID]) -> dict[UUID, Any]:
    """Clean, waiting and broken photos by audit."""
    photo = MEDIA.c.kind == PHOTO
    query = (
        select(
            col(Walk.audit_id),
            func.count(case((photo & (MEDIA.c.state == CLEAN), 1))).label("photos"),
            func.count(case((MEDIA.c.state == RECEIVED, 1))).label("waiting"),
            func.count(case((MEDIA.c.state == BROKEN, 1))).label("broken"),
        )
        .join(MEDIA, MEDIA.c.walk_id == col(Walk.id))
        .where(col(Walk.audit_id).in_(list(audit_ids)), MEDIA.c.is_listed)
        .group_by(col(Walk.audit_id))
    )
    return {row.audit_id: row for row in session.connection().execute(query)}


def count_parked(session: Session, audit_ids: Sequence[UUID]) -> dict[UUID, int]:
    query = (
        select(col(Walk.audit_id), func.count())
        .join(PARKED, PARKED.c.walk_id == col(Walk.id))
        .where(col(Walk.audit_id).in_(list(audit_ids)))
        .group_by(col(Walk.audit_id))
    )
    return {row[0]: row[1] for row in session.connection().execute(query)}
