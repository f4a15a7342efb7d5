"""What was taken back, written down beside the database: no line takes another one with it."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

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


def test_the_logs_of_two_machines_put_together_lose_no_line_wherever_the_first_one_was_cut(tmp_path: Path) -> None:
    first, cut, second = (UUID(int=number) for number in (1, 2, 3))
    moment = "2026-11-28T10:00:00+00:00"
    whole = f"{cut} {moment}\n"
    for length in range(len(whole)):
        together = tmp_path / f"{length}.log"
        together.write_text(f"{first} {moment}\n{whole[:length]}{second} {moment}\n")
        read = read_withdrawn(together)
        assert {first, second} <= set(read) <= {first, second, cut}, together.read_text()
        assert read[second] == read[first]
    assert cut in read, "only the end of its line was missing"


def test_nothing_is_read_out_of_a_line_without_a_moment(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(f"{new_id()}\n{new_id()} yesterday\n{new_id()} 2026-13-41T10:00:00+00:00\n")
    assert read_withdrawn(tmp_path / "log") == {}
