"""Who sends: the walker behind a token and her walk, as far as taking what her phone sends needs to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Sender:
    """Plain values instead of two rows under watch: every request of every phone asks for them."""

    id: UUID  # of the walker
    walk_id: UUID
    audit_id: UUID
    closing_at: datetime  # when her walk ends
    scopes: tuple[str, ...]
    clock_offset_s: int  # phone's clock minus ours when she joined
