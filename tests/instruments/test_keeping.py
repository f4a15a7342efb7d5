"""Findings of years ago can be read by what was asked then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.foundation.database import reading, writing
from app.instruments import InstrumentVersion, faults_in, instrument_named, instrument_with_hash, keep_version, packed
from tests.makers.instruments import some_indicator, some_instrument


def test_an_instrument_of_long_ago_takes_its_answers_still(either_house: Path) -> None:
    old = some_instrument(some_indicator(), some_indicator("lgt_cause", "multi", choices=("no_lamp", "gas_lamp_out")))
    with writing() as session:
        sha256 = keep_version(session, old)
    with reading() as session:
        found = instrument_with_hash(session, sha256)
    assert found is not None
    assert found.sha256 == old.sha256 == sha256
    assert (found.code, found.version, found.quick) == (old.code, old.version, old.quick)
    assert faults_in(found, {"lgt_cause": ["gas_lamp_out"]}) == []
    assert packed(found, ["en"])["questions"][0]["text"]["en"]["short"] == "Light"


def test_keeping_twice_changes_nothing(either_house: Path) -> None:
    with writing() as session:
        keep_version(session, some_instrument())
        before = session.get(InstrumentVersion, some_instrument().sha256)
    with writing() as session:
        keep_version(session, replace(some_instrument(), version="9.9.9"))
    with reading() as session:
        after = session.get(InstrumentVersion, some_instrument().sha256)
    assert before is not None
    assert after is not None
    assert (before.kept_at, before.body) == (after.kept_at, after.body)
    assert after.version == "1.0.0"


def test_a_hash_nobody_kept_is_unknown(house: Path) -> None:
    with reading() as session:
        assert instrument_with_hash(session, "0" * 64) is None


def test_todays_instruments_are_known_before_anybody_kept_them(house: Path) -> None:
    today = instrument_named("wsa_night")
    with reading() as session:
        assert instrument_with_hash(session, today.sha256) is today


@pytest.mark.parametrize(("code", "today"), [("lgt_level", "A"), ("soc_now", "S"), ("x_lima_wall", "S")])
def test_an_old_finding_is_protected_by_the_rules_of_today(house: Path, code: str, today: str) -> None:
    careless = some_instrument(replace(some_indicator(code), privacy="A"))
    with writing() as session:
        keep_version(session, careless)
    with reading() as session:
        found = instrument_with_hash(session, careless.sha256)
    assert found is not None
    assert found.indicators[code].privacy == today


def test_a_question_that_a_city_took_away_still_speaks_by_its_code(house: Path) -> None:
    gone = some_instrument(some_indicator("x_lima_wall", "one", choices=("low", "high")))
    with writing() as session:
        keep_version(session, gone)
    with reading() as session:
        found = instrument_with_hash(session, gone.sha256)
    assert found is not None
    question = packed(found, ["es"])["questions"][0]
    assert question["choices"] == ["low", "high"]
    assert question["text"]["es"]["question"] == "x_lima_wall"
