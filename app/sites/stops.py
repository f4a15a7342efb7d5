"""Where the group stands still: typed, placed, or proposed along a street."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from shapely.geometry.base import BaseGeometry

from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import N_, _, format_number
from app.sites.plane import is_on_the_map, plane_of
from app.sites.streets import lines_in

# field.md, women's night walk: a stop every 50 to 100 metres.
SPACING_M = 75.0
MOST_STOPS = 40  # an evening of 90 minutes has 10 to 20
MOST_NAME = 80

NEEDS_NAME = N_("Give stop {number} a name that the group will know, such as the corner shop.")
NAME_TOO_LONG = N_("The name of stop {number} is longer than {most} letters. Shorten it.")
BAD_PLACE = N_("Stop {number} has no usable place. Write longitude from -180 to 180 and latitude from -85 to 85.")
TOO_MANY = N_("A site has at most {most} stops. Remove some, or make a second site.")


@dataclass(frozen=True, slots=True)
class StopDraft:
    """A stop as somebody wishes it; `id` when it is one that the site already has."""

    name: str
    lon: float
    lat: float
    id: UUID | None = None


def stops_along(street: BaseGeometry, spacing_m: float = SPACING_M) -> list[tuple[float, float]]:
    """Places (lon, lat) every `spacing_m` metres along a street, its pieces longest first.

    The first stop is half a step in, so that two streets that meet do not both propose their corner.
    """
    plane = plane_of(street)
    pieces = sorted(lines_in(plane.to_metres(street)), key=lambda line: -line.length)
    places = []
    for line in pieces:
        steps = max(1, round(line.length / spacing_m)) if line.length >= spacing_m / 2 else 0
        for step in range(steps):
            at = plane.to_degrees(line.interpolate((step + 0.5) / steps, normalized=True)).centroid
            places.append((round(at.x, 6), round(at.y, 6)))
    return places


def checked_stops(drafts: list[StopDraft]) -> list[StopDraft]:
    """The drafts, trimmed. Raises BadInput with one fault for each stop that cannot be kept."""
    faults = [fault for number, draft in enumerate(drafts, 1) for fault in _faults_in(number, draft)]
    if len(drafts) > MOST_STOPS:
        faults.append(FieldFault("stops", _(TOO_MANY).format(most=format_number(MOST_STOPS))))
    if faults:
        raise BadInput(errors=tuple(faults))
    return [StopDraft(" ".join(draft.name.split()), draft.lon, draft.lat, draft.id) for draft in drafts]


def _faults_in(number: int, draft: StopDraft) -> list[FieldFault]:
    faults = []
    if not draft.name.strip():
        faults.append(FieldFault(f"name-{number}", _(NEEDS_NAME).format(number=format_number(number))))
    if len(draft.name) > MOST_NAME:
        words = {"number": format_number(number), "most": format_number(MOST_NAME)}
        faults.append(FieldFault(f"name-{number}", _(NAME_TOO_LONG).format(**words)))
    if not is_on_the_map(draft.lon, draft.lat):
        faults.append(FieldFault(f"place-{number}", _(BAD_PLACE).format(number=format_number(number))))
    return faults
