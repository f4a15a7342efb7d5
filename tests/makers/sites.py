"""Builders of sites with honest defaults: a block in the centre of Helsinki with two streets."""

from __future__ import annotations

from typing import Any

from app.foundation.database import Session
from app.people import Viewer
from app.sites import Site, Stop, StopDraft, StreetLine, add_service, make_site, set_stops

WEST, SOUTH, EAST, NORTH = 24.940, 60.166, 24.946, 60.170  # 330 by 440 metres
SQUARE: dict[str, Any] = {
    "type": "Polygon",
    "coordinates": [[[WEST, SOUTH], [EAST, SOUTH], [EAST, NORTH], [WEST, NORTH], [WEST, SOUTH]]],
}
STREETS = [
    StreetLine("Aleksanterinkatu", "residential", True, ((24.9390, 60.1680), (24.9430, 60.1682), (24.9470, 60.1684))),
    StreetLine("Kluuvikatu", "pedestrian", None, ((24.9430, 60.1650), (24.9430, 60.1682), (24.9431, 60.1710))),
]
STOPS = [
    StopDraft("Corner shop", 24.9410, 60.1681),
    StopDraft("Bus stop", 24.9430, 60.1682),
    StopDraft("Dark arch", 24.9430, 60.1670),
]


def some_site(session: Session, viewer: Viewer, name: str = "Canal Road", **changes: Any) -> Site:
    """A site with streets, three stops and one helpline."""
    wishes = {"time_zone": "Europe/Helsinki", "boundary": SQUARE, "streets": STREETS, "credit": "© Test"} | changes
    site = make_site(session, viewer, name, **wishes)
    set_stops(session, viewer, site.id, STOPS)
    add_service(session, viewer, site.id, "Nollalinja", "080 005 005", hours="24 h", languages="Suomi, English")
    return site


def some_stops(session: Session, viewer: Viewer, site: Site) -> list[Stop]:
    """The three stops again, for tests that made the site without them."""
    return set_stops(session, viewer, site.id, STOPS)
