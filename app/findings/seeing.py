"""What people may see of findings. Every question names the viewer first; another organisation's things do not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.findings import store_seen
from app.findings.finding import ACCEPTED, KEPT, NEW, Finding
from app.findings.medium import CLEAN, Medium
from app.findings.wanted import FindingFilter
from app.foundation.database import Session
from app.foundation.errors import NotFound
from app.people import Viewer
from app.walks import Audit, audit_seen_by, audits_seen_by

# By audit: an object with the numbers `findings`, `new`, `hidden`, `withdrawn` and `walkers`.
AuditSummer = Callable[[Session, Sequence[UUID]], Mapping[UUID, Any]]
ANALYSIS_COLUMNS = (
    "id",
    "walker_id",
    "walk_id",
    "stop_id",
    "period",
    "mode",
    "entry",
    "started_at",
    "lon",
    "lat",
    "accuracy_m",
    "morton",
    "moderation",
    "answers",
)


def _nothing_counted(_session: Session, _audit_ids: Sequence[UUID]) -> Mapping[UUID, Any]:
    raise RuntimeError("the room that counts findings is not open")


_sums: AuditSummer = _nothing_counted


@dataclass(frozen=True, slots=True)
class AuditCounts:
    """How an audit stands, in numbers of findings, photos and walkers. `last_at` is when the newest finding arrived."""

    findings: int = 0
    new: int = 0
    hidden: int = 0
    withdrawn: int = 0
    walkers: int = 0
    photos: int = 0
    photos_waiting: int = 0
    photos_broken: int = 0
    parked: int = 0
    last_at: datetime | None = None


def own_audit(session: Session, viewer: Viewer, audit_id: UUID) -> Audit:
    """An audit whose single findings this viewer may read. Raises NotAllowed, NotFound (also for published ones)."""
    audit = audit_seen_by(session, viewer, audit_id)
    if audit.organisation_id != viewer.organisation_id:
        raise NotFound()
    viewer.require("findings.read")
    return audit


def findings_seen_by(
    session: Session,
    viewer: Viewer,
    wanted: FindingFilter,
    limit: int = 50,
    after: tuple[datetime, UUID] | None = None,
) -> list[Finding]:
    """Kept findings, newest first, from the one after `after` (received_at, id). Raises NotAllowed, NotFound."""
    own_audit(session, viewer, wanted.audit_id)
    return store_seen.findings(session, wanted, limit, after)


def count_seen_by(session: Session, viewer: Viewer, wanted: FindingFilter) -> int:
    """How many findings meet the filter. Raises NotAllowed, NotFound."""
    own_audit(session, viewer, wanted.audit_id)
    return store_seen.count_findings(session, wanted)


def finding_seen_by(session: Session, viewer: Viewer, finding_id: UUID) -> tuple[Finding, Audit]:
    """One finding with its audit. Raises NotFound for another organisation's and for a withdrawn one; NotAllowed."""
    found = store_seen.finding_of(session, viewer.organisation_id, finding_id)
    if found is None or found[0].state != KEPT:
        raise NotFound()
    viewer.require("findings.read")
    return found


def media_of(session: Session, findings: Iterable[Finding]) -> dict[UUID, list[Medium]]:
    """What these findings list, by finding id, in order. The caller has asked for the findings with a viewer."""
    return store_seen.listed_media(session, [finding.id for finding in findings])


def photos_of(
    session: Session, viewer: Viewer | None, wanted: FindingFilter, *, accepted_only: bool = False
) -> list[Medium]:
    """Clean photos for a report or a map, never hidden ones nor those of hidden findings. Raises NotFound.

    With `accepted_only`, and for viewers who do not read single findings, only photos that a moderator accepted.
    """
    audit = audit_seen_by(session, viewer, wanted.audit_id)
    reads_all = viewer is not None and viewer.organisation_id == audit.organisation_id and viewer.may("findings.read")
    moderation = (NEW, ACCEPTED) if reads_all and not accepted_only else (ACCEPTED,)
    return store_seen.photos_of_audit(session, wanted, moderation)


def medium_seen_by(session: Session, viewer: Viewer | None, medium_id: UUID) -> tuple[Medium, Finding]:
    """A clean photo or recording. Raises NotFound for everything this viewer must not see or know of.

    Inside the organisation: whoever reads findings sees all, a planner the photos that were accepted. Outside: the same of a
    published audit, from walkers who agreed to publishing.
    """
    found = store_seen.medium_with_audit(session, medium_id)
    if found is None or found[0].state != CLEAN:
        raise NotFound()
    medium, finding, audit, is_accepted, is_public = found
    if viewer and viewer.organisation_id == audit.organisation_id:
        is_seen = is_accepted or viewer.may("findings.read")
    else:
        is_seen = is_public
    if not is_seen:
        raise NotFound()
    return medium, finding


def parked_seen_by(
    session: Session, viewer: Viewer, audit_id: UUID, longest: int, limit: int, after: tuple[datetime, UUID] | None
) -> list[Row[Any]]:
    """What was refused and set aside, newest first, see `store_seen.parked_of_audit`. Raises NotAllowed, NotFound."""
    own_audit(session, viewer, audit_id)
    return store_seen.parked_of_audit(session, audit_id, longest, limit, after)


def rows_for_analysis(
    session: Session, wanted: FindingFilter, columns: Sequence[str] = ANALYSIS_COLUMNS
) -> Iterator[Row[Any]]:
    """The columns that maps and measures need, of findings that are kept and not hidden, without making objects of them.

    `answers` is a dict of codes. Whether the viewer may see the audit, the calling room asks; this gives raw findings.
    """
    moderation = wanted.moderation or (NEW, ACCEPTED)
    visible = FindingFilter(
        **{name: getattr(wanted, name) for name in FindingFilter.__slots__} | {"moderation": moderation}
    )
    return store_seen.rows(session, visible, columns)


def count_audits_with(sums: AuditSummer) -> None:
    """Let a later room say how many findings and walkers an audit has, without going through them each time."""
    global _sums  # noqa: PLW0603 - the one socket of this file
    _sums = sums


def audit_counts(
    session: Session, viewer: Viewer, audit_ids: Sequence[UUID] | None = None
) -> Mapping[UUID, AuditCounts]:
    """How the audits of this viewer's organisation stand, every one of them present."""
    own = [audit.id for audit in audits_seen_by(session, viewer) if audit_ids is None or audit.id in audit_ids]
    findings = _sums(session, own)
    newest = store_seen.newest_arrivals(session, own)
    media = store_seen.count_media(session, own)
    parked = store_seen.count_parked(session, own)
    return {
        one: _counts(findings.get(one), media.get(one), parked=parked.get(one, 0), last_at=newest.get(one))
        for one in own
    }


def _counts(findings: Any, media: Row[Any] | None, **said: Any) -> AuditCounts:
    if findings:
        said |= {name: getattr(findings, name) for name in ("findings", "new", "hidden", "withdrawn", "walkers")}
    if media:
        said |= {"photos": media.photos, "photos_waiting": media.waiting, "photos_broken": media.broken}
    return AuditCounts(**said)
