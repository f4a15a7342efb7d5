"""The same questions get the same answers on SQLite and on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.foundation.database import reading, writing
from app.people import Role, note_read, store
from app.people.joining import InvitationGone, accept_invitation, invite
from app.people.signing_in import WrongSignIn, sign_in, sign_out, viewer_with_token
from app.people.team import close_account
from tests.cast import PASSWORD, cast_in


def test_a_group_lives_its_whole_life_on_either_database(either_house: Path) -> None:
    cast = cast_in(either_house)
    with pytest.raises(WrongSignIn):
        sign_in("amara@example.org", "guess")
    token, _viewer = sign_in("amara@example.org", PASSWORD)
    assert viewer_with_token(token) == cast.facilitator
    sign_out(token)
    assert viewer_with_token(token) is None
    with writing() as session:
        link = invite(session, cast.administrator, Role.PLANNER, "city office")
    account = accept_invitation(link, "city@example.org", "City", PASSWORD, "es")
    assert (account.organisation_id, account.role) == (cast.administrator.organisation_id, "planner")
    with pytest.raises(InvitationGone):
        accept_invitation(link, "other@example.org", "Other", PASSWORD, "es")
    with writing() as session:
        close_account(session, cast.administrator, account.id)
    with reading() as session:
        names = [each.name for each in store.colleagues_of(session, cast.planner)]
    assert names == ["Amara", "City", "Lucía", "Noor", "Pia"]


def test_the_log_is_read_page_by_page_newest_first(either_house: Path) -> None:
    cast = cast_in(either_house)
    for n in range(5):
        with writing() as session:
            note_read(session, cast.facilitator, what="photo", thing_id=str(n))
    with reading() as session:
        first = store.reads_seen_by(session, cast.guardian, most=3, before=None)
        second = store.reads_seen_by(session, cast.guardian, most=3, before=first[-1][0].id)
    assert [entry.thing_id for entry, _account in first] == ["4", "3", "2"]
    assert [entry.thing_id for entry, _account in second] == ["1", "0"]
