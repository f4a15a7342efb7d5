"""An audit of 10,000 findings with 10,000 photos as a ZIP, beside plainly copying the same files in the same run."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from app.findings import Medium
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from tests.benchmarks.serving import peak_memory_mb
from tests.conftest import living_in

FINDINGS = 10_000
PHOTO_BYTES = 150_000  # as in the peers' figures


def measure() -> dict[str, Any]:
    """Seconds, megabytes a second and the most memory that the exporting process had."""
    with tempfile.TemporaryDirectory(prefix="farola-bench-") as folder, living_in(Path(folder)):
        return _measure(Path(folder))


def _measure(house: Path) -> dict[str, Any]:
    from sqlmodel import SQLModel

    from app.exports import stream_export
    from app.exports.choosing import chosen
    from app.foundation.database import engine
    from app.rooms import open_front_doors
    from tests.benchmarks.bench_tiles import crowd
    from tests.cast import cast_in

    open_front_doors()
    SQLModel.metadata.create_all(engine())
    cast = cast_in(house)
    with writing() as session:
        audit_id, walk_id, _one = crowd(session, cast.facilitator, FINDINGS)
    _give_photos(walk_id)
    os.sync()
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of making all this
    before_mb = peak_memory_mb(os.getpid())
    with reading() as session:
        start, cpu = time.perf_counter(), time.process_time()
        choice = chosen(session, cast.facilitator, audit_id)
    size = 0
    with (house / "export.zip").open("wb") as file:
        for piece in stream_export(choice):
            size += file.write(piece)
    took_s, cpu_s = time.perf_counter() - start, time.process_time() - cpu
    after_mb = peak_memory_mb(os.getpid())
    os.sync()
    start = time.perf_counter()
    shutil.copytree(vault().folder, house / "copied")
    copied_s = time.perf_counter() - start
    return {
        "findings": FINDINGS,
        "photos": FINDINGS,
        "megabytes": round(size / 1e6),
        "export_s": round(took_s, 2),
        "export_cpu_s": round(cpu_s, 2),
        "export_mb_per_s": round(size / 1e6 / took_s),
        "plain_copy_s": round(copied_s, 2),
        "memory_before_mb": before_mb,
        "peak_memory_mb": after_mb,
    }


def _give_photos(walk_id: Any) -> None:
    """A clean photo for each finding, of bytes that cannot be deflated."""
    from sqlmodel import select

    from app.findings import Finding

    with writing() as session:
        rows = []
        for finding_id, walker_id in session.exec(select(Finding.id, Finding.walker_id)):
            sha256 = _kept(secrets.token_bytes(PHOTO_BYTES))
            rows.append(
                {
                    "id": new_id(),
                    "finding_id": finding_id,
                    "walk_id": walk_id,
                    "walker_id": walker_id,
                    "sha256": sha256,
                    "large_sha256": sha256,
                    "kind": "photo",
                    "state": "clean",
                    "moderation": "accepted",
                    "is_listed": True,
                    "caption": "",
                    "position": 0,
                    "reason": "",
                    "size_bytes": PHOTO_BYTES,
                    "claims": 0,
                    "sound": "",
                    "width": 1600,
                    "height": 1200,
                }
            )
        session.connection().execute(insert(Medium), rows)


def _kept(content: bytes) -> str:
    """Put without an fsync for each, which is not what is measured here."""
    from hashlib import sha256

    name = sha256(content).hexdigest()
    path = vault().folder / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return name
