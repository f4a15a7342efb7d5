"""Reading answers for analysis, as much as the one who looks may know."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from app.analysis import store
from app.analysis.answered import Answered
from app.analysis.discretion import Audience
from app.foundation.database import Session
from app.foundation.errors import NotFound
from app.people import Role, Viewer
from app.walks import Audit, audit_seen_by, published_audit


class Narrowed(Protocol):
    """What of a filter of findings counts for analysis; `FindingFilter` is one. Empty `periods` means all."""

    @property
    def walk_id(self) -> UUID | None: ...
    @property
    def stop_id(self) -> UUID | None: ...
    @property
    def periods(self) -> Collection[str]: ...


PUBLISH = "publish"  # the layer of consent without which nothing of hers leaves the organisation


def audience_of(viewer: Viewer | None, audit: Audit) -> Audience:
    """As whom somebody looks at an audit: strangers to the organisation are the public, signed in or not."""
    if viewer is None or viewer.organisation_id != audit.organisation_id:
        return Audience.PUBLIC
    return Audience.PLANNER if viewer.role == Role.PLANNER else Audience.GROUP


def audit_open_to(session: Session, viewer: Viewer | None, audit_id: UUID) -> Audit:
    """The audit, for its own organisation or for anybody once it is published. Raises NotFound otherwise."""
    published = published_audit(session, audit_id)
    if published is not None:
        return published
    if viewer is None:
        raise NotFound()
    return audit_seen_by(session, viewer, audit_id)


def answers_for_analysis(
    session: Session, viewer: Viewer | None, audit_id: UUID, filter: Narrowed | None = None
) -> list[Answered]:
    """Kept findings of an audit that are not hidden, by id.

    Planners and the public get only what moderation accepted; the public only what walkers agreed to publish. Of `filter`
    only walk, periods and stop count: to choose by level would change the shares. Raises NotFound for a foreign audit.
    """
    audience = audience_of(viewer, audit_open_to(session, viewer, audit_id))
    walk_id = filter.walk_id if filter else None
    rows = store.answered_rows(session, audit_id, walk_id, only_accepted=audience is not Audience.GROUP)
    found = (Answered(*tuple(row)[:9]) for row in rows if audience is not Audience.PUBLIC or PUBLISH in row.scopes)
    return [one for one in found if filter is None or _is_wanted(one, filter)]


def _is_wanted(answered: Answered, wanted: Narrowed) -> bool:
    in_period = not wanted.periods or answered.period in wanted.periods
    return in_period and (wanted.stop_id is None or answered.stop_id == wanted.stop_id)
