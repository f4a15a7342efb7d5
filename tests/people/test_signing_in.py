"""Who gets in, who does not, and what a stolen cookie or database is worth."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from app.foundation import clock
from app.foundation.database import reading
from app.people import SignIn
from app.people.signing_in import MOST_FAILURES, TooManySignIns, WrongSignIn, sign_in, sign_out, viewer_with_token
from tests.cast import PASSWORD, Cast

EVENING = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


def test_amara_signs_in_however_she_writes_her_address(cast: Cast) -> None:
    token, viewer = sign_in("  Amara@Example.ORG ", PASSWORD)
    assert viewer == cast.facilitator
    assert viewer_with_token(token) == cast.facilitator


def test_a_stolen_database_opens_no_session(cast: Cast) -> None:
    token, _viewer = sign_in("amara@example.org", PASSWORD)
    with reading() as session:
        kept = session.exec(select(SignIn)).one()
    assert token not in kept.model_dump_json()
    assert viewer_with_token(kept.token_digest) is None


def test_a_wrong_password_and_an_unknown_address_read_the_same(cast: Cast) -> None:
    with pytest.raises(WrongSignIn) as wrong:
        sign_in("amara@example.org", "something else entirely")
    with pytest.raises(WrongSignIn) as unknown:
        sign_in("nobody@example.org", "something else entirely")
    assert wrong.value.said() == unknown.value.said()


def test_an_unknown_address_costs_as_many_hashes_as_a_known_one(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.people import passwords

    turns: list[str] = []
    real = passwords._hashes.verify
    monkeypatch.setattr(type(passwords._hashes), "verify", lambda _self, p, h: turns.append(p) or real(p, h))
    monkeypatch.setattr(passwords, "_nobodys_hash", lambda: passwords._hashes.hash("x"))
    counts = []
    for email in ("amara@example.org", "nobody@example.org"):
        turns.clear()
        with pytest.raises(WrongSignIn):
            sign_in(email, "wrong")
        counts.append(len(turns))
    assert counts == [1, 1]


@pytest.mark.parametrize("email", ["amara@example.org", "nobody@example.org"])
def test_guessing_ends_after_ten_tries_and_begins_anew_an_hour_later(cast: Cast, email: str) -> None:
    with clock.standing_at(EVENING):
        for _try in range(MOST_FAILURES):
            with pytest.raises(WrongSignIn):
                sign_in(email, "guess")
        with pytest.raises(TooManySignIns):
            sign_in(email, PASSWORD)
    with clock.standing_at(EVENING + timedelta(minutes=61)):
        if email == "amara@example.org":
            assert sign_in(email, PASSWORD)[1] == cast.facilitator
        else:
            with pytest.raises(WrongSignIn):
                sign_in(email, PASSWORD)


def test_guessing_at_one_account_leaves_the_others_alone(cast: Cast) -> None:
    for _try in range(MOST_FAILURES):
        with pytest.raises(WrongSignIn):
            sign_in("amara@example.org", "guess")
    assert sign_in("noor@example.org", PASSWORD)[1] == cast.planner


def test_a_sign_in_gives_a_new_token_and_kills_the_one_that_was_there(cast: Cast) -> None:
    first, _viewer = sign_in("amara@example.org", PASSWORD)
    second, _viewer = sign_in("amara@example.org", PASSWORD, old_token=first)
    assert first != second
    assert viewer_with_token(first) is None
    assert viewer_with_token(second) == cast.facilitator


def test_a_copied_cookie_is_worth_nothing_after_signing_out(cast: Cast) -> None:
    token, _viewer = sign_in("amara@example.org", PASSWORD)
    sign_out(token)
    assert viewer_with_token(token) is None


def test_a_session_lives_for_thirty_idle_days_and_each_use_renews_it(cast: Cast) -> None:
    with clock.standing_at(EVENING):
        token, _viewer = sign_in("amara@example.org", PASSWORD)
    with clock.standing_at(EVENING + timedelta(days=29)):
        assert viewer_with_token(token) == cast.facilitator
    with clock.standing_at(EVENING + timedelta(days=58)):
        assert viewer_with_token(token) == cast.facilitator
    with clock.standing_at(EVENING + timedelta(days=89)):
        assert viewer_with_token(token) is None
