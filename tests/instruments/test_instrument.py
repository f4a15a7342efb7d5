"""One meaning, one hash: the same on every machine and every day, and another as soon as anything is asked differently."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from app.instruments import CORE, FollowUp, canonical_json, dictionary, instrument_named, instruments
from app.instruments.shelving import library
from tests.makers.instruments import some_instrument

# What these versions mean, as published. A better word does not change them. If one changes, findings of phones that carry
# the old pack answer another instrument: raise the version, and pin the new hash beside it.
PUBLISHED = {
    ("prk", "1.0.0"): "28048663e69dca9765320646e027e44fef5a8ec5dc37facffb51cdd5ab199beb",
    ("st9", "1.0.0"): "92690e4c21b301a68bd0e8053429c9c33170f11afc21a46aa174624df5cdeb38",
    ("wsa_night", "1.0.0"): "b8260a2b5c5d447498d1e51ebbaf6f266de752d9abbe3414987e1adc6e7b588f",
    ("prk", "1.1.0"): "986f43787d9479efd42705a85cc2410b11d02adb3a5929061361fb9214f20e10",
    ("st9", "1.1.0"): "557a1a359251127ab39a799227c154fccb65d477ea7d44bc926a03b980e9bde7",
    ("wsa_night", "1.1.0"): "33846cd5069a8f3df31d07224b7786243b92b0e931c436ed97673098d73ce3e2",
}


def test_published_versions_still_mean_what_they_meant() -> None:
    meant = {(one.code, one.version): one.sha256 for one in instruments()}
    assert meant == {version: PUBLISHED[version] for version in meant}


@pytest.mark.parametrize(
    "change", [{"code": "other"}, {"quick": ("lgt_cause", "lgt_level")}, {"full": ("lgt_cause",)}], ids=str
)
def test_another_order_or_set_is_another_meaning(change: dict[str, object]) -> None:
    before = some_instrument()
    assert replace(before, **change).sha256 != before.sha256  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "d03"},
        {"level": "G"},
        {"choices": ("0", "1", "2")},
        {"when": "dusk-night"},
        {"is_scored": True},
        {"follow_up": None},
        {"follow_up": FollowUp(2, ("lgt_cause",))},
    ],
    ids=str,
)
def test_an_indicator_asked_differently_is_another_meaning(change: dict[str, object]) -> None:
    before = some_instrument()
    light = replace(before.indicators["lgt_level"], **change)  # type: ignore[arg-type]
    assert replace(before, indicators={**before.indicators, "lgt_level": light}).sha256 != before.sha256


@pytest.mark.parametrize("change", [{"privacy": "S"}, {"sector": "roads"}, {"drawing": None}, {"note": "x"}], ids=str)
def test_a_stricter_privacy_or_a_new_drawing_is_the_same_meaning(change: dict[str, object]) -> None:
    before = some_instrument()
    light = replace(before.indicators["lgt_level"], **change)  # type: ignore[arg-type]
    after = replace(before, version="1.0.1", indicators={**before.indicators, "lgt_level": light})
    assert after.sha256 == before.sha256


def test_the_hash_does_not_hang_on_the_order_in_which_files_were_read() -> None:
    before = some_instrument()
    assert replace(before, indicators=dict(reversed(before.indicators.items()))).sha256 == before.sha256


def test_canonical_json_has_one_spelling() -> None:
    assert canonical_json({"b": 1, "a": ["ñ", None]}) == '{"a":["ñ",null],"b":1}'
    with pytest.raises(ValueError):
        canonical_json(math.nan)


def test_every_instrument_asks_the_nine_core_questions() -> None:
    assert library().core == CORE
    for one in instruments():
        assert set(CORE) <= {*one.quick, *one.full}


def test_every_instrument_carries_recording_walker_and_own_words() -> None:
    for one in instruments():
        assert (len(one.header), len(one.walker), len(one.own_words)) == (8, 7, 5)
        named = (*one.quick, *one.full, *one.header, *one.walker, *one.own_words)
        assert tuple(one.indicators)[: len(named)] == named


def test_a_dark_place_asks_for_the_cause_and_then_for_the_owner() -> None:
    for one in instruments():
        assert one.follow_ups["lgt_level"] == {"at_most": 1, "ask": ["lgt_cause", "gov_owner"]}
        assert one.follow_ups["opn_view"] == {"at_most": 1, "ask": ["opn_cause", "gov_owner"]}


def test_light_is_judged_in_the_dark_only() -> None:
    light = [one for one in dictionary().values() if one.theme == "lgt"]
    assert len(light) == 6
    for one in light:
        assert not one.is_open_in("day")
        assert one.is_open_in("dusk")
        assert one.is_open_in("night")
    assert dictionary()["pth_walk"].is_open_in("day")


def test_the_dictionary_is_whole() -> None:
    assert len(dictionary()) == 130
    assert not dictionary()["fee_safe"].is_scored
    assert not dictionary()["ppl_density"].is_scored
    assert dictionary()["lgt_level"].is_scored
    assert {one.privacy for code, one in dictionary().items() if code.startswith("wlk_")} == {"S"}
    assert dictionary()["wlk_age"].choices[1] == "13_17"


def test_an_instrument_that_is_not_there_is_said_to_be_missing() -> None:
    from app.foundation.errors import NotFound

    with pytest.raises(NotFound, match="instrument-unknown"):
        instrument_named("nothing")
