"""Reading answers for analysis, as much as the one who looks may know."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.analysis import store
from app.analysis.answered import Answered
from app.analysis.discretion import Audience
from app.findings import FindingFilter, rows_for_analysis
from app.foundation.database import Session
from app.people import Right, Viewer
from app.walks import Audit, audit_seen_by

COLUMNS = ("id", "walker_id", "walk_id", "stop_id", "period", "mode", "lon", "lat", "answers")


def audience_of(viewer: Viewer | None, audit: Audit) -> Audience:
    """As whom somebody looks at an audit: strangers to the organisation are the public, signed in or not.

    The group are those who read single findings; an administrator is none of them.
    """
    if viewer is None or viewer.organisation_id != audit.organisation_id:
        return Audience.PUBLIC
    return Audience.GROUP if viewer.may(Right.READ_FINDINGS) else Audience.PLANNER


def answers_for_analysis(
    session: Session, viewer: Viewer | None, audit_id: UUID, filter: FindingFilter | None = None
) -> list[Answered]:
    """Kept findings of an audit that are not hidden, by id.

    Planners and the public get only what moderation accepted; the public only what walkers agreed to publish. Of `filter`
    only walk, periods and stop count: to choose by level would change the shares. Raises NotFound for a foreign audit.
    """
    audience = audience_of(viewer, audit_seen_by(session, viewer, audit_id))
    wanted = FindingFilter(
        audit_id=audit_id,
        walk_id=filter.walk_id if filter else None,
        stop_id=filter.stop_id if filter else None,
        periods=filter.periods if filter else (),
        moderation=() if audience is Audience.GROUP else ("accepted",),
    )
    found = [_answered(row) for row in rows_for_analysis(session, wanted, COLUMNS)]
    if audience is not Audience.PUBLIC:
        return found
    agreed = store.publishing_walkers(session, audit_id)
    return [one for one in found if one.walker_id in agreed]


def _answered(row: Row[Any]) -> Answered:
    return Answered(
        finding_id=row.id,
        walker_id=row.walker_id,
        walk_id=row.walk_id,
        stop_id=row.stop_id,
        period=row.period,
        mode=row.mode,
        lon=row.lon,
        lat=row.lat,
        answers=row.answers,
    )
