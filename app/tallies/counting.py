"""What one finding counts for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import h3

from app.findings import KEPT, Change, Image
from app.tallies.records import PARTY, SLOTS, Given, slot_of, who

# Hexagons of some 130 m: the finest that is ever drawn (discretion inside the group). Coarser ones are their parents.
SPOT_RESOLUTION = 10
GROUP_AGREED = "group_agreed"
FINDINGS = ""  # the code under which the findings themselves are counted

SpotKey = tuple[str, int]  # (spot, party)


@dataclass
class Counts:
    """What a change adds to the tallies of one walk; counts may be negative."""

    given: dict[tuple[SpotKey, str], Given] = field(default_factory=dict)
    findings: dict[tuple[UUID, str], int] = field(default_factory=dict)  # by (walker, state of moderation)


def spot_of(image: Image) -> str:
    """Where a finding counts: the planned stop that it names, else its hexagon.

    The jitter of a phone between houses must not decide in which hexagon a stop lies, and a stop that is moved takes its
    tallies along.
    """
    if image.stop_id is not None:
        return str(image.stop_id)
    if image.lon is None or image.lat is None:
        return ""
    return str(h3.latlng_to_cell(image.lat, image.lon, SPOT_RESOLUTION))


def walkers_in(changes: Iterable[Change]) -> set[UUID]:
    return {image.walker_id for change in changes for image in change if image is not None}


def counts_of(changes: Iterable[Change], numbers: dict[UUID, int]) -> Counts:
    """What these changes of one walk add. `numbers` are its walkers'."""
    counts = Counts()
    for change in changes:
        for image, times in ((change.before, -1), (change.after, 1)):
            if image is not None:
                _count(counts, image, numbers[image.walker_id], times)
    return counts


def _count(counts: Counts, image: Image, number: int, times: int) -> None:
    standing = image.moderation if image.state == KEPT else image.state
    key = (image.walker_id, standing)
    counts.findings[key] = counts.findings.get(key, 0) + times
    if image.state != KEPT:
        return
    spot = (spot_of(image), number // PARTY)
    one = who(number, image.period, image.moderation, image.mode == GROUP_AGREED)
    for code, slot in _slots_of(image):
        slots = counts.given.setdefault((spot, code), {}).setdefault(one, [0] * SLOTS)
        slots[slot] += times


def _slots_of(image: Image) -> Iterator[tuple[str, int]]:
    yield FINDINGS, 0
    for code, answer in image.answers.items():
        slot = slot_of(answer)
        if slot is not None:
            yield code, slot
