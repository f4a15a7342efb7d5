"""A tile of an audit with 100,000 findings: cold, warm, unchanged, and as hexagons of feelings; through the real door."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from app.findings import Finding
from app.foundation import clock
from app.foundation.database import Session, writing
from app.foundation.geometry import mercator_cell, morton_of
from app.foundation.identifiers import new_id
from app.instruments import CORE
from tests.conftest import living_in

FINDINGS = 100_000
WALKERS = 300
ROUNDS = 15
LON, LAT, SPREAD_DEG = 24.943, 60.168, 0.006  # two thirds lie within 700 m, as around a busy station
ZOOMS = (12, 13, 14, 15, 16, 17)


def measure() -> dict[str, Any]:
    """Milliseconds and bytes by zoom for the densest tile; medians of `ROUNDS`."""
    with tempfile.TemporaryDirectory() as folder, living_in(Path(folder)):
        return _measure(Path(folder))


def _measure(house: Path) -> dict[str, Any]:
    from sqlmodel import SQLModel

    from app.foundation.database import engine
    from app.rooms import open_front_doors
    from tests.cast import cast_in

    open_front_doors()
    SQLModel.metadata.create_all(engine())
    cast = cast_in(house)
    with writing() as session:
        audit_id = _crowd(session, cast.facilitator)
    client = cast.client(cast.facilitator)

    def tile(names: str, z: int, query: str = "?indicator=lgt_level", **headers: str) -> Any:
        x, y = mercator_cell(LON, LAT, z)
        answer = client.get(f"/maps/{audit_id}/tiles/{names}/{z}/{x}/{y}.mvt{query}", headers=headers)
        assert answer.status_code in (200, 304), answer.text[:200]
        return answer

    cold_ms = _timed(lambda: tile("findings", 14), rounds=1)
    etag = tile("findings", 14).headers["ETag"]
    known = {"If-None-Match": etag}
    return {
        "findings": FINDINGS,
        "first_tile_after_a_change_ms": cold_ms,
        "unchanged_304_ms": _timed(lambda: tile("findings", 14, **known)),
        "points_ms": {f"z{z}": _timed(lambda z=z: tile("findings", z)) for z in ZOOMS},
        "points_bytes": {f"z{z}": len(tile("findings", z).content) for z in ZOOMS},
        "whole_map_tile_ms": _timed(lambda: tile("cells,cell-centres,findings,stops", 14)),
        "feelings_ms": _timed(lambda: tile("cells,cell-centres,stops", 14, "?indicator=fee_safe")),
        "streets_ms": _timed(lambda: tile("boundary,streets", 14)),
    }


def _timed(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    took = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(took), 1)


def _crowd(session: Session, viewer: Any) -> UUID:
    """An audit of `FINDINGS` findings away from stops, by `WALKERS` walkers of one walk; the same every time."""
    from tests.makers.maps import an_evening

    chance = random.Random(7)
    evening = an_evening(session, viewer)
    walkers = evening.walk(WALKERS)
    now = clock.now()
    known = {
        "audit_id": evening.audit.id,
        "walk_id": evening.walks[0].id,
        "revision": 1,
        "started_at": now,
        "changed_at": now,
        "received_at": now,
        "place_source": "gps",
        "mode": "one_person",
        "entry": "on_the_spot",
        "state": "kept",
        "moderation": "accepted",
        "marks": [],
        "words": {},
        "hidden_words": [],
        "instrument_sha256": evening.audit.instrument_sha256,
        "content_sha256": "0" * 64,
        "is_late": False,
    }
    rows = []
    for at in range(FINDINGS):
        lon, lat = chance.gauss(LON, SPREAD_DEG * 2), chance.gauss(LAT, SPREAD_DEG)
        place = {"lon": lon, "lat": lat, "morton": morton_of(lon, lat)}
        answers = {code: chance.randrange(4) for code in CORE}
        period = chance.choice(("day", "dusk", "night"))
        rows.append(
            known | place | {"id": new_id(), "walker_id": walkers[at % WALKERS], "period": period, "answers": answers}
        )
    session.connection().execute(insert(Finding), rows)
    return evening.audit.id
