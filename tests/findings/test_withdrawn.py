"""What was taken back, written down beside the database: no line takes another one with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.findings import note_withdrawn, read_withdrawn, withdrawn_log
from app.foundation import clock
from app.foundation.identifiers import new_id


def test_a_line_that_a_power_cut_left_half_written_takes_no_other_with_it(house: Path) -> None:
    before, cut, after, last = (new_id() for _number in range(4))
    note_withdrawn([before], clock.now())
    with withdrawn_log().open("a") as log:
        log.write(f"{cut} 2026-11-2")
    note_withdrawn([after], clock.now())
    note_withdrawn([last], clock.now())
    assert list(read_withdrawn(withdrawn_log())) == [before, after, last]
    assert "" not in withdrawn_log().read_text().splitlines()


def test_all_of_many_lines_are_written_though_the_disk_takes_them_in_pieces(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, ids = os.write, [new_id() for _number in range(20)]
    monkeypatch.setattr(os, "write", lambda descriptor, content: write(descriptor, bytes(content)[:100]))
    note_withdrawn(ids, clock.now())
    assert list(read_withdrawn(withdrawn_log())) == ids
