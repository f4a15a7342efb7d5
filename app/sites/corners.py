"""Coordinates as people type and paste them: latitude first, as map apps show them, one place a line."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import N_, _, format_number
from app.sites.plane import is_on_the_map

NUMBER = re.compile(r"[-+−]?\d+(?:\.\d+)?")
LEAST_CORNERS = 3

NOT_A_CORNER = N_("Line {line} is not a place. Write latitude and longitude, such as 60.1699, 24.9384.")
TOO_FEW = N_("An area needs three corners or more, one in each line.")
NOT_A_PLACE = N_("Write latitude and longitude, such as 60.1699, 24.9384.")


def place_in(text: str) -> tuple[float, float] | None:
    """(lon, lat) from "lat, lon" in any script's digits; None when the text is anything else."""
    plain = "".join(str(unicodedata.digit(sign, sign)) for sign in text).replace("٫", ".").replace("−", "-")
    numbers = [float(number) for number in NUMBER.findall(plain)]
    if len(numbers) != 2 or not is_on_the_map(numbers[1], numbers[0]):  # noqa: PLR2004 latitude and longitude
        return None
    return numbers[1], numbers[0]


def polygon_in(text: str, pointer: str) -> dict[str, Any]:
    """GeoJSON polygon from corners, one a line. Raises BadInput naming the first line that is not a place."""
    lines = [line for line in text.splitlines() if line.strip()]
    corners = []
    for number, line in enumerate(lines, 1):
        place = place_in(line)
        if place is None:
            sentence = _(NOT_A_CORNER).format(line=format_number(number))
            raise BadInput(errors=(FieldFault(pointer, sentence),))
        corners.append(place)
    if len(set(corners)) < LEAST_CORNERS:
        raise BadInput(errors=(FieldFault(pointer, _(TOO_FEW)),))
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def corners_of(boundary: dict[str, Any]) -> str:
    """The text that `polygon_in` reads; empty for an outline of several parts or with holes, which only a file can hold."""
    if boundary.get("type") != "Polygon" or len(boundary["coordinates"]) != 1:
        return ""
    return "\n".join(f"{lat}, {lon}" for lon, lat in boundary["coordinates"][0][:-1])
