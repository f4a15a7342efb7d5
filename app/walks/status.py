"""How a walk stands: who is with us, and whose phone still holds something."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.walks import store
from app.walks.walk import Walk
from app.walks.walker import Walker

FindingCounter = Callable[[Session, Sequence[UUID]], Mapping[UUID, int]]
_counters: list[FindingCounter] = []


def count_findings_with(counter: FindingCounter) -> None:
    """The socket for the room that keeps findings: `counter(session, walk_ids)` gives the number for each walk that has any."""
    _counters[:] = [counter]


def finding_counts(session: Session, walk_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Findings of each walk that has any; empty while nobody counts them."""
    return {walk_id: count for counter in _counters for walk_id, count in counter(session, walk_ids).items()}


@dataclass(frozen=True, slots=True)
class WalkStatus:
    """Phones of a walk. `empty` have told us that nothing is left on them; `unsent_*` is what the others last told us."""

    walkers: int
    empty: int
    holding: int
    unheard: int  # joined, and never said what they hold
    unsent_findings: int
    unsent_media: int
    last_heard_at: datetime | None
    findings: int


def walk_status(session: Session, walk: Walk) -> WalkStatus:
    walkers = store.walkers_of(session, walk.id)
    return status_of(walkers, finding_counts(session, [walk.id]).get(walk.id, 0))


def status_of(walkers: Sequence[Walker], findings: int) -> WalkStatus:
    """Pure."""
    heard = [walker for walker in walkers if walker.pulsed_at is not None]
    holding = [walker for walker in heard if _unsent(walker)]
    return WalkStatus(
        walkers=len(walkers),
        empty=len(heard) - len(holding),
        holding=len(holding),
        unheard=len(walkers) - len(heard),
        unsent_findings=sum(walker.unsent_findings or 0 for walker in heard),
        unsent_media=sum(walker.unsent_media or 0 for walker in heard),
        last_heard_at=max((walker.pulsed_at for walker in heard if walker.pulsed_at), default=None),
        findings=findings,
    )


def note_pulse(walker: Walker, unsent_findings: int, unsent_media: int, now: datetime) -> None:
    """Write down what a phone says it still holds."""
    walker.unsent_findings, walker.unsent_media, walker.pulsed_at = unsent_findings, unsent_media, now


def _unsent(walker: Walker) -> int:
    return (walker.unsent_findings or 0) + (walker.unsent_media or 0)
