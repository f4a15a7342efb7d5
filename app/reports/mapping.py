"""The drawings of the map for print, and where their numbers and their scale go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from math import hypot
from uuid import UUID

from app.foundation.database import Session
from app.foundation.geometry import distance_m
from app.instruments import Instrument
from app.maps import MapLabel, map_labels, map_picture
from app.people import Viewer
from app.reports.material import MapSheet
from app.sites import Stop

DRAWN = ("lgt_level", "fee_safe")
"""What city and walkers ask first: where the light is, and how it feels."""

VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
LENGTHS_M = (20, 50, 100, 200, 500, 1000, 2000)
LONGEST_SCALE = 0.3  # of the picture's width
LEAST_APART = 0.01  # of the width: two stops closer than that would make a scale out of a rounding


def map_sheets(
    session: Session, viewer: Viewer | None, audit_id: UUID, instrument: Instrument, stops: Sequence[Stop]
) -> list[MapSheet]:
    """One map for each of `DRAWN` that the instrument asks; without stops there is nothing to number."""
    codes = [code for code in DRAWN if code in instrument.indicators]
    return [_sheet(session, viewer, audit_id, code, stops) for code in codes] if stops else []


def _sheet(session: Session, viewer: Viewer | None, audit_id: UUID, code: str, stops: Sequence[Stop]) -> MapSheet:
    svg = map_picture(session, viewer, audit_id, code)
    labels = map_labels(session, viewer, audit_id, code)
    width, height = size_of(svg)
    metres = metres_across(stops, labels, height / width)
    return MapSheet(code, svg, width, height, labels, metres)


def size_of(svg: str) -> tuple[float, float]:
    """Width and height in the drawing's own units. Raises ValueError for an SVG without a view box at its origin."""
    found = VIEW_BOX.search(svg)
    if found is None:
        raise ValueError("the map has no viewBox that begins at 0 0")
    return float(found[1]), float(found[2])


def metres_across(stops: Sequence[Stop], labels: Sequence[MapLabel], height_by_width: float) -> float | None:
    """Metres that the picture's width stands for, from the two stops furthest apart; None when they cannot tell."""
    where = {label.text: label for label in labels}
    placed = [(stop, where[str(stop.position)]) for stop in stops if str(stop.position) in where]
    best = (0.0, 0.0)
    for (one, at), (other, there) in combinations(placed, 2):
        apart = hypot(at.x - there.x, (at.y - there.y) * height_by_width)
        best = max(best, (apart, distance_m(one.lon, one.lat, other.lon, other.lat)))
    apart, metres = best
    return metres / apart if apart > LEAST_APART else None


def scale_bar(across_m: float | None) -> tuple[int, float] | None:
    """A round length in metres and its share of the picture's width."""
    if not across_m:
        return None
    fitting = [length for length in LENGTHS_M if length / across_m <= LONGEST_SCALE]
    return (fitting[-1], fitting[-1] / across_m) if fitting else None
