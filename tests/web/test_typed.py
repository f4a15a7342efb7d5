"""What is pasted into a form arrives without the characters that nobody sees, on both databases, and nothing else is changed."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import JSONResponse, Response
from starlette.testclient import TestClient

from app.foundation.database import reading
from app.sites import services_of, sites_seen_by
from app.web.typed import FormDoor, sayable
from tests.cast import cast_in, token_in
from tests.makers.web import app_with, browser_of
from tests.sites.test_extract import OSM

PASTED = "Light\x02ing \x00at the \x0bcanal\x1f\x9f"
MEANT = "Lighting at the  canal"
router = APIRouter(route_class=FormDoor)


@router.post("/noticed")
def noticed(
    request: Request, words: Annotated[list[str], Form()], count: Annotated[int, Form()], file: UploadFile | None = None
) -> Response:
    """Says what it was given."""
    return JSONResponse({"words": words, "count": count, "file": _hash(file.file.read()) if file else None})


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _token(browser: TestClient) -> dict[str, str]:
    return {"csrf_token": token_in(browser.get("/sign-in").text)}


def test_only_what_nobody_sees_is_taken_away() -> None:
    assert sayable(PASTED) == MEANT
    lines = "Two lamps,\r\n\ttabs and\nlines; ¿añil? شارع 🏮 \u200f\u202e\xad\ufeff"
    assert sayable(lines) == lines
    assert sayable("before\x0cafter\x85end") == "before after end"
    assert sayable("half \ud83d an emoji") == "half  an emoji"
    assert [code for code in range(0x110000) if sayable(chr(code)) != chr(code)] == [
        *range(0x09),
        *range(0x0B, 0x0D),
        *range(0x0E, 0x20),
        *range(0x7F, 0xA0),
        *range(0xD800, 0xE000),
    ]


def test_a_form_gives_its_words_clean_and_its_file_untouched(house: Path) -> None:
    browser, recording = browser_of(app_with(router)), b"\0\x01\x02\x0b\x85" * 1_000
    form = _token(browser) | {"words": [PASTED, "one\r\ntwo"], "count": "7\0"}
    told = browser.post("/noticed", data=form).json()
    assert told == {"words": [MEANT, "one\r\ntwo"], "count": 7, "file": None}
    told = browser.post("/noticed", data=form, files={"file": ("a\0.webm", recording)}).json()
    assert told == {"words": [MEANT, "one\r\ntwo"], "count": 7, "file": _hash(recording)}


def test_words_in_an_encoding_made_to_confuse_are_read_as_far_as_they_can_be(house: Path) -> None:
    browser = browser_of(app_with(router))
    token = _token(browser)["csrf_token"]
    parts = (("csrf_token", token), ("count", "7"), ("words", r"half \ud83dway"))
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{said}\r\n' for name, said in parts)
    kind = {"Content-Type": "multipart/form-data; boundary=b; charset=unicode_escape"}
    answer = browser.post("/noticed", content=f"{body}--b--\r\n", headers=kind)
    assert answer.json()["words"] == ["half way"]


def test_somebody_who_pastes_a_name_from_a_pdf_finds_it_kept_as_she_meant_it(either_house: Path) -> None:
    cast = cast_in(either_house)
    browser = cast.client(cast.facilitator)
    token = _desk_token(browser)
    made = browser.post("/sites", data=token | {"name": PASTED}, files={"streets": ("a.osm", OSM.encode())})
    assert made.url.path.endswith("/boundary"), made.text
    here = made.url.path.removesuffix("/boundary")
    card = {"service_name": "Nolla\0linja\x7f", "number": "080 005\0 005", "kind": "helpline\0"}
    assert browser.post(f"{here}/services", data=token | card).status_code == 200
    empty = browser.post(here, data=token | {"name": "\0\x01"})
    assert empty.status_code == 422 and 'id="name-error"' in empty.text
    with reading() as session:
        [site] = sites_seen_by(session, cast.facilitator)
        [service] = services_of(session, site.id)
        assert site.name == " ".join(MEANT.split())
        assert (service.name, service.number, service.kind) == ("Nollalinja", "080 005 005", "helpline")


def _desk_token(browser: TestClient) -> dict[str, str]:
    return {"csrf_token": token_in(browser.get("/sites/new").text)}
