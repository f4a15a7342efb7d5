"""Where the group stands still: typed, placed, or proposed along a street."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from shapely import GeometryCollection, LineString, Point, get_coordinates
from shapely.geometry.base import BaseGeometry

from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import N_, _, format_number
from app.sites.plane import is_on_the_map, plane_of
from app.sites.streets import lines_in

# field.md, women's night walk: a stop every 50 to 100 metres.
SPACING_M = 75.0
LEAST_APART = 0.6  # of the spacing: nearer than this, two stops are one corner
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


def stops_along(
    street: BaseGeometry, spacing_m: float = SPACING_M, taken: Sequence[tuple[float, float]] = ()
) -> list[tuple[float, float]]:
    """Places (lon, lat) about every `spacing_m` metres along a street, from one end to the other, clear of `taken` ones.

    A street is often drawn as several lines side by side (two pavements, two lanes): a place near one that is already
    proposed is left out, so that the group does not stop twice at the same corner.
    """
    plane = plane_of(street)
    pieces = sorted(lines_in(plane.to_metres(street)), key=lambda line: -line.length)
    kept = [plane.to_metres(Point(place)) for place in taken]
    fresh: list[BaseGeometry] = []
    for place in (place for line in pieces for place in _steps_along(line, spacing_m)):
        if all(place.distance(other) >= spacing_m * LEAST_APART for other in kept + fresh):
            fresh.append(place)
    places = [plane.to_degrees(place).centroid for place in sorted(fresh, key=_way_along(fresh))]
    return [(round(place.x, 6), round(place.y, 6)) for place in places]


def _steps_along(line: LineString, spacing_m: float) -> Iterator[BaseGeometry]:
    """Half a step in from both ends, so that two streets that meet do not both propose their corner."""
    steps = max(1, round(line.length / spacing_m))
    return (line.interpolate((step + 0.5) / steps, normalized=True) for step in range(steps))


def _way_along(places: Sequence[BaseGeometry]) -> Callable[[BaseGeometry], float]:
    """How far along the street a place is: its coordinate on the longer side of them all."""
    west, south, east, north = GeometryCollection(places).bounds if places else (0.0, 0.0, 0.0, 0.0)
    axis = 0 if east - west >= north - south else 1
    return lambda place: float(get_coordinates(place)[0][axis])


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
