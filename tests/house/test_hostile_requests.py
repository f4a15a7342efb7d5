"""Requests that nobody sends by mistake. Each ends in a sentence and a code, never in a fault of ours."""

from __future__ import annotations

import gzip
import json
import logging
import tracemalloc
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.foundation.database import writing
from app.main import create_app
from tests.cast import Cast, token_in
from tests.makers.findings import a_walk
from tests.makers.walks import some_walker
from tests.makers.web import HERE

CALLS = ("pack", "join", "pulse", "findings", "withdraw")
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no object": b"[]",
    "null": b"null",
    "not UTF-8": b"\xff\xfe\x00",
    "lists in lists": b"[" * 200_000,
    "objects in objects": b'{"a":' * 150_000,
    "a number of 6,000 digits": b'{"code": ' + b"9" * 6_000 + b"}",
    "NaN": b'{"unsent": {"findings": NaN, "media": Infinity}, "code": NaN, "findings": [NaN], "receipt": NaN}',
    "a number without end": b'{"unsent": {"findings": 1e400, "media": true}, "findings": [1e400]}',
    "a name twice": b'{"code": "a", "code": {"b": 1}, "findings": 1, "findings": []}',
    "half a character": b'{"code": "\\ud800", "receipt": "\\ud800", "walker": "\\ud800", "languages": ["\\ud800"]}',
    "NUL": b'{"code": "\\u0000", "receipt": "\\u0000", "walker": "\\u0000", "findings": ["\\u0000"]}',
    "signs that only look like digits": json.dumps({"receipt": "²³¹①" * 4, "code": "²①" * 4}).encode(),
    "a long code": b'{"code": "' + b"A" * 900_000 + b'", "receipt": "' + b"1" * 900 + b'"}',
}
FINDINGS: dict[str, bytes] = {
    "lists in an answer": b'{"answers": {"a": ' + b"[" * 900 + b"]" * 900 + b"}}",
    "a huge revision": b'{"revision": ' + b"9" * 4_000 + b"}",
    "a place beyond numbers": b'{"place": {"lon": 1e999, "lat": -1e999}}',
    "NUL everywhere": b'{"id": "\\u0000", "answers": {"\\u0000": "\\ud800"}, "words": {"nar_good": "\\u0000"}}',
}
BOMB = gzip.compress(b"[" * 200_000_000, 1)
WORDS = (
    "\0",
    "a" * 5_000,
    "9" * 400,
    "-1",
    "NaN",
    "1e400",
    "²",
    "'\";--",
    "{0}%s",
    '$."x"',
    "0001-01-01T00:00",
    "\r\nX: y",
    "0001-01-01T00:00:00+14:00_01a205c1-874f-7030-a20b-cd579ad61ada",  # before the first moment of UTC
)
TIMES = ("0001-01-01T00:00", "9999-12-31T23:59", "2030-13-45T99:99", "\0", "")


@pytest.fixture
def phone(cast: Cast) -> TestClient:
    """A phone that has joined."""
    walk = a_walk(cast.facilitator)
    with writing() as session:
        token = some_walker(session, walk).token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return TestClient(create_app(), base_url=HERE, headers=headers, raise_server_exceptions=False)


def said_plainly(answer: Any) -> bool:
    """Whether it is a problem of the phone's contract: RFC 9457 with our code."""
    kind = answer.headers["content-type"]
    return 400 <= answer.status_code < 500 and kind == "application/problem+json" and bool(answer.json()["code"])


@pytest.mark.parametrize("call", CALLS)
def test_a_phone_gone_mad_is_told_what_is_wrong(phone: TestClient, call: str) -> None:
    for name, body in BODIES.items():
        answer = phone.post(f"/api/v1/{call}", content=body)
        is_batch = call == "findings" and answer.status_code == 200  # what is no finding is set aside with a receipt
        assert is_batch or said_plainly(answer), (name, answer.status_code, answer.text[:200])
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json; charset=utf-16",
    ):
        assert phone.post(f"/api/v1/{call}", content=b"{", headers={"Content-Type": kind}).status_code < 500, kind


@pytest.mark.parametrize("call", CALLS)
def test_no_body_takes_more_memory_than_it_may(phone: TestClient, call: str) -> None:
    assert phone.post(f"/api/v1/{call}", content=b" " * 1_100_000).json()["code"] == "body-too-large"
    tracemalloc.start()
    bombed = phone.post(f"/api/v1/{call}", content=BOMB, headers={"Content-Encoding": "gzip"})
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bombed.json()["code"] == "body-too-large"
    assert peak < 30_000_000, "it was unpacked before it was refused"
    for encoding in ("br", "deflate", "gzip, gzip"):
        answer = phone.post(f"/api/v1/{call}", content=b"{}", headers={"Content-Encoding": encoding})
        assert answer.json()["code"] == "encoding-unknown"


