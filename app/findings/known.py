"""What the server already knows of findings, as far as the next to arrive need it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from uuid import UUID

from app.findings.finding import NEW, WITHDRAWN
from app.findings.merging import Version
from app.findings.parked import number_beside

if TYPE_CHECKING:
    from app.findings.arrival import Arrival


@dataclass(frozen=True, slots=True)
class Known:
    """One id that is taken, by which walker, and by which version."""

    walker_id: UUID
    version: Version
    moderation: str = NEW
    place_source: str | None = None
    has_sent_place: bool = False  # whether her phone told where it was, besides at which stop
    is_new_in_batch: bool = False  # came earlier in this very batch, so no row is written yet

    @classmethod
    def from_row(
        cls,
        walker_id: UUID,
        revision: int,
        sha256: str,
        state: str,
        moderation: str,
        source: str | None,
        has_sent_place: bool,
    ) -> Known:
        return cls(walker_id, Version(state == WITHDRAWN, revision, sha256), moderation, source, bool(has_sent_place))

    @classmethod
    def of(cls, arrival: Arrival, before: Known | None) -> Known:
        """What is known once `arrival` is kept."""
        if before is None or before.is_new_in_batch:
            return cls(arrival.walker_id, arrival.version, is_new_in_batch=True)
        # Of several revisions in one batch only the last is written, and it is held against the row that is here.
        return cls(arrival.walker_id, arrival.version, before.moderation, before.place_source, before.has_sent_place)

    @property
    def is_withdrawn(self) -> bool:
        return self.version.is_withdrawn

    def is_hers(self, walker_id: UUID) -> bool:
        return self.walker_id == walker_id


@dataclass
class Before:
    """All that is here and bears on findings that arrive, of one phone or of several."""

    known: dict[UUID, Known] = field(default_factory=dict)  # by finding
    gone: set[UUID] = field(default_factory=set)  # findings taken back for ever, and walkers who took back everything
    taken: dict[UUID, int] = field(default_factory=dict)  # by walker: what arrived within the hour, kept or set aside
    aside: dict[UUID, int] = field(default_factory=dict)  # by walker: what is set aside in all
    with_media: set[UUID] = field(default_factory=set)  # walkers of whom there are media that may belong to these
    about_her: set[UUID] = field(
        default_factory=set
    )  # those of these findings with which she said something about herself

    def copy(self) -> Before:
        """For a batch that may be turned away: what it would have kept is then not here for those that come after it."""
        return replace(self, known={**self.known})

    def is_gone(self, walker_id: UUID, finding_id: UUID | None) -> bool:
        """Whether she took this finding back, or everything, or her text with this number that is another phone's."""
        if not self.gone:  # nearly always
            return False
        beside = number_beside(walker_id, finding_id) if finding_id else None
        return not self.gone.isdisjoint((walker_id, finding_id, beside))
