"""A facilitator records the questions in her own voice, and the phones of her group say them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.foundation.database import reading, writing
from app.foundation.errors import BadInput, NotAllowed, NotFound
from app.instruments import Instrument, instrument_named, wording
from app.people import Organisation, Role
from app.prompts import Prompt, record
from app.prompts.recording import MOST_BYTES, silence, spoken_lines
from app.prompts.script import Line, first_lines, lines_of
from app.walks import Walk, code_of
from tests.cast import Cast, token_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_photo, a_recording, a_walk, spoken_words
from tests.makers.walks import some_walk

VOICE = spoken_words(seconds=0.1)


@pytest.fixture
def night() -> Instrument:
    return instrument_named("wsa_night")


def kept() -> list[Prompt]:
    with reading() as session:
        return list(session.exec(select(Prompt)))


def test_the_script_has_the_consent_and_every_quick_question_with_its_answers(night: Instrument) -> None:
    lines = {line.code: line for line in first_lines(night, "es")}
    assert {"hello", "consent.1", "consent.5", *night.quick} <= set(lines)
    assert {f"lgt_level.{level}" for level in range(4)} <= set(lines)
    assert lines["lgt_level"].words == wording("lgt_level", "es").question
    assert lines["lgt_level.0"].of == "lgt_level"


def test_every_question_a_walker_can_meet_can_be_recorded_once(night: Instrument) -> None:
    lines = lines_of(night, "en")
    assert set(night.full) <= set(lines) and "lgt_cause.lamp_out" in lines
    assert not {"nar_photo", *night.header} & set(lines)


def test_a_line_is_recorded_again_in_its_own_place(either_house: Path, night: Instrument) -> None:
    amara = a_viewer()
    for content in (VOICE, VOICE + b"\x01"):
        with writing() as session:
            record(session, amara, night, "es", "lgt_level", content)
    [prompt] = kept()
    assert prompt.content == VOICE + b"\x01" and prompt.media_type == "audio/webm"
    assert prompt.sha256 == hashlib.sha256(prompt.content).hexdigest()


def test_changed_words_are_noticed(either_house: Path, night: Instrument) -> None:
    amara = a_viewer()
    with writing() as session:
        record(session, amara, night, "es", "lgt_level", VOICE)
    with reading() as session:
        same = spoken_lines(session, amara, "es", [lines_of(night, "es")["lgt_level"]])
        other = spoken_lines(session, amara, "es", [Line("lgt_level", "lgt_level", "Other words")])
    assert (same[0].is_outdated, other[0].is_outdated) == (False, True)


def test_what_is_no_short_recording_is_refused_with_what_to_do(house: Path, night: Instrument) -> None:
    amara = a_viewer()
    for content in (b"", a_photo(), b"<script>", a_recording(), VOICE + bytes(MOST_BYTES)):
        with writing() as session, pytest.raises(BadInput):
            record(session, amara, night, "es", "lgt_level", content)
    for language, code in (("es", "nobody_asks"), ("es", "ctx_period"), ("tlh", "lgt_level"), ("../en", "lgt_level")):
        with writing() as session, pytest.raises(NotFound):
            record(session, amara, night, language, code, VOICE)
    with writing() as session, pytest.raises(NotAllowed):
        record(session, a_viewer("Noor", Role.PLANNER), night, "es", "lgt_level", VOICE)
    assert kept() == []


def test_a_speaker_can_have_her_voice_removed(either_house: Path, night: Instrument) -> None:
    amara, ines = a_viewer(), a_viewer("Ines")
    for viewer in (amara, ines):
        with writing() as session:
            record(session, viewer, night, "es", "lgt_level", VOICE)
    with writing() as session:
        silence(session, amara, "es", "lgt_level")
    assert [one.organisation_id for one in kept()] == [ines.organisation_id]


# ---- the phone


@pytest.fixture
def walk(cast: Cast) -> Walk:
    with writing() as session:
        return some_walk(session, cast.facilitator)


def pack_for(phone: TestClient, walk: Walk, *languages: str) -> list[dict[str, object]]:
    asked = {"code": code_of(walk), "languages": list(languages)}
    audio: list[dict[str, object]] = phone.post("/api/v1/pack", json=asked).json()["audio"]
    return audio


def test_a_phone_finds_the_sounds_of_its_languages_in_the_pack(cast: Cast, walk: Walk, night: Instrument) -> None:
    phone, spoken = cast.client(), VOICE
    with writing() as session:
        record(session, cast.facilitator, night, "es", "lgt_level.0", spoken)
        record(session, cast.facilitator, night, "en", "hello", spoken)
        record(session, cast.stranger, night, "es", "fee_safe", spoken)
    [sound] = pack_for(phone, walk, "es")
    assert sound == {
        "language": "es",
        "code": "lgt_level.0",
        "sha256": hashlib.sha256(spoken).hexdigest(),
        "bytes": len(spoken),
    }
    assert {one["code"] for one in pack_for(phone, walk)} == {"lgt_level.0", "hello"}
    answer = phone.get(f"/api/v1/prompts/{sound['sha256']}")
    assert answer.content == spoken and answer.headers["content-type"] == "audio/webm"
    assert "immutable" in answer.headers["cache-control"]
    assert phone.get(f"/api/v1/prompts/{'0' * 64}").status_code == 404


def test_a_walkers_own_recording_can_never_remove_a_prompt(house: Path, night: Instrument) -> None:
    """The same bytes sent as a voice note and taken back: what the group recorded stays."""
    from app.findings import withdraw_walker
    from tests.makers.findings import a_finding, a_phone, listed

    amara = a_viewer()
    with writing() as session:
        record(session, amara, night, "es", "lgt_level", VOICE)
    phone = a_phone(a_walk(amara))
    finding = a_finding(phone.walk, media=[listed(VOICE, kind="voice", indicator=None)])
    phone.send(finding)
    phone.put(finding["id"], VOICE, kind="audio/webm")
    with writing() as session:
        withdraw_walker(session, phone.joined.walker)
    assert kept()[0].content == VOICE


# ---- the desk


@pytest.fixture
def desk(cast: Cast) -> TestClient:
    return cast.client(cast.facilitator)


def test_without_a_microphone_a_file_can_be_chosen(desk: TestClient) -> None:
    path = "/prompts/wsa_night/es"
    token = token_in(desk.get(path).text)
    form = {"csrf_token": token, "code": "lgt_level", "do": "record"}
    page = desk.post(path, data=form, files={"sound": ("line.webm", VOICE)})
    assert page.status_code == 200 and "/api/v1/prompts/" in page.text
    assert "1 of" in desk.get("/prompts").text
    refused = desk.post(path, data=form, files={"sound": ("line.webm", b"MZ not a sound")})
    assert refused.status_code == 422 and "This is not a recording" in refused.text
    silent = desk.post(path, data=form, files={"sound": ("line.webm", a_recording())})
    assert silent.status_code == 422 and "Nothing was recorded" in silent.text
    assert len(kept()) == 1
    page = desk.post(path, data=form | {"do": "silence"})
    assert "/api/v1/prompts/" not in page.text and kept() == []


def test_another_groups_recordings_are_not_on_her_page(cast: Cast, desk: TestClient, night: Instrument) -> None:
    with writing() as session:
        record(session, cast.stranger, night, "es", "lgt_level", VOICE)
    assert "/api/v1/prompts/" not in desk.get("/prompts/wsa_night/es").text
    with reading() as session:
        assert len(list(session.exec(select(Organisation)))) == 2
