"""The surroundings of one finding as a small drawing: needs no script, no map library and no tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Point, box

from app.sites import Plane, Stop, Street

WIDTH_M, HEIGHT_M = 240.0, 180.0  # what somebody sees around her, and large enough to hold the next stop
METRES_A_SIDE = 10  # of the drawing's own units: decimetres, so that whole numbers are fine enough


@dataclass(frozen=True, slots=True)
class Surroundings:
    """SVG path data and marks, y downwards, in decimetres around the finding. `stops` are (x, y, number, name)."""

    view_box: str
    streets: str
    stops: list[tuple[int, int, int, str]]
    accuracy: int  # radius of the phone's own doubt, 0 when it gave none


def surroundings_of(
    lon: float, lat: float, accuracy_m: float | None, streets: Sequence[Street], stops: Sequence[Stop]
) -> Surroundings:
    """Streets and stops within 120 m to the sides and 90 m up and down of a position (WGS 84 degrees)."""
    plane = Plane(lon, lat)
    window = box(-WIDTH_M / 2, -HEIGHT_M / 2, WIDTH_M / 2, HEIGHT_M / 2)
    lines = [plane.to_metres(LineString(street.line_wgs84["coordinates"])) for street in streets]
    near = [part for line in lines if line.intersects(window) for part in shapely.get_parts(line.intersection(window))]
    marks = [(Point(plane.to_metres(Point(stop.lon, stop.lat)).coords[0]), stop) for stop in stops]
    half_w, half_h = int(WIDTH_M / 2 * METRES_A_SIDE), int(HEIGHT_M / 2 * METRES_A_SIDE)
    return Surroundings(
        view_box=f"{-half_w} {-half_h} {half_w * 2} {half_h * 2}",
        streets="".join(_path(part) for part in near if part.geom_type == "LineString"),
        stops=[
            (*_spot(at.x, at.y), stop.position, stop.name)
            for at, stop in marks
            if window.contains(at) and not stop.is_retired
        ],
        accuracy=min(half_h, round((accuracy_m or 0) * METRES_A_SIDE)),
    )


def _path(line: LineString) -> str:
    return "M" + "L".join("{} {}".format(*_spot(x, y)) for x, y in line.coords)


def _spot(x_m: float, y_m: float) -> tuple[int, int]:
    return round(x_m * METRES_A_SIDE), round(-y_m * METRES_A_SIDE)
