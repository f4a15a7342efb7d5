"""A house that fills: memory of the server and the cost of a finding, at 10,000 findings and at 200,000."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from tests.benchmarks.bench_intake import BATCH, Neighbourhood
from tests.benchmarks.serving import cpu_seconds, memory_mb, peak_memory_mb, send_all, serving

FEW, MANY = 10_000, 200_000
BATCHES = 60  # of fifty: 3,000 findings each time
PHONES = 4


def measure() -> dict[str, Any]:
    """The two measures beside each other, and how they relate: 1.0 means that the house may grow for ever."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="farola-bench-")))
        os.environ["FAROLA_DATA"] = str(folder)
        from app.foundation import migrating

        migrating.upgrade()
        place = Neighbourhood()
        port, server = stack.enter_context(serving("app.main:create_app", {"FAROLA_DATA": str(folder)}, factory=True))
        send_all(port, place.batches(BATCHES, BATCH), PHONES)  # warm, and the rows that are multiplied
        few = _intake_at(FEW, folder, place, port, server)
        many = _intake_at(MANY, folder, place, port, server)
        return {
            "few": few,
            "many": many,
            "memory_ratio": round(many["memory_mb"] / few["memory_mb"], 2),
            "cpu_ratio": round(many["cpu_ms_per_finding"] / few["cpu_ms_per_finding"], 2),
            "peak_memory_mb": peak_memory_mb(server),
        }


def _intake_at(findings: int, folder: Path, place: Neighbourhood, port: int, server: int) -> dict[str, float]:
    _fill(folder / "farola.sqlite3", findings)
    requests, before = place.batches(BATCHES, BATCH), cpu_seconds(server)
    took = send_all(port, requests, PHONES)
    used = cpu_seconds(server) - before
    return {
        "findings": findings,
        "per_s": round(BATCHES * BATCH / took),
        "cpu_ms_per_finding": round(used * 1000 / (BATCHES * BATCH), 3),
        "memory_mb": memory_mb(server),
    }


def _fill(database: Path, findings: int) -> None:
    """Multiply what is there, under new ids and scattered over the map, until there are so many."""
    with closing(sqlite3.connect(database, timeout=60)) as kept:
        columns = [row[1] for row in kept.execute("PRAGMA table_info(finding)") if row[1] not in ("id", "morton")]
        names = ", ".join(columns)
        while (missing := findings - kept.execute("SELECT count(*) FROM finding").fetchone()[0]) > 0:
            kept.execute(
                f"INSERT INTO finding (id, morton, {names}) "
                f"SELECT lower(hex(randomblob(16))), abs(random()) >> 16, {names} FROM finding LIMIT ?",
                (missing,),
            )
            kept.commit()
