"""Builders of audits full of findings, straight into the tables, and of what a tile says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import mapbox_vector_tile
from sqlmodel import Session

from app.findings import Finding
from app.foundation import clock
from app.foundation.geometry import mercator_cell, morton_of
from app.foundation.identifiers import new_id
from app.instruments import SCOPES
from app.people import Viewer
from app.sites import Stop, stops_of
from app.walks import Audit, Walk
from tests.makers.walks import some_audit, some_walk, some_walker

LON, LAT = 24.9430, 60.1682


@dataclass
class Evening:
    """An audit with walks, their walkers and the planned stops of its site."""

    session: Session
    viewer: Viewer
    audit: Audit
    stops: list[Stop]
    walks: list[Walk] = field(default_factory=list)

    def walk(self, walkers: int, scopes: tuple[str, ...] = SCOPES) -> list[UUID]:
        """One more walk with so many walkers; their ids."""
        walk = some_walk(self.session, self.viewer, self.audit)
        self.walks.append(walk)
        return [some_walker(self.session, walk, scopes=scopes).walker.id for _walker in range(walkers)]

    def noticed(self, walker: UUID, stop: Stop | None = None, **changes: Any) -> Finding:
        """A finding of the newest walk; keywords that are no columns are answers."""
        columns = {name: changes.pop(name) for name in list(changes) if name in Finding.model_fields}
        place = (stop.lon, stop.lat) if stop else (columns.pop("lon", LON), columns.pop("lat", LAT))
        now = clock.now()
        known = {
            "id": new_id(),
            "audit_id": self.audit.id,
            "walk_id": self.walks[-1].id,
            "walker_id": walker,
            "revision": 1,
            "stop_id": stop.id if stop else None,
            "started_at": now,
            "changed_at": now,
            "received_at": now,
            "lon": place[0],
            "lat": place[1],
            "morton": morton_of(*place),
            "mode": "one_person",
            "entry": "on_the_spot",
            "period": "night",
            "moderation": "accepted",
            "answers": changes,
            "instrument_sha256": self.audit.instrument_sha256,
            "content_sha256": "0" * 64,
        }
        finding = Finding(**(known | columns))
        self.session.add(finding)
        self.session.flush()
        return finding


def an_evening(session: Session, viewer: Viewer, **changes: Any) -> Evening:
    """An audit on the three stops of `tests.makers.sites`, nobody out yet."""
    audit = some_audit(session, viewer, **changes)
    return Evening(session, viewer, audit, stops_of(session, audit.site_id))


def read_tile(content: bytes) -> dict[str, Any]:
    """What an independent decoder sees, by layer; y runs downwards."""
    found: dict[str, Any] = mapbox_vector_tile.decode(content, default_options={"y_coord_down": True})
    return found


def said(content: bytes, layer: str) -> list[dict[str, Any]]:
    """The properties of the features of one layer."""
    return [feature["properties"] for feature in read_tile(content).get(layer, {"features": []})["features"]]


def tile_path(audit_id: UUID, layers: str, z: int = 16, query: str = "") -> str:
    """The tile in which the stops lie."""
    x, y = mercator_cell(LON, LAT, z)
    return f"/maps/{audit_id}/tiles/{layers}/{z}/{x}/{y}.mvt{query}"
