"""A recording that was made bare is still there after a step back, under the name of what is left of it."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import select

from app.findings import clean_waiting
from app.findings.store import MEDIA
from app.foundation import migrating
from app.foundation.database import reading
from app.foundation.vault import vault
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_phone, a_walk, chatty_words, media, sent

BEFORE = "said_with"


@pytest.mark.usefixtures("empty_house")
def test_her_recording_is_not_lost_by_a_step_back() -> None:
    migrating.upgrade()
    sent(a_phone(a_walk(a_viewer())), chatty_words(seconds=0.1, title="Calle Luna 17"), kind="audio/webm")
    clean_waiting()
    [medium] = media()
    assert medium.bare_sha256 and not vault().has(medium.sha256)
    command.downgrade(migrating.alembic_config(), BEFORE)
    with reading() as session:
        assert session.execute(select(MEDIA.c.sha256)).scalar_one() == medium.bare_sha256
    migrating.upgrade()
    assert [(one.sha256, one.bare_sha256) for one in media()] == [(medium.bare_sha256, None)]
