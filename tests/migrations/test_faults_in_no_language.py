"""What was set aside before and after a change of how its reasons are kept, on the way down and up again."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import select, text, update
from sqlmodel import col

from app.findings.parked import Parked
from app.findings.telling import told_faults
from app.foundation import migrating
from app.foundation.database import reading, writing
from app.foundation.language import in_language
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_finding, a_phone, a_walk, rows

BEFORE = "leave_outside"


@pytest.mark.usefixtures("empty_house")
def test_a_reason_that_was_kept_in_words_stays_readable_and_one_that_is_kept_by_code_survives_a_step_back() -> None:
    migrating.upgrade()
    walk = a_walk(a_viewer())
    old, new = a_finding(walk, answers={"lgt_level": 8}), a_finding(walk, answers={"lgt_level": 9})
    a_phone(walk).send(old, new)
    command.downgrade(migrating.alembic_config(), BEFORE)
    with writing() as session:
        details = session.execute(select(col(Parked.detail))).scalars().all()
        assert [fault["sentence"] for detail in details for fault in detail] == ["not-a-level", "not-a-level"]
        as_before = [{"pointer": "/answers/lgt_level", "sentence": "Esto falta."}]
        session.execute(update(Parked).where(col(Parked.body_text).contains(old["id"])).values(detail=as_before))
        assert session.execute(text("SELECT sentence FROM parked")).scalars().all() == ["", ""]
    migrating.upgrade()
    with reading() as session, in_language("en"):
        told = {parked.body["id"]: told_faults(parked.detail)[0].sentence for parked in rows(session, Parked)}
    assert told == {
        old["id"]: "Esto falta.",
        new["id"]: '"lgt_level" takes a whole number from 0 to 3, "na" or "dk".',
    }
