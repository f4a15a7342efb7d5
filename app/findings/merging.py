"""The law by which versions of one finding replace each other. Pure: no clock, no database.

Phones send twice, late, in any order and from two tabs. `newer_of` is commutative, associative and idempotent, so that
every order of arrival ends in the same finding.
"""

from __future__ import annotations

from typing import NamedTuple


class Version(NamedTuple):
    """What decides between two versions of one finding."""

    is_withdrawn: bool
    revision: int
    content_sha256: str


def newer_of(kept: Version, sent: Version) -> Version:
    """The version that stays.

    A withdrawal always wins: a walker who takes words back must never see them return because an older phone came online
    later. Then the higher revision, which the phone counts up at every change; clocks are never asked, phones' clocks are
    wrong by years. Two tabs can give one revision number to two texts: the larger hash stays, which is no wiser than the
    other choice but the same on every road, and the intake sets the other one aside for the facilitator.
    """
    # Tuples compare from the left: withdrawn, then revision, then hash.
    return max(kept, sent)


def are_twins(kept: Version, sent: Version) -> bool:
    """Whether two different texts carry one revision number, so that choosing either would lose words."""
    return (
        not (kept.is_withdrawn or sent.is_withdrawn)
        and kept.revision == sent.revision
        and kept.content_sha256 != sent.content_sha256
    )
