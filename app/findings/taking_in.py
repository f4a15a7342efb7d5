"""Taking in a phone's copy: the way of a phone that finds no network, through the same intake as every other finding.

Taking the same copy in twice, or after the phone has sent it all, changes nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from uuid import UUID

from app.findings import cleaning
from app.findings.arrival import MOST_IN_BATCH, bodies_in
from app.findings.copies import CopiedMedium, CopiedWalk, Copy, opened
from app.findings.erasing import withdraw_finding
from app.findings.intake import accept_batch
from app.findings.leaving import traces_of
from app.findings.putting import putting
from app.findings.receiving import NotAgreed, check_agreed, settle
from app.foundation import clock
from app.foundation.database import writing
from app.foundation.errors import NotFound, Problem
from app.foundation.language import N_
from app.foundation.vault import vault
from app.people import Viewer
from app.walks import Walk, Walker, admit_from_copy, walk_seen_by


class CopyOfAnothersWalk(Problem):
    status = 404
    code = "copy-of-anothers-walk"
    sentence = N_(
        "This copy belongs to a walk that this organisation does not lead. Give it to those who led the walk."
    )


@dataclass
class TakenIn:
    """What became of one copy: receipts counted by state."""

    walk: Walk
    findings: Counter[str] = field(default_factory=Counter)
    media: Counter[str] = field(default_factory=Counter)  # "missing" and "not-agreed" beside the states of receipts

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it was set aside or could not be read."""
        return not (self.findings["parked"] or self.media["missing"] or self.media["not-agreed"])


def take_in(viewer: Viewer, file: BinaryIO) -> TakenIn:
    """Keep everything that a copy holds, for a walk of the viewer's organisation.

    Raises NotAllowed, CopyOfAnothersWalk, WalkerElsewhere, and what `copies.opened` raises. Each batch and each medium is
    kept in a transaction of its own, so what was taken before something breaks stays taken.
    """
    viewer.require("walks.lead")
    with opened(file) as copy:
        walk, walker = _admitted(viewer, copy.told)
        taken = TakenIn(walk)
        taken.findings.update(_findings(walker, copy.told.findings))
        taken.findings.update(_withdrawals(walker, copy.told.withdrawn))
        taken.media.update(_keep(walker, copy, medium) for medium in copy.told.media)
    cleaning.call()
    return taken


def _admitted(viewer: Viewer, told: CopiedWalk) -> tuple[Walk, Walker]:
    with writing() as session:
        try:
            walk, _audit = walk_seen_by(session, viewer, told.walk)
        except NotFound:
            raise CopyOfAnothersWalk() from None
        return walk, admit_from_copy(session, walk, told.walker, told.language, told.consent.given())


def _findings(walker: Walker, findings: Sequence[object]) -> list[str]:
    states: list[str] = []
    for start in range(0, len(findings), MOST_IN_BATCH):
        # Through the phone's own door, which also mends text that no database could keep.
        bodies = bodies_in(json.dumps({"findings": findings[start : start + MOST_IN_BATCH]}).encode())
        with writing() as session:
            states += [receipt.state for receipt in accept_batch(session, walker, bodies, clock.now())]
    return states


def _withdrawals(walker: Walker, ids: Sequence[UUID]) -> list[str]:
    states: list[str] = []
    for finding_id in ids:
        try:
            with writing() as session:
                states.append(withdraw_finding(session, walker, finding_id).state)
        except NotFound:  # another walker's: nobody takes back what is not hers
            continue
    return states


def _keep(walker: Walker, copy: Copy, medium: CopiedMedium) -> str:
    try:
        check_agreed(walker, medium.type)
    except NotAgreed:
        return "not-agreed"
    content = copy.bytes_of(medium)
    if content is None:
        return "missing"
    before = traces_of([medium.sha256])
    with putting([medium.sha256]):
        vault().put(content)
        with writing() as session:
            return settle(session, walker, medium.finding, medium.sha256, len(content), medium.type, before).state
