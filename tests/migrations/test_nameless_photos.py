"""Photos of before get ids that tell nothing, and what moderators decided about them still belongs to them."""

from __future__ import annotations

from uuid import UUID

import pytest
from alembic import command
from sqlalchemy import select, update
from sqlmodel import col

from app.findings import Medium, clean_waiting, decide_medium
from app.findings.parked import ModerationStep
from app.findings.store import MEDIA
from app.foundation import migrating
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_phone, a_photo, a_walk, media, rows, sent

BEFORE = "faults_by_code"


@pytest.mark.usefixtures("empty_house")
def test_a_photo_of_before_tells_no_longer_when_it_came_and_is_still_the_one_that_was_hidden() -> None:
    migrating.upgrade()
    viewer = a_viewer()
    finding_id = sent(a_phone(a_walk(viewer)), a_photo(), a_photo(colour="maroon"))
    clean_waiting()
    hidden, _shown = media()
    with writing() as session:
        decide_medium(session, viewer, hidden.id, "hid")
    command.downgrade(migrating.alembic_config(), BEFORE)
    with writing() as session:
        for (was,) in session.execute(select(MEDIA.c.id)).all():
            then = new_id()
            session.execute(update(MEDIA).where(MEDIA.c.id == was).values(id=then))
            session.execute(update(ModerationStep).where(col(ModerationStep.medium_id) == was).values(medium_id=then))
    migrating.upgrade()
    with reading() as session:
        [step] = rows(session, ModerationStep)
        now = {medium.sha256: medium for medium in rows(session, Medium)}
    assert step.medium_id == now[hidden.sha256].id and now[hidden.sha256].moderation == "hidden"
    assert {medium.finding_id for medium in now.values()} == {UUID(finding_id)}
    assert [medium.id.version for medium in now.values()] == [4, 4]
