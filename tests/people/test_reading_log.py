"""The log of who read what is only ever added to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from app.foundation import clock
from app.foundation.database import reading, writing
from app.keeping import forget_old
from app.people import ReadEntry, note_read
from tests.cast import Cast, cast_in


def test_an_entry_can_be_neither_changed_nor_removed(cast: Cast) -> None:
    with writing() as session:
        note_read(session, cast.facilitator, what="export", thing_id="7")
    with pytest.raises(PermissionError), writing() as session:
        session.exec(select(ReadEntry)).one().what = "nothing"
    with pytest.raises(PermissionError), writing() as session:
        session.delete(session.exec(select(ReadEntry)).one())
    with reading() as session:
        assert session.exec(select(ReadEntry)).one().what == "export"


STATEMENTS = {
    "UPDATE read_entry SET what = 'nothing'": "both",
    "UPDATE read_entry SET read_at = '2001-01-01 00:00:00'": "both",
    "DELETE FROM read_entry": "both",
    "DELETE FROM read_entry WHERE thing_id = '7'": "both",
    "INSERT OR REPLACE INTO read_entry (id, organisation_id, what, thing_id, read_at)"
    " SELECT id, organisation_id, 'x', 'x', read_at FROM read_entry": "sqlite",
    "TRUNCATE read_entry": "postgresql",
    "TRUNCATE read_entry CASCADE": "postgresql",
}


def lines() -> list[tuple[str, str]]:
    with reading() as session:
        return [(one.what, one.thing_id) for one in session.exec(select(ReadEntry).order_by(ReadEntry.id))]


def test_not_even_a_statement_of_its_own_changes_a_line(either_house) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        note_read(session, cast.facilitator, what="export", thing_id="7")
        dialect = session.get_bind().dialect.name
    for statement, where in STATEMENTS.items():
        if where in ("both", dialect):
            with pytest.raises(DBAPIError, match="only ever added to"), writing() as session:
                session.connection().execute(text(statement))
        assert lines() == [("export", "7")], statement


def test_forgetting_what_is_too_old_leaves_a_line_that_says_so(either_house) -> None:
    cast = cast_in(either_house)
    with writing() as session:
        note_read(session, cast.facilitator, what="photo", thing_id="7")
        note_read(session, cast.stranger, what="photo", thing_id="8")
    with clock.standing_at(clock.now() + timedelta(days=300)), writing() as session:
        note_read(session, cast.facilitator, what="photo", thing_id="9")
    with clock.standing_at(clock.now() + timedelta(days=366)):
        forget_old()
        kept = lines()
        assert sorted(kept) == [("older lines of this log, forgotten", "1")] * 2 + [("photo", "9")]
        with pytest.raises(DBAPIError, match="only ever added to"), writing() as session:
            session.connection().execute(text("DELETE FROM read_entry"))
        assert lines() == kept


def test_the_administrator_reads_who_looked_how_often_and_what_the_house_forgot(cast: Cast) -> None:
    with writing() as session:
        note_read(session, cast.facilitator, what="photo", thing_id="old")
    with clock.standing_at(clock.now() + timedelta(days=366)):
        forget_old()
        with writing() as session:
            for thing in ("1", "2", "3"):
                note_read(session, cast.guardian, what="one finding", thing_id=thing)
        page = cast.client(cast.administrator).get("/team/reads").text
    assert "<dt>one finding</dt><dd>3</dd>" in page
    assert "Farola itself" in page
    assert "<code>old</code>" not in page
