"""The log of who read what is only ever added to."""

from __future__ import annotations

import pytest
from sqlmodel import select

from app.foundation.database import reading, writing
from app.people import ReadEntry, note_read
from tests.cast import Cast


def test_an_entry_can_be_neither_changed_nor_removed(cast: Cast) -> None:
    with writing() as session:
        note_read(session, cast.facilitator, what="export", thing_id="7")
    with pytest.raises(PermissionError), writing() as session:
        session.exec(select(ReadEntry)).one().what = "nothing"
    with pytest.raises(PermissionError), writing() as session:
        session.delete(session.exec(select(ReadEntry)).one())
    with reading() as session:
        assert session.exec(select(ReadEntry)).one().what == "export"
