"""Findings and photos accepted per second over HTTP, each beside a bare Starlette + SQLite endpoint in the same run."""

from __future__ import annotations

import gzip
import json
import os
import secrets
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.foundation import clock
from app.foundation.database import Session, writing
from app.foundation.identifiers import new_id
from app.instruments import CORE, instrument_named
from app.people import viewer_of
from app.walks import Joined, Walk
from tests.benchmarks.serving import Request, Server, cpu_seconds, in_turn, peak_memory_mb, send_all, serving

BATCH = 50
BATCHES = 40
SINGLES = 200
PHOTOS = 120
PHOTO_BYTES = 150_000  # as in the peers' figures: one 150 kB photo
ROUNDS = 3
WALKERS = 8  # as many as phones send at once


def finding_of(walk: Walk, stop_id: object) -> dict[str, Any]:
    """Twelve answers, as in the peers' figures."""
    now, instrument = clock.now(), instrument_named("wsa_night")
    answers: dict[str, Any] = {code: secrets.randbelow(4) for code in CORE}
    answers |= {"opn_escape": 2, "lgt_cause": ["lamp_out"], "gov_owner": "street_lighting"}
    return {
        "id": str(new_id()),
        "revision": 1,
        "walk": str(walk.id),
        "stop": str(stop_id),
        "started_at": (now - timedelta(minutes=3)).isoformat(),
        "changed_at": (now - timedelta(minutes=1)).isoformat(),
        "place": {"lon": 24.943, "lat": 60.1682, "accuracy_m": 8.0, "source": "gps", "fixed_at": now.isoformat()},
        "answers": answers,
        "marks": [],
        "words": {},
        "media": [],
        "mode": "one_person",
        "entry": "on_the_spot",
        "instrument": {"code": instrument.code, "version": instrument.version, "sha256": instrument.sha256},
    }


class Neighbourhood:
    """A house with as many open walks and walkers as the benchmark needs: each keeps to a real phone's and walk's limits."""

    def __init__(self) -> None:
        from app.people import Role, make_account, make_organisation
        from app.sites import stops_of
        from tests.makers.walks import some_audit, some_walk, some_walker

        with writing() as session:
            organisation = make_organisation(session, "Benchmark")
            account = make_account(
                session, organisation.id, "lead@example.org", "Lead", Role.FACILITATOR, "a lamp on every corner 7", "en"
            )
            session.flush()
            leader = viewer_of(account)
            audit = some_audit(session, leader)
            self.stop_id = stops_of(session, audit.site_id)[0].id
        self._walk: Callable[[Session], Walk] = lambda session: some_walk(session, leader, audit)
        self._walker: Callable[..., Joined] = some_walker

    def next_walk(self) -> Walk:
        with writing() as session:
            return self._walk(session)

    def token(self, walk: Walk) -> str:
        with writing() as session:
            return self._walker(session, walk).token

    def batches(self, count: int, size: int) -> list[Request]:
        """`count` requests of `size` findings on one walk: eight walkers in turn, eight others once each has sent a hundred."""
        walk = self.next_walk()
        requests, tokens = [], [self.token(walk) for _ in range(WALKERS)]
        for number in range(count):
            if number and (number * size) % (100 * WALKERS) < size:
                tokens = [self.token(walk) for _ in range(WALKERS)]
            token = tokens[number % WALKERS]
            body = json.dumps({"findings": [finding_of(walk, self.stop_id) for _ in range(size)]}).encode()
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            requests.append(("POST", "/api/v1/findings", body, headers))
        return requests

    def photos(self, count: int) -> list[Request]:
        """PUTs of random JPEG-sized bytes: hashing, writing and fsync are measured here, cleaning comes after the receipt."""
        walk = self.next_walk()
        requests, walkers = [], [(self.token(walk), str(new_id())) for _ in range(WALKERS)]
        for number in range(count):
            token, finding = walkers[number % WALKERS]
            body = b"\xff\xd8\xff\xe0" + secrets.token_bytes(PHOTO_BYTES - 4)
            path = f"/api/v1/media/{sha256(body).hexdigest()}"
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "image/jpeg", "Farola-Finding": finding}
            requests.append(("PUT", path, body, headers))
        return requests


def _gzipped(request: Request) -> Request:
    method, path, body, headers = request
    return method, path, gzip.compress(body, 6), headers | {"Content-Encoding": "gzip"}


def measure() -> dict[str, Any]:
    """Per second and ratios; the two servers take turns on the same disk."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="farola-bench-")))
        os.environ["FAROLA_DATA"] = str(folder)
        from app.foundation import migrating

        migrating.upgrade()
        place = Neighbourhood()
        _same_table(folder / "farola.sqlite3", folder / "bare.sqlite3")
        ours = stack.enter_context(serving("app.main:create_app", {"FAROLA_DATA": str(folder)}, factory=True))
        bare = stack.enter_context(
            serving("tests.benchmarks.bare:app", {"BARE_DATABASE": str(folder / "bare.sqlite3")})
        )
        port, ours_id = ours
        send_all(port, place.batches(2, BATCH), 1)  # warm both
        send_all(bare[0], place.batches(2, BATCH), 1)
        results: dict[str, Any] = {"rounds": ROUNDS, "batch": BATCH}
        for phones in (1, 8):
            results[f"batches_{phones}_phones"] = _compared(
                BATCHES * BATCH, ours, bare, lambda: place.batches(BATCHES, BATCH), phones
            )
            results[f"single_findings_{phones}_phones"] = _compared(
                SINGLES, ours, bare, lambda: place.batches(SINGLES, 1), phones
            )
            results[f"photos_{phones}_phones"] = _compared(PHOTOS, ours, bare, lambda: place.photos(PHOTOS), phones)
        before = cpu_seconds(ours_id)
        gzipped = [_gzipped(request) for request in place.batches(BATCHES, BATCH)]
        took = send_all(port, gzipped, 4)
        results["gzip_batches_4_phones_per_s"] = round(BATCHES * BATCH / took)
        results["cpu_ms_per_finding"] = round((cpu_seconds(ours_id) - before) * 1000 / (BATCHES * BATCH), 3)
        results["server_peak_memory_mb"] = peak_memory_mb(ours_id)
        return results


def _same_table(ours: Path, bare: Path) -> None:
    """Give the bare endpoint our tables of findings and media with all their indexes."""
    with closing(sqlite3.connect(ours)) as source, closing(sqlite3.connect(bare)) as target:
        for (statement,) in source.execute(
            "SELECT sql FROM sqlite_master WHERE tbl_name IN ('finding', 'medium') AND sql IS NOT NULL ORDER BY type DESC"
        ):
            target.execute(statement)
        target.commit()


def _compared(
    things: int, ours: Server, bare: Server, make: Callable[[], list[Request]], phones: int
) -> dict[str, float]:
    """Things per second of both and their ratio; and the servers' own time on the processor, which a busy machine bends less."""
    used = {ours: 0.0, bare: 0.0}

    def taken_by(server: Server) -> float:
        requests, before = make(), cpu_seconds(server[1])
        took = send_all(server[0], requests, phones)
        used[server] += cpu_seconds(server[1]) - before
        return took

    mine, least = in_turn(ROUNDS, lambda: taken_by(ours), lambda: taken_by(bare))
    return {
        "per_s": round(things / mine),
        "bare_per_s": round(things / least),
        "ratio": round(least / mine, 2),
        "cpu_ms": round(used[ours] * 1000 / (things * ROUNDS), 2),
        "bare_cpu_ms": round(used[bare] * 1000 / (things * ROUNDS), 2),
    }
