"""A tile of an audit with 100,000 findings: cold, after each change, warm, unchanged, as hexagons; through the real door."""

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

from app.findings import Finding, accept, unhide
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.geometry import mercator_cell, morton_of
from app.foundation.identifiers import new_id
from app.instruments import CORE
from app.tallies import recount, wrong_walks
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
        audit_id, walk_id, one = crowd(session, cast.facilitator)
    start = time.process_time()
    with writing() as session:
        recount(session, walk_id)
    recount_s = round(time.process_time() - start, 1)
    client = cast.client(cast.facilitator)

    def tile(names: str, z: int, query: str = "?indicator=lgt_level", **headers: str) -> Any:
        x, y = mercator_cell(LON, LAT, z)
        answer = client.get(f"/maps/{audit_id}/tiles/{names}/{z}/{x}/{y}.mvt{query}", headers=headers)
        assert answer.status_code in (200, 304), answer.text[:200]
        return answer

    turn = [0]

    def after_a_change(names: str, query: str) -> None:
        """A moderator decides about one finding, and somebody looks: only the look is timed."""
        with writing() as session:
            (unhide if turn[0] % 2 == 0 else accept)(session, cast.facilitator, one)
        turn[0] += 1
        start, cpu = time.perf_counter(), time.process_time()
        tile(names, 14, query)
        took.append(((time.perf_counter() - start) * 1000, (time.process_time() - cpu) * 1000))

    took: list[tuple[float, float]] = []
    cold_ms = _timed(lambda: tile("findings", 14), rounds=1)
    etag = tile("findings", 14).headers["ETag"]
    known = {"If-None-Match": etag}
    changed = {}
    for name, names, query in (
        ("first_tile_after_a_change", "cells,cell-centres,findings,stops", "?indicator=lgt_level"),
        ("first_tile_of_feelings_after_a_change", "cells,cell-centres,stops", "?indicator=fee_safe"),
    ):
        took.clear()
        for _round in range(ROUNDS):
            after_a_change(names, query)
        changed[f"{name}_ms"] = round(statistics.median(wall for wall, _cpu in took), 1)
        changed[f"{name}_cpu_ms"] = round(statistics.median(cpu for _wall, cpu in took), 1)
    with reading() as session:
        assert not wrong_walks(session)
    return {
        "findings": FINDINGS,
        "recount_cpu_s": recount_s,
        "cold_tile_ms": cold_ms,
        **changed,
        "unchanged_304_ms": _timed(lambda: tile("findings", 14, **known)),
        "points_ms": {f"z{z}": _timed(lambda z=z: tile("findings", z)) for z in ZOOMS},
        "points_bytes": {f"z{z}": len(tile("findings", z).content) for z in ZOOMS},
        "whole_map_tile_ms": _timed(lambda: tile("cells,cell-centres,findings,stops", 14)),
        "feelings_ms": _timed(lambda: tile("cells,cell-centres,stops", 14, "?indicator=fee_safe")),
        "page_ms": _timed(lambda: client.get(f"/maps/{audit_id}?indicator=lgt_level"), rounds=5),
        "page_of_feelings_ms": _timed(lambda: client.get(f"/maps/{audit_id}?indicator=fee_safe"), rounds=5),
        "list_of_findings_ms": _timed(lambda: client.get(f"/audits/{audit_id}/findings"), rounds=5),
        "desk_ms": _timed(lambda: client.get("/desk"), rounds=5),
        "streets_ms": _timed(lambda: tile("boundary,streets", 14)),
    }


def _timed(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    took = []
    for _round in range(rounds):
        start = time.perf_counter()
        work()
        took.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(took), 1)


def crowd(session: Session, viewer: Any, findings: int = FINDINGS) -> tuple[UUID, UUID, UUID]:
    """An audit of so many findings away from stops, by `WALKERS` walkers of one walk; the same every time.

    Its id, that of its walk, and that of one finding."""
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
    for at in range(findings):
        lon, lat = chance.gauss(LON, SPREAD_DEG * 2), chance.gauss(LAT, SPREAD_DEG)
        place = {"lon": lon, "lat": lat, "morton": morton_of(lon, lat)}
        answers = {code: chance.randrange(4) for code in CORE}
        period = chance.choice(("day", "dusk", "night"))
        rows.append(
            known | place | {"id": new_id(), "walker_id": walkers[at % WALKERS], "period": period, "answers": answers}
        )
    session.connection().execute(insert(Finding), rows)
    return evening.audit.id, evening.walks[0].id, rows[0]["id"]
