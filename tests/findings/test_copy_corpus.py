"""A corpus of copies goes through the desk's own door: each is taken in or refused with a reason, and nothing else changes."""

from __future__ import annotations

import json
import logging
import tracemalloc
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.findings import Finding, taking_in
from app.foundation.database import reading
from app.foundation.errors import Problem
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from app.people import Viewer
from tests.cast import Cast, token_in
from tests.corpora.archives import every_harm, zipped
from tests.corpora.values import NAMES
from tests.findings.conftest import a_viewer
from tests.findings.test_taking_in import Kept
from tests.makers.findings import a_walk, rows, sha256_of
from tests.makers.keeping import every_row, everything_below


@pytest.fixture
def amara(either_house: Path) -> Viewer:
    return a_viewer()


def ending(amara: Viewer, content: bytes) -> str:
    """The code of the problem, or what became of what it holds."""
    try:
        taken = taking_in.take_in(amara, BytesIO(content))
    except Problem as problem:
        assert problem.sentence
        return problem.code
    assert taken.findings == {"unchanged": 2}
    assert sum(taken.media.values()) == 2
    return "taken, one missing" if taken.media["missing"] else "taken"


def state_of(home: Path) -> tuple[Any, ...]:
    return every_row(), everything_below(vault().folder), sorted(path.name for path in home.parent.iterdir())


def test_every_copy_ends_taken_in_or_with_a_reason_and_changes_nothing_that_is_kept(
    amara: Viewer, either_house: Path
) -> None:
    kept = Kept(a_walk(amara))
    assert taking_in.take_in(amara, kept.file()).findings == {"kept": 2}
    before = state_of(either_house)
    harms = list(every_harm(kept.files, kept.told))
    assert len(harms) > 55
    tracemalloc.start()
    ended = {harm.name: ending(amara, harm.content) for harm in harms}
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ended == {harm.name: harm.ends for harm in harms}
    assert state_of(either_house) == before
    assert peak < 60_000_000, "a bomb was unpacked before it was refused"


def test_no_byte_of_a_copy_can_be_flipped_to_a_fault_of_ours(house: Path) -> None:
    """Every second byte, once with its last bit turned and once with all."""
    amara = a_viewer()
    kept = Kept(a_walk(amara))
    taking_in.take_in(amara, kept.file())
    before = state_of(house)
    # Its media are short and not those that are kept: whatever is read of them has another hash, and counts as missing.
    small = zipped(dict.fromkeys(kept.files, b"a photo") | {"walk.json": json.dumps(kept.told).encode()})
    ends = set()
    for place in range(0, len(small), 2):
        for mask in (1, 0xFF):
            flipped = bytearray(small)
            flipped[place] ^= mask
            try:
                ends.add(str(taking_in.take_in(amara, BytesIO(bytes(flipped))).media))
            except Problem as problem:
                ends.add(problem.code)
    assert ends == {"not-a-copy", "copy-is-cut-off", "copy-is-too-large", "Counter({'missing': 2})"}
    assert state_of(house) == before


def test_whatever_the_files_in_a_copy_are_called_they_are_known_by_their_bytes_alone(
    amara: Viewer, either_house: Path
) -> None:
    kept = Kept(a_walk(amara))
    beside, before = {path.name for path in either_house.parent.iterdir()}, everything_below(vault().folder)
    for name in dict.fromkeys(name.encode("utf-8", "replace").decode()[:120] for name in NAMES):
        told = kept.told | {"media": [kept.told["media"][0] | {"file": name, "finding": str(new_id())}]}
        taken = taking_in.take_in(amara, BytesIO(zipped({name: kept.photo, "walk.json": json.dumps(told).encode()})))
        assert taken.media["missing"] == (1 if "\0" in name else 0), name  # ZIP ends a name at its first NUL
    added = set(everything_below(vault().folder)) - set(before)
    assert [Path(one).name for one in added] == [sha256_of(kept.photo)]
    assert {path.name for path in either_house.parent.iterdir()} == beside


def test_on_the_desk_no_file_and_no_name_keeps_the_others_out(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    desk = cast.client(cast.facilitator)
    token = token_in(desk.get("/copies").text)
    kept = Kept(a_walk(cast.facilitator))
    names = [name.encode("utf-8", "replace").decode() for name in NAMES]
    harms = [harm for harm in every_harm(kept.files, kept.told) if len(harm.content) < 100_000]
    files = [(names[number % len(names)], harm.content) for number, harm in enumerate(harms)]
    files.append(("evening.walk", kept.file().getvalue()))
    answer = desk.post("/copies", data={"csrf_token": token}, files=[("copies", file) for file in files])
    assert answer.status_code == 200
    with reading() as session:
        assert {str(one.id) for one in rows(session, Finding)} == {kept.finding["id"], kept.second["id"]}
    assert "<script>alert" not in answer.text and "<svg onload" not in answer.text
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []
