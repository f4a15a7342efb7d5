"""The load goal at a tenth of its size: fifty phones at once, cut lines, swallowed answers, one SIGKILL. Only truth is judged.

Times are printed and never fail: a machine that runs other tests beside this is slow. `make bench` measures.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.benchmarks.bench_load import measured
from tests.faults.crowd import Mix
from tests.faults.neighbourhood import Neighbourhood, copy_of
from tests.faults.nursery import Nursery
from tests.faults.server import Server

FIFTY = Mix(
    phones=50,
    findings=10,
    photos=20,
    photo_bytes=40_000,
    voices=1,
    voice_bytes=30_000,
    arrive_s=6.0,
    first_wait_s=0.3,
    longest_wait_s=3.0,
    has_streets=False,
)


def test_fifty_phones_at_once_and_a_killed_server_lose_nothing(
    sqlite_pattern: Neighbourhood, born: Nursery, tmp_path: Path
) -> None:
    with copy_of(sqlite_pattern, tmp_path / "home", is_durable=True) as home, home.at_home():
        found = measured(home, Server(born, home.folder, tmp_path / "faults"), FIFTY, seed=5, clean_limit_s=0)
    print(json.dumps(found, indent=1))  # noqa: T201 - pytest shows it when this fails, and with -s
    assert found["1 lost, doubled, invented or mixed up"]["reached"] == [0, []]
    assert found["exchanges that an injected fault touched"] > 20, "hardly any line was cut: nothing was tried"
    assert found["5 peak RSS MB, 5xx other than 503"]["reached"][1] == []
    assert found["6 all clean after, s; asked too early, served uncleaned"]["reached"][2] == 0
