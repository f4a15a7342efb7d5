"""What was given in an audit about one indicator, as columns of numbers: read once after a change, then kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any
from uuid import UUID

import h3.api.basic_int as h3
import numpy as np
from numpy.typing import NDArray

from app.findings import is_unsaved, settle_changes
from app.foundation.database import Session
from app.tallies import store
from app.tallies.counting import SPOT_RESOLUTION
from app.tallies.records import LEVELS, MODERATIONS, PERIODS, RECORD

Numbers = NDArray[Any]
Stamp = tuple[int, int]

KEPT = 64  # (audit, indicator) pairs in memory, newest used first; one of 100,000 findings takes about 7 MB
NO_CELL = 0
_WALKERS_OF_A_WALK = 1 << 32  # a walker's number fits below


@dataclass(frozen=True)
class Given:
    """One row for each walker, spot, period and state of moderation. `spots` are ids of stops, H3 indexes, or ""."""

    spots: Sequence[str]
    walks: Sequence[UUID]
    spot: Numbers
    walk: Numbers
    walker: Numbers
    period: Numbers
    is_accepted: Numbers
    is_hidden: Numbers
    is_group: Numbers
    counts: Numbers  # (n, 4): how often each level was given
    unsure: Numbers  # (n, 2): "do not know", "does not apply"

    def __len__(self) -> int:
        return len(self.spot)

    @cached_property
    def cells(self) -> Numbers:
        """By spot: its hexagon, `NO_CELL` for stops and where the place is unknown."""
        return np.array([_cell_in(spot) for spot in self.spots], np.uint64)

    def in_periods(self, periods: Set[str]) -> Numbers:
        chosen: Numbers = np.isin(self.period, [PERIODS.index(period) for period in periods])
        return chosen

    def of_walk(self, walk_id: UUID) -> Numbers:
        chosen: Numbers = self.walk == (self.walks.index(walk_id) if walk_id in self.walks else -1)
        return chosen

    def of_walkers(self, session: Session, audit_id: UUID, walkers: Set[UUID]) -> Numbers:
        """Which rows are of these walkers."""
        number_of = {walk: at for at, walk in enumerate(self.walks)}
        theirs = [
            number_of[walk] * _WALKERS_OF_A_WALK + number
            for walk, number, walker in store.walkers_of(session, audit_id)
            if walker in walkers and walk in number_of
        ]
        chosen: Numbers = np.isin(self.walker, np.array(theirs, np.uint64))
        return chosen


def stamp_of(session: Session, audit_id: UUID) -> Stamp:
    """Something that grows whenever a finding of the audit came, was revised, judged, moved or withdrawn."""
    settle_changes(session)
    return store.stamp(session, audit_id)


def renew_stamps(session: Session) -> None:
    """After a restore: what browsers still hold from the time that was undone must not pass for what is here now."""
    store.move_turns(session)


def cell_of(lon: float, lat: float, resolution: int) -> int:
    """The hexagon of a position, `resolution` 10 or coarser: the parent of the hexagon in which it counts."""
    return int(h3.cell_to_parent(h3.latlng_to_cell(lat, lon, SPOT_RESOLUTION), resolution))


_kept: OrderedDict[tuple[UUID, str], tuple[Stamp, Given]] = OrderedDict()
_lock = Lock()


def given_in(session: Session, audit_id: UUID, code: str) -> Given:
    """All that was given about an indicator. Whether the viewer may see the audit, the calling room asks."""
    stamp = stamp_of(session, audit_id)
    if is_unsaved(
        session
    ):  # what is undone yet must not stay in memory under a stamp that others will reach differently
        return _columns(store.given_in(session, audit_id, code))
    key = (audit_id, code)
    with _lock:  # one at a time: ten tiles ask at once
        held = _kept.get(key)
        if held is None or held[0] != stamp:
            held = (stamp, _columns(store.given_in(session, audit_id, code)))
        _kept[key] = held
        _kept.move_to_end(key)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return held[1]


def _columns(rows: Sequence[Any]) -> Given:
    records = np.frombuffer(b"".join(row[2] for row in rows), RECORD)
    lengths = [len(row[2]) // RECORD.itemsize for row in rows]
    spots, spot = _numbered([row[1] for row in rows])
    walks, walk = _numbered([row[0] for row in rows])
    walk_of_each = np.repeat(walk, lengths)
    counts = records["counts"].astype(np.int64)
    return Given(
        spots=spots,
        walks=walks,
        spot=np.repeat(spot, lengths),
        walk=walk_of_each,
        walker=walk_of_each.astype(np.uint64) * np.uint64(_WALKERS_OF_A_WALK) + records["walker"],
        period=records["period"],
        is_accepted=records["moderation"] == MODERATIONS.index("accepted"),
        is_hidden=records["moderation"] == MODERATIONS.index("hidden"),
        is_group=records["is_group"] != 0,
        counts=counts[:, : len(LEVELS)],
        unsure=counts[:, len(LEVELS) :],
    )


def _numbered(ids: Sequence[Any]) -> tuple[list[Any], Numbers]:
    """The different ids, and for each row the place of its own among them."""
    numbers: dict[Any, int] = {}
    column = np.array([numbers.setdefault(one, len(numbers)) for one in ids], np.int64)
    return list(numbers), column


def _cell_in(spot: str) -> int:
    return NO_CELL if not spot or "-" in spot else int(spot, 16)
