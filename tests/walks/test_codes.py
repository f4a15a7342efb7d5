"""Codes: easy to type, hard to guess, worth nothing once they are renewed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.foundation.database import writing
from app.foundation.identifiers import new_id
from app.walks import CodeUnknown, Walk, code_of, renew_codes, secret_of, walk_with_code
from app.walks.codes import ALPHABET, code_digest, is_secret, secret_digest, spaced, typed_code, typed_receipt
from app.walks.tries import Failures, TooManyTries, wrong_codes
from tests.cast import Cast
from tests.conftest import living_in
from tests.makers.walks import some_walk

NOW = datetime(2026, 11, 26, 18, tzinfo=UTC)
WITH_HOUSE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
codes = st.text(ALPHABET, min_size=8, max_size=8)


@pytest.fixture(autouse=True)
def forgiven() -> None:
    """Wrong codes of one test are not held against the next."""
    wrong_codes.forget()


def a_walk(turn: int = 0) -> Walk:
    return Walk(
        audit_id=new_id(), title="", opens_at=NOW, closes_at=NOW, code_turn=turn, code_digest="", secret_digest=""
    )


@given(turn=st.integers(0, 1000))
@WITH_HOUSE
def test_every_walk_has_a_code_without_look_alikes_and_a_secret_of_128_bits(house: Path, turn: int) -> None:
    walk = a_walk(turn)
    assert len(code_of(walk)) == 8
    assert set(code_of(walk)) <= set(ALPHABET)
    assert not set("01IO") & set(ALPHABET)
    assert is_secret(secret_of(walk))
    assert (code_of(walk), secret_of(walk)) == (code_of(walk), secret_of(walk))


@given(code=codes, data=st.data())
def test_a_walker_may_type_her_code_as_she_likes(code: str, data: st.DataObject) -> None:
    typed = "".join(data.draw(st.sampled_from([sign, sign.lower()])) for sign in code)
    for between in (" ", "-", "  ", "\N{NO-BREAK SPACE}"):
        assert typed_code(between.join([typed[:4], typed[4:]])) == code
    assert typed_code(spaced(code).replace("L", "1")) == code
    assert typed_code(code.replace("L", "i")) == code


def test_a_walker_may_type_the_digits_of_her_own_script() -> None:
    assert typed_code("٧Q٣K٩MXW") == "7Q3K9MXW"
    assert typed_code("७q३k९mxw") == "7Q3K9MXW"


@given(typed=st.text(max_size=64))
def test_whatever_is_typed_becomes_some_text_to_look_for(typed: str) -> None:
    assert isinstance(typed_code(typed), str)


def test_two_walks_never_share_a_code(house: Path) -> None:
    walks = [a_walk() for _ in range(500)]
    assert len({code_of(walk) for walk in walks}) == 500
    assert len({secret_of(walk) for walk in walks}) == 500


def test_only_digests_are_kept(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        row = str(walk.model_dump())
        assert code_of(walk) not in row
        assert secret_of(walk) not in row
        assert walk.code_digest == code_digest(code_of(walk))
        assert walk.secret_digest == secret_digest(secret_of(walk))


def test_a_renewed_code_makes_the_old_poster_worthless(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        old = code_of(walk), secret_of(walk)
        renew_codes(session, cast.facilitator, walk.id)
        for worthless in old:
            with pytest.raises(CodeUnknown):
                walk_with_code(session, worthless)
        assert walk_with_code(session, code_of(walk)).id == walk.id
        assert walk_with_code(session, secret_of(walk)).id == walk.id


def test_while_somebody_guesses_codes_the_qr_still_opens_the_walk(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        for _ in range(60):
            with pytest.raises(CodeUnknown):
                walk_with_code(session, "22222222")
        with pytest.raises(TooManyTries) as problem:
            walk_with_code(session, code_of(walk))
        assert 0 < (problem.value.retry_after_s or 0) <= 60
        assert walk_with_code(session, secret_of(walk)).id == walk.id


def test_only_failures_count_so_a_whole_school_joins_behind_one_network(cast: Cast) -> None:
    with writing() as session:
        walk = some_walk(session, cast.facilitator)
        for _ in range(200):
            assert walk_with_code(session, code_of(walk)).id == walk.id


@given(gaps=st.lists(st.floats(0, 90), min_size=1, max_size=200))
def test_no_minute_ever_sees_more_failures_than_allowed(gaps: list[float]) -> None:
    failures, now, noted = Failures("wrong-tries", most=5), NOW, []
    with TemporaryDirectory() as folder, living_in(Path(folder)):
        for gap in gaps:
            now += timedelta(seconds=gap)
            try:
                failures.check(now)
            except TooManyTries:
                continue
            failures.note(now)
            noted.append(now)
    for first in noted:
        assert len([moment for moment in noted if first <= moment < first + timedelta(minutes=1)]) <= 5


@given(st.text("0123456789", min_size=16, max_size=16))
def test_a_receipt_is_read_back_digit_by_digit_in_any_spacing_and_script(digits: str) -> None:
    arabic = digits.translate({ord("0") + n: 0x0660 + n for n in range(10)})
    for typed in (digits, f"{digits[:4]} {digits[4:8]}-{digits[8:12]}  {digits[12:]}", arabic):
        assert typed_receipt(typed) == digits


@given(digits=st.text("0123456789", min_size=16, max_size=16))
def test_a_receipt_is_read_digit_by_digit_however_it_is_typed(digits: str) -> None:
    groups = [digits[start : start + 4] for start in range(0, 16, 4)]
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    for typed in (digits, " ".join(groups), "-".join(groups), digits.translate(arabic)):
        assert typed_receipt(typed) == digits
