"""Why something is set aside, told to everybody in her own language: the walker on her phone, and each who looks at the desk."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.findings.judging import FAULT_CODES
from app.findings.parked import Parked
from app.findings.refusals import FAULTS, REFUSALS
from app.foundation.database import reading, writing
from app.foundation.language import translations
from app.walks import Walk
from tests.cast import cast_in, token_in
from tests.makers.findings import Phone, a_finding, a_phone, a_walk, rows

LEVEL = '"{code}" takes a whole number from 0 to 3, "na" or "dk".'
COUNT = '"{code}" takes a whole number from 0 to {most}, "na" or "dk".'
CHOICE = '"{code}" takes one of: {choices}.'
# Of each kind one, by the pointer under which it stands, as it is written in the code.
WRONG: dict[str, Any] = {"lgt_level": 9, "lgt_total": -1, "ppl_comfort": "so-so", "x_quito_cable_car": 1}
WORDED = {"/answers/lgt_level": LEVEL, "/answers/lgt_total": COUNT, "/answers/ppl_comfort": CHOICE}
UNREADABLE = {
    "/started_at": "This could not be read.",
    "/walk": "This is missing.",
    "/id": "This is not an identifier.",
}


@dataclass
class Desk:
    """Amara at the desk, and a phone that speaks Spanish."""

    amara: TestClient
    phone: Phone
    walk: Walk

    @property
    def path(self) -> str:
        return f"/audits/{self.walk.audit_id}/parked"

    def reads(self, tongue: str) -> dict[str, str]:
        """What the page says of each part, in this language, by its pointer."""
        page = self.amara.get(f"{self.path}?lang={tongue}").text
        lines = re.findall(r'<li><code dir="ltr">(.+?)</code> <span[^>]*>(.+?)</span></li>', page)
        return {html.unescape(pointer): html.unescape(sentence) for pointer, sentence in lines}

    def post(self, path: str) -> None:
        token = token_in(self.amara.get(self.path).text)
        assert self.amara.post(path, data={"csrf_token": token}, follow_redirects=False).status_code == 303


@pytest.fixture
def desk(either_house: Path) -> Iterator[Desk]:
    cast = cast_in(either_house)
    walk = a_walk(cast.facilitator)
    phone = a_phone(walk)
    phone.client.headers["Accept-Language"] = "es"
    yield Desk(cast.client(cast.facilitator), phone, walk)


def _in(tongue: str, msgid: str, **words: Any) -> str:
    return translations(tongue).gettext(msgid).format(**words)


def test_a_phone_in_spanish_and_readers_in_english_arabic_and_spanish_each_read_their_own(desk: Desk) -> None:
    broken = {name: value for name, value in a_finding(desk.walk).items() if name != "walk"}
    receipts = desk.phone.send(
        a_finding(desk.walk, answers=WRONG, words={"no_question": "hola"}),
        broken | {"id": "seven", "started_at": "yesterday"},
    )
    assert [one["sentence"] for one in receipts] == [
        _in("es", REFUSALS["answers-unknown"]),
        _in("es", REFUSALS["malformed"]),
    ]
    for tongue in ("en", "ar", "es"):
        read = desk.reads(tongue)
        for pointer, msgid in WORDED.items():
            begun = _in(tongue, msgid, code=pointer.removeprefix("/answers/"), most=100_000, choices="\0")
            assert read[pointer].startswith(begun.split("\0")[0]), (tongue, pointer)
        assert "x_quito_cable_car" in read["/answers/x_quito_cable_car"]
        assert read["/words/no_question"] == _in(tongue, "This question does not take words.")
        assert {pointer: read[pointer] for pointer in UNREADABLE} == {
            pointer: _in(tongue, msgid) for pointer, msgid in UNREADABLE.items()
        }
    held = {tongue: _me_in(desk.phone, tongue) for tongue in ("es", "fr", "sw")}
    assert held == {tongue: {_in(tongue, REFUSALS[one["code"]]) for one in receipts} for tongue in held}


def _me_in(phone: Phone, tongue: str) -> set[str]:
    answer = phone.client.get("/api/v1/me", headers=phone.headers | {"Accept-Language": tongue}).json()
    return {one["sentence"] for one in answer["findings"]}


def test_nothing_that_is_kept_of_a_reason_is_in_any_language(desk: Desk) -> None:
    desk.phone.send(a_finding(desk.walk, answers=WRONG), {"id": 5})
    with reading() as session:
        kept = [(parked.code, parked.detail) for parked in rows(session, Parked)]
    assert [code for code, _detail in kept] == ["answers-unknown", "malformed"]
    told = [fault for _code, detail in kept for fault in detail]
    assert {frozenset(fault) for fault in told} == {frozenset({"pointer", "code", "words"})}
    assert {fault["code"] for fault in told} <= set(FAULTS)
    assert " se responde " not in json.dumps(told) and " takes " not in json.dumps(told)


def test_a_reason_that_an_older_version_kept_in_words_is_shown_in_these_words(desk: Desk) -> None:
    desk.phone.send(a_finding(desk.walk, answers={"lgt_level": 9}))
    with writing() as session:
        [parked] = rows(session, Parked)
        parked.detail = [{"pointer": "/answers/lgt_level", "sentence": "Se responde de 0 a 3."}]
        session.add(parked)
    for tongue in ("en", "ar"):
        assert desk.reads(tongue) == {"/answers/lgt_level": "Se responde de 0 a 3."}
    assert '<span dir="auto">Se responde' in desk.amara.get(desk.path).text


def test_what_is_answered_again_and_stays_tells_the_parts_of_today(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.phone.send(a_finding(desk.walk, answers={"lgt_level": 9}))
    with reading() as session:
        parked_id: UUID = rows(session, Parked)[0].id
    assert set(desk.reads("en")) == {"/answers/lgt_level"}
    monkeypatch.setattr("app.findings.judging.LATE_WINDOW", timedelta(days=-1_000))
    desk.post(f"{desk.path}/{parked_id}/again")
    assert desk.reads("en") == {}
    with reading() as session:
        assert [(parked.code, parked.detail) for parked in rows(session, Parked)] == [("walk-is-closed", [])]


def test_a_code_that_only_a_newer_version_knows_does_not_take_the_page_away(desk: Desk) -> None:
    desk.phone.send(a_finding(desk.walk, answers={"lgt_level": 9}))
    with writing() as session:
        [parked] = rows(session, Parked)
        parked.detail = [{"pointer": "/answers/lgt_level", "code": "of-next-year", "words": {"n": 4}}]
        session.add(parked)
    assert desk.reads("en") == {"/answers/lgt_level": "This could not be read."}


def test_whatever_makes_a_finding_unreadable_has_a_sentence() -> None:
    assert set(FAULT_CODES.values()) <= set(FAULTS)
