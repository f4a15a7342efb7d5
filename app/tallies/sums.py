"""How many findings and walkers there are: by walkers counted, never by findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.findings import settle_changes
from app.foundation.database import Session
from app.tallies import store


@dataclass(frozen=True, slots=True)
class AuditSums:
    """Findings of an audit by their state, and the walkers of whom anything is kept."""

    new: int = 0
    accepted: int = 0
    hidden: int = 0
    withdrawn: int = 0
    walkers: int = 0

    @property
    def findings(self) -> int:
        """All that are kept, hidden ones too."""
        return self.new + self.accepted + self.hidden


def audit_sums(session: Session, audit_ids: Sequence[UUID]) -> dict[UUID, AuditSums]:
    """The sums of each audit that ever had a finding."""
    settle_changes(session)
    return {
        row.audit_id: AuditSums(int(row.new), int(row.accepted), int(row.hidden), int(row.withdrawn), row.walkers)
        for row in store.sums_of_audits(session, audit_ids)
    }


def findings_of_walks(session: Session, walk_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Kept findings of each walk that has any: what walk pages show."""
    settle_changes(session)
    return {walk_id: int(kept) for walk_id, kept in store.sums_of_walks(session, walk_ids)}
