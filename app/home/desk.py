"""The desk: a viewer's audits, with what is going on in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.analysis import LEAST_WALKERS
from app.foundation.database import Session
from app.people import Right, Viewer
from app.walks import Audit, Walk, audits_seen_by, count_walkers, finding_counts, walks_of_audits


@dataclass(frozen=True, slots=True)
class Card:
    """An audit as the desk shows it. `opens_at` is the opening of the walk that is open now, or else of the next one."""

    audit: Audit
    walks: int
    open_walks: int
    walkers: int
    findings: int
    opens_at: datetime | None

    def is_counted_for(self, viewer: Viewer) -> bool:
        """Whether this viewer may know how many walked: a planner not while three people would know that it was they."""
        return viewer.may(Right.READ_FINDINGS) or self.walkers >= LEAST_WALKERS


def cards_for(session: Session, viewer: Viewer) -> list[Card]:
    """One card for each audit of the viewer's organisation, newest first; four queries, however many there are."""
    audits = audits_seen_by(session, viewer)
    walks = walks_of_audits(session, [audit.id for audit in audits])
    walk_ids = [walk.id for walk in walks]
    walkers = count_walkers(session, walk_ids)
    findings = finding_counts(session, walk_ids)
    return [
        card_of(audit, [walk for walk in walks if walk.audit_id == audit.id], walkers, findings) for audit in audits
    ]


def card_of(audit: Audit, walks: list[Walk], walkers: dict, findings: dict) -> Card:
    """Pure, but for the clock that decides a walk's state."""
    coming = [walk.opens_at for walk in walks if walk.state != "closed"]
    return Card(
        audit=audit,
        walks=len(walks),
        open_walks=sum(walk.state == "open" for walk in walks),
        walkers=sum(walkers.get(walk.id, 0) for walk in walks),
        findings=sum(findings.get(walk.id, 0) for walk in walks),
        opens_at=min(coming, default=None),
    )
