"""The phone's doors, said as phone-api says it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select
from starlette.testclient import TestClient

from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.instruments import consent_hash
from app.keeping import forget_old
from app.walks import Walk, Walker, close_walk, code_of, renew_codes, secret_of
from app.walks.tries import wrong_codes
from tests.cast import Cast
from tests.makers.walks import join_body, some_walk


@pytest.fixture
def walk(cast: Cast) -> Iterator[Walk]:
    wrong_codes.forget()
    with writing() as session:
        made = some_walk(session, cast.facilitator)
    yield made
    wrong_codes.forget()


@pytest.fixture
def phone(cast: Cast) -> TestClient:
    return cast.client()


def test_a_phone_takes_along_all_it_needs_without_a_network(phone: TestClient, walk: Walk) -> None:
    answer = phone.post("/api/v1/pack", json={"code": secret_of(walk), "languages": ["es"]})
    pack = answer.json()
    assert answer.status_code == 200
    assert set(pack) == {"walk", "site", "instrument", "consent", "contacts", "languages", "limits", "audio"}
    assert pack["walk"]["state"] == "open"
    assert [stop["name"] for stop in pack["site"]["stops"]] == ["Corner shop", "Bus stop", "Dark arch"]
    assert len(pack["site"]["route"]["coordinates"]) == 3
    assert pack["contacts"][0]["number"] == "080 005 005"
    assert pack["languages"] == ["en", "es"]
    assert pack["consent"]["text_sha256"] == {"es": consent_hash("es")}
    assert all(set(question["text"]) == {"es"} for question in pack["instrument"]["questions"])
    assert pack["limits"]["batch"] <= 100


def test_a_phone_that_asks_for_a_language_the_walk_lacks_gets_all_of_its(phone: TestClient, walk: Walk) -> None:
    pack = phone.post("/api/v1/pack", json={"code": code_of(walk), "languages": ["sw"]}).json()
    assert set(pack["consent"]["pages"]) == {"en", "es"}


def test_an_unchanged_pack_costs_no_data(phone: TestClient, walk: Walk, cast: Cast) -> None:
    asked = {"code": code_of(walk), "languages": ["en"]}
    tag = phone.post("/api/v1/pack", json=asked).headers["etag"]
    assert phone.post("/api/v1/pack", json=asked, headers={"If-None-Match": tag}).status_code == 304
    assert phone.post("/api/v1/pack", json=asked, headers={"If-None-Match": f'"x", W/{tag}'}).status_code == 304
    other = phone.post("/api/v1/pack", json=asked | {"languages": ["es"]}, headers={"If-None-Match": tag})
    assert other.status_code == 200


def test_a_wrong_code_a_closed_walk_and_guessing_are_told_apart(phone: TestClient, walk: Walk, cast: Cast) -> None:
    wrong = phone.post("/api/v1/pack", json={"code": "22222222"})
    assert (wrong.status_code, wrong.json()["code"]) == (404, "code-unknown")
    assert wrong.headers["content-type"] == "application/problem+json"
    with writing() as session:
        close_walk(session, cast.facilitator, walk.id)
    over = phone.post("/api/v1/pack", json={"code": code_of(walk)})
    assert (over.status_code, over.json()["code"]) == (410, "walk-is-over")
    for _ in range(60):
        last = phone.post("/api/v1/join", json=join_body("33333333"))
    assert (last.status_code, last.json()["code"]) == (429, "too-many-tries")
    assert int(last.headers["retry-after"]) > 0


def test_a_walker_joins_twice_and_is_one(phone: TestClient, walk: Walk) -> None:
    body = join_body(code_of(walk))
    first, again = phone.post("/api/v1/join", json=body), phone.post("/api/v1/join", json=body)
    assert first.status_code == again.status_code == 201
    for field in ("token", "receipt"):
        assert first.json()[field] == again.json()[field]
    assert len(first.json()["receipt"].replace(" ", "")) == 16


@pytest.mark.parametrize("what_came_of_it", ["renewed", "forgotten"])
def test_she_may_change_what_she_allows_though_the_code_is_worth_nothing_any_more(
    cast: Cast, phone: TestClient, walk: Walk, what_came_of_it: str
) -> None:
    body = join_body(code_of(walk))
    first = phone.post("/api/v1/join", json=body).json()
    if what_came_of_it == "renewed":
        with writing() as session:
            renew_codes(session, cast.facilitator, walk.id)
        now = clock.now()
    else:
        now = walk.closes_at + timedelta(days=2)
        with clock.standing_at(now):
            forget_old()
    changed = body | {"consent": body["consent"] | {"scopes": ["take-part"]}}
    with clock.standing_at(now):
        again = phone.post("/api/v1/join", json=changed, headers={"Authorization": f"Bearer {first['token']}"})
        assert (again.status_code, again.json()["receipt"]) == (201, first["receipt"])
        for stranger in ({}, {"Authorization": "Bearer x"}):
            refused = phone.post("/api/v1/join", json=changed, headers=stranger)
            assert (refused.status_code, refused.json()["code"]) == (404, "code-unknown")
        other = phone.post(
            "/api/v1/join",
            json=changed | {"walker": str(new_id())},
            headers={"Authorization": f"Bearer {first['token']}"},
        )
        assert (other.status_code, other.json()["code"]) == (404, "code-unknown"), "her token lets nobody else in"
    with reading() as session:
        assert session.get_one(Walker, _only_walker(session)).scopes == ["take-part"]


def test_a_phone_may_send_gzip_and_fields_of_next_year(phone: TestClient, walk: Walk) -> None:
    body = join_body(code_of(walk)) | {"shoe_size": 38}
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    answer = phone.post("/api/v1/join", content=gzip.compress(json.dumps(body).encode()), headers=headers)
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"walker": "me"}, "/walker"),
        ({"walker": 7}, "/walker"),
        ({"clock": 1234567890}, "/clock"),
        ({"clock": "2026-11-26T20:00:00"}, "/clock"),
        ({"language": "<b>"}, "/language"),
        ({"consent": {"text_sha256": "x", "scopes": ["take-part"]}}, "/consent/text_sha256"),
        ({"consent": {"text_sha256": "0" * 64, "scopes": ["photo"]}}, "/consent/scopes"),
        ({"code": 12345678}, "/code"),
    ],
)
def test_a_join_that_cannot_be_read_is_refused_with_the_field(
    phone: TestClient, walk: Walk, change: dict[str, Any], pointer: str
) -> None:
    answer = phone.post("/api/v1/join", json=join_body(code_of(walk)) | change)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]


def test_a_phone_says_what_it_still_holds(phone: TestClient, walk: Walk) -> None:
    token = phone.post("/api/v1/join", json=join_body(code_of(walk))).json()["token"]
    sent = {"unsent": {"findings": 3, "media": 7}, "app": "1.4.0"}
    assert phone.post("/api/v1/pulse", json=sent, headers={"Authorization": f"Bearer {token}"}).status_code == 204
    with reading() as session:
        walker = session.get_one(Walker, _only_walker(session))
        assert (walker.unsent_findings, walker.unsent_media) == (3, 7)
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {token}"}):
        refused = phone.post("/api/v1/pulse", json=sent, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "token-unknown")
    odd = {"unsent": {"findings": "3", "media": -1}}
    assert phone.post("/api/v1/pulse", json=odd, headers={"Authorization": f"Bearer {token}"}).status_code == 422


def _only_walker(session: Any) -> Any:
    return session.exec(select(Walker.id)).one()


def test_joining_leaves_no_trace_of_address_or_cookie(phone: TestClient, walk: Walk) -> None:
    answer = phone.post("/api/v1/join", json=join_body(code_of(walk), new_id()))
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
    columns = set(Walker.model_fields)
    assert not {"ip", "address", "user_agent", "name", "phone"} & columns