def test_a_mad_finding_is_set_aside_with_a_receipt(phone: TestClient) -> None:
    for name, finding in FINDINGS.items():
        answer = phone.post("/api/v1/findings", content=b'{"findings": [' + finding + b"]}")
        assert answer.status_code == 200, (name, answer.text[:200])
        assert answer.json()["receipts"][0]["state"] == "parked", name


def test_no_address_that_is_typed_breaks_a_page(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    audit = a_walk(cast.facilitator).audit_id
    desk = cast.client(cast.facilitator)
    wishes = {
        f"/audits/{audit}/findings": ("after", "walk", "indicator", "levels", "stop", "state", "photo"),
        f"/maps/{audit}": ("indicator", "levels", "periods", "walk", "sort", "page"),
        f"/maps/{audit}/places.csv": ("indicator", "walk"),
        f"/reports/{audit}": ("lang",),
        "/audits/new": ("site",),
    }
    for path, names in wishes.items():
        for name in names:
            for word in WORDS:
                answer = desk.get(f"{path}?{name}={quote(word)}")
                assert answer.status_code < 500, (path, name, word)
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []


def test_a_walk_at_the_end_of_time_is_asked_for_again(cast: Cast) -> None:
    walk = a_walk(cast.facilitator)
    desk = cast.client(cast.facilitator)
    form = {"csrf_token": token_in(desk.get(f"/audits/{walk.audit_id}").text), "title": "Late", "lasts": "3"}
    for opens in TIMES:
        assert desk.post(f"/audits/{walk.audit_id}/walks", data=form | {"opens": opens}).status_code == 422, opens


@pytest.mark.parametrize(
    "place", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/%2F/x"]
)
def test_no_link_of_ours_leads_to_another_site(cast: Cast, place: str) -> None:
    visitor = cast.client()
    missing = visitor.get(HERE + quote(place if place.startswith("/") else f"/{place}"))
    assert 'href="//' not in missing.text
    form = {"csrf_token": token_in(visitor.get("/sign-in", params={"next": place}).text)}
    theme = visitor.post("/theme", data=form | {"theme": "day", "back": place}, follow_redirects=False)
    entry = {"email": "amara@example.org", "password": "a lamp on every corner 7", "next": place}
    signed_in = visitor.post("/sign-in", data=form | entry, follow_redirects=False)
    for answer in (theme, signed_in):
        assert answer.status_code == 303
        assert answer.headers["location"] in ("/", "/desk", "/%2F/x")


def test_links_for_others_carry_the_operators_address_and_never_the_callers(cast: Cast) -> None:
    walk = a_walk(cast.facilitator)
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    desk = cast.client(cast.facilitator)
    cookie = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())
    for path in (
        f"/walks/{walk.id}",
        f"/walks/{walk.id}/poster",
        f"/reports/{walk.audit_id}",
        f"/maps/{walk.audit_id}",
    ):
        page = desk.get(path, headers=lies | {"Cookie": cookie})
        assert page.status_code == 200
        assert "evil.example" not in page.text


def test_extra_fields_of_a_form_change_nothing_else(cast: Cast) -> None:
    walk = a_walk(cast.facilitator)
    desk = cast.client(cast.facilitator)
    page = desk.get(f"/audits/{walk.audit_id}").text
    extra = {"published_at": "2026-01-01", "is_invented": "1", "organisation_id": str(cast.stranger.organisation_id)}
    form = {"csrf_token": token_in(page), "title": "More", "lasts": "3", "opens": "2030-01-05T20:00"} | extra
    assert desk.post(f"/audits/{walk.audit_id}/walks", data=form | {"audit_id": "x", "id": "x"}).status_code == 200
    assert cast.client().get(f"/maps/{walk.audit_id}").status_code == 404
    assert cast.client(cast.stranger).get(f"/audits/{walk.audit_id}").status_code == 404
    promoted = {"csrf_token": form["csrf_token"], "old": "a lamp on every corner 7", "new": "a lamp on every corner 8"}
    desk.post("/account/password", data=promoted | {"role": "administrator", "email": "x@example.org"})
    assert desk.get("/team").status_code == 403
