"""The list of stops as a form: every row travels with every button, so that nothing typed is lost and no script is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shapely.geometry.base import BaseGeometry

from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import _
from app.sites.corners import NOT_A_PLACE, place_in
from app.sites.site import Stop
from app.sites.stops import MOST_STOPS, StopDraft, stops_along

NOWHERE = 1_000.0  # outside the world: what was typed is no place, and the check of stops will say so


@dataclass(frozen=True, slots=True)
class Row:
    """One stop as it stands in the form; `place` is text as typed."""

    id: str
    name: str
    place: str

    @property
    def draft(self) -> StopDraft:
        lon, lat = place_in(self.place) or (NOWHERE, NOWHERE)
        return StopDraft(self.name, lon, lat, UUID(self.id) if self.id else None)


def row_of(stop: Stop) -> Row:
    return Row(str(stop.id), stop.name, f"{stop.lat}, {stop.lon}")


def rows_of(ids: Sequence[str], names: Sequence[str], places: Sequence[str]) -> list[Row]:
    """Raises BadInput when the lists differ in length or an id is none: somebody changed the form by hand."""
    try:
        return [
            Row(str(UUID(one)) if one else "", name, place) for one, name, place in zip(ids, names, places, strict=True)
        ]
    except ValueError:
        raise BadInput from None


def rearranged(rows: Sequence[Row], doing: str) -> list[Row]:
    """The rows after a button: "up-3", "down-3" or "remove-3" (1-based). Anything else leaves them as they are."""
    verb, _dash, number = doing.partition("-")
    at = int(number) - 1 if number.isdecimal() and number.isascii() else -1
    kept = list(rows)
    if not 0 <= at < len(kept):
        return kept
    if verb == "remove":
        del kept[at]
    other = {"up": at - 1, "down": at + 1}.get(verb, -1)
    if 0 <= other < len(kept):
        kept[at], kept[other] = kept[other], kept[at]
    return kept


def with_one_more(rows: Sequence[Row], name: str, place: str) -> list[Row]:
    """The rows and a new one. Raises BadInput for `new_place` when it is no place."""
    if place_in(place) is None:
        raise BadInput(errors=(FieldFault("new_place", _(NOT_A_PLACE)),))
    return [*rows, Row("", name.strip() or _("Stop {number}").format(number=len(rows) + 1), place)]


def with_proposals(rows: Sequence[Row], name: str, street: BaseGeometry, within: BaseGeometry) -> list[Row]:
    """The rows and a stop every 75 metres along the part of a street that lies within the site, as far as there is room."""
    taken = [place for place in (place_in(row.place) for row in rows) if place]
    places = stops_along(street.intersection(within), taken=taken)[: max(0, MOST_STOPS - len(rows))]
    return [*rows, *(Row("", f"{name} ({n})", f"{lat}, {lon}") for n, (lon, lat) in enumerate(places, 1))]
