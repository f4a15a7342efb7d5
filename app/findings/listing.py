"""Which photos and recordings a finding lists, matched with those that are already here. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.findings.finding import HIDDEN, NEW
from app.findings.medium import AWAITED, Medium
from app.findings.wire import SentMedium
from app.foundation.identifiers import nameless_id

# What an upload has made known about some bytes, whichever finding they came with.
BYTES_COLUMNS = (
    "state",
    "reason",
    "size_bytes",
    "received_at",
    "sound",
    "width",
    "height",
    "large_sha256",
    "small_sha256",
    "bare_sha256",
    "listening_sha256",
    "swept_at",
)


@dataclass
class Listing:
    """What to write so that the media of findings are exactly those that they list."""

    insert: list[dict[str, Any]] = field(default_factory=list)
    update: list[dict[str, Any]] = field(default_factory=list)
    drop: list[Medium] = field(default_factory=list)
    unlist: list[UUID] = field(default_factory=list)

    def add(
        self,
        finding_id: UUID,
        listed: Iterable[SentMedium],
        known: Iterable[Medium],
        walk: dict[str, Any],
        is_twin: bool = False,
        hidden: Collection[str] = (),
    ) -> None:
        """Match one finding. `known` are all media of this walker that bear on it; `walk` has walk_id and walker_id.

        `is_twin` when another text with the same number is set aside: she deleted nothing, the other text lists it still.
        `hidden` are the hashes of what a moderator hid in this finding, also when she took it away since.
        """
        own = {medium.sha256: medium for medium in known if medium.finding_id == finding_id}
        held = {medium.sha256: medium for medium in known if medium.is_held}
        wanted = {medium.sha256: medium for medium in reversed(list(listed))}
        for position, (sha256, medium) in enumerate(reversed(wanted.items())):
            said = _said_of(medium, position)
            if sha256 in own:
                moderation = HIDDEN if sha256 in hidden else _moderation(own[sha256], said)
                self.update.append({"b_id": own[sha256].id, **said, "moderation": moderation})
            else:
                moderation = HIDDEN if sha256 in hidden else NEW
                self.insert.append(
                    new_medium(finding_id, sha256, said | walk | {"moderation": moderation}, held.get(sha256))
                )
        # A photo that she listed and lists no more, she deleted. One that was never listed may still be.
        gone = [medium for sha256, medium in own.items() if medium.is_listed and sha256 not in wanted]
        if is_twin:
            self.unlist.extend(medium.id for medium in gone)
        else:
            self.drop.extend(gone)


def new_medium(finding_id: UUID, sha256: str, said: Mapping[str, Any], held: Medium | None) -> dict[str, Any]:
    """A row for a medium of this finding. The same photo in two findings is sent once and kept in both."""
    bytes_known = {name: getattr(held, name) for name in BYTES_COLUMNS} if held else _nothing_known()
    return {
        "id": nameless_id(),
        "finding_id": finding_id,
        "sha256": sha256,
        "moderation": NEW,
        "claims": 0,
        **bytes_known,
        **said,
    }


def _nothing_known() -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(BYTES_COLUMNS)
    return empty | {"state": AWAITED, "reason": "", "size_bytes": 0, "sound": ""}


def _said_of(medium: SentMedium, position: int) -> dict[str, Any]:
    taken_at: datetime | None = medium.taken_at
    return {
        "kind": medium.kind,
        "indicator": medium.indicator,
        "taken_at": taken_at,
        "seconds": medium.seconds,
        "caption": (medium.caption or "").strip(),
        "position": position,
        "is_listed": True,
    }


def _moderation(own: Medium, said: Mapping[str, Any]) -> str:
    """A new caption has to be looked at again; what was hidden stays hidden."""
    return NEW if own.moderation != HIDDEN and own.caption != said["caption"] else own.moderation
