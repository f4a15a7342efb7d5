"""Who walked, in groups only: optional answers about walkers, shown when at least five gave the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.people import Viewer
from app.walks import store
from app.walks.planning import audit_seen_by
from app.walks.sender import Sender
from app.walks.walker import Walker, WalkerProfile

# field.md, "What a good report contains": who walked, only in groups of five or more. With three, a participant who
# knows her own and one other answer reads off the third.
LEAST_TOGETHER = 5


@dataclass(frozen=True, slots=True)
class ProfileOfWalkers:
    """One question about the walkers. `groups` holds answers given by five or more; `withheld` counts all others."""

    code: str
    answered: int
    groups: dict[str, int]
    withheld: int


def keep_profile(
    session: Session, walker: Walker | Sender, answers: Mapping[str, object], finding_id: UUID, is_all: bool = True
) -> None:
    """Keep what one of her findings says about the walker herself. If that `is_all`, she took back what it said besides.

    Her phone sends an answer along with her newest finding, and whatever else it sent before says again what she said then: so
    of two findings that answer one question the one that was begun later counts. Ids (version 7) grow.
    """
    kept = {row.code: row for row in store.profile_of(session, walker.id)}
    for code, value in answers.items():
        row = kept.pop(code, None) or WalkerProfile(walker_id=walker.id, code=code, value="")
        if row.finding_id is None or row.finding_id <= finding_id:
            row.value = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            row.finding_id = finding_id
            session.add(row)
    for row in kept.values():
        if is_all and row.finding_id == finding_id:
            session.delete(row)


def profile_of_walkers(
    session: Session, viewer: Viewer | None, audit_id: UUID, of: Collection[UUID]
) -> list[ProfileOfWalkers]:
    """Those walkers `of` an audit by question, small groups withheld for every viewer. Raises NotFound.

    `of`: whoever else is counted beside these groups. A sum that is one higher than the people who walked would tell of her
    who joined and sent nothing.
    """
    audit = audit_seen_by(session, viewer, audit_id)
    counts: dict[str, Counter[str]] = {}
    for code, value, walker_id in store.profile_rows(session, audit.id):
        if walker_id in of:
            counts.setdefault(code, Counter())[value] += 1
    return [discreet(code, values) for code, values in counts.items()]


def discreet(code: str, values: Mapping[str, int]) -> ProfileOfWalkers:
    """Withhold every group of fewer than five, and one more when the withheld ones together are still fewer than five:
    otherwise the hidden number could be found by subtraction. Pure.
    """
    groups = dict(sorted(values.items(), key=lambda group: (-group[1], group[0])))
    answered = sum(groups.values())
    withheld = sum(groups.pop(value) for value in list(groups) if groups[value] < LEAST_TOGETHER)
    while 0 < withheld < LEAST_TOGETHER and groups:
        withheld += groups.popitem()[1]  # the smallest of those left
    if withheld and not groups:
        return ProfileOfWalkers(code, answered, {}, answered)
    return ProfileOfWalkers(code, answered, groups, withheld)
