"""Every field of the phone's contract and of every form is given what it never expects. Nothing of ours ever breaks."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from app.findings import Finding
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.main import create_app
from app.walks import Walk, code_of
from app.web.typed import FormDoor
from tests.cast import Cast, cast_in, token_in
from tests.corpora.values import JSON_VALUES, NAMES
from tests.makers.findings import a_finding, a_photo, a_walk, listed, rows
from tests.makers.walks import join_body, some_walker
from tests.makers.web import HERE

# Signing out and changing the password would end the visit that all other forms need.
ENDS_THE_VISIT = {"/sign-out", "/account/password"}
NUL = JSON_VALUES["NUL"]


@pytest.fixture
def walk(cast: Cast) -> Walk:
    return a_walk(cast.facilitator)


def a_phone_on(walk: Walk) -> TestClient:
    with writing() as session:
        token = some_walker(session, walk).token
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return TestClient(create_app(), base_url=HERE, headers=headers, raise_server_exceptions=False)


def places_in(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a JSON value."""
    steps = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for step, value in steps:
        yield (*path, step)
        yield from places_in(value, (*path, step))


def with_value(thing: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(thing)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


def a_full_finding(walk: Walk) -> dict[str, Any]:
    finding = a_finding(walk, words={"lgt_level": "the lamp is out"}, marks=["broken-lamp"])
    return finding | {"media": [listed(a_photo(), seconds=None, taken_at=finding["started_at"])]}


def test_no_value_in_any_field_of_a_finding_breaks_intake_or_what_is_kept(
    walk: Walk, caplog: pytest.LogCaptureFixture
) -> None:
    phone = a_phone_on(walk)
    kept = a_full_finding(walk)
    phone.post("/api/v1/findings", json={"findings": [kept]})
    with reading() as session:
        before = session.get_one(Finding, rows(session, Finding)[0].id).model_dump()
    sent = []
    for path in places_in(kept):
        for value in JSON_VALUES.values():
            sent.append(with_value({**kept, "id": str(new_id())}, path, value))
    assert len(sent) > 500
    states: set[str] = set()
    for start in range(0, len(sent), 100):
        batch = [one for one in sent[start : start + 100] if len(json.dumps(one)) < 60_000][:60]
        answer = a_phone_on(walk).post("/api/v1/findings", content=json.dumps({"findings": batch}))
        assert answer.status_code in (200, 400), answer.text[:300]
        if answer.status_code == 400:
            assert answer.json()["code"] == "batch-unreadable"
            continue
        states |= {receipt["state"] for receipt in answer.json()["receipts"]}
        assert len(answer.json()["receipts"]) == len(batch)
    assert states == {"kept", "parked"}
    with reading() as session:
        assert session.get_one(Finding, before["id"]).model_dump() == before
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []


def test_no_value_in_any_field_of_any_other_call_breaks_it(walk: Walk) -> None:
    phone = a_phone_on(walk)
    for call, body in _calls_of(walk).items():
        for path in places_in(body):
            for name, value in JSON_VALUES.items():
                answer = phone.post(f"/api/v1/{call}", content=json.dumps(with_value(body, path, value)))
                assert answer.status_code < 500, (call, path, name, answer.text[:200])
                if answer.status_code >= 400:
                    assert answer.json()["code"], (call, path, name)


def test_no_name_leads_to_a_file_that_is_not_ours(walk: Walk) -> None:
    phone = a_phone_on(walk)
    for name in NAMES:
        typed = quote(name.encode("utf-8", "replace"))
        for place in ("/static/", "/static/phone/", "/photos/", "/w/"):
            for written in (typed, quote(typed)):
                answer = phone.get(place + written)
                assert answer.status_code < 500, (place, name)
                assert b"root:x:0" not in answer.content, (place, name)
                assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]


def forms_of(routes: list[BaseRoute]) -> Iterator[tuple[APIRoute, list[str]]]:
    """Every door that a form leads to, with the names of its fields; also of routers that are included in routers."""
    for route in routes:
        if (inner := getattr(route, "original_router", None)) is not None:
            yield from forms_of(inner.routes)
        elif isinstance(route, APIRoute) and "POST" in route.methods and not route.path.startswith("/api/"):
            yield route, [field.alias for field in route.dependant.body_params]


def test_every_form_is_read_where_characters_that_nobody_sees_are_taken_away() -> None:
    assert [
        route.path for route, fields in forms_of(create_app().routes) if fields and type(route) is not FormDoor
    ] == []


def test_no_form_breaks_whatever_is_typed_or_uploaded(cast: Cast, walk: Walk, caplog: pytest.LogCaptureFixture) -> None:
    desk = cast.client(cast.facilitator)
    desk.headers["Origin"] = HERE
    token = token_in(desk.get(f"/audits/{walk.audit_id}").text)
    ids = {"walk_id": str(walk.id), "audit_id": str(walk.audit_id), "site_id": _site_of(walk)}
    forms = list(forms_of(desk.app.routes))
    assert len(forms) > 20
    words = [value for value in JSON_VALUES.values() if isinstance(value, str) and len(value) < 5_000][:8]
    for route, fields in forms:
        if route.path in ENDS_THE_VISIT:
            continue
        names = route.param_convertors
        path = route.path.format(**{name: ids.get(name, str(new_id())) for name in names})
        for word in words:
            typed = word.encode("utf-8", "replace").decode()
            form = dict.fromkeys(fields, typed) | {"csrf_token": token}
            answer = desk.post(path, data=form, follow_redirects=False)
            assert answer.status_code < 500, (route.path, word, answer.text[:300])
        for name in NAMES[:8]:
            upload = {field: (name.encode("utf-8", "replace").decode(), b"\0\xff{", "text/html") for field in fields}
            answer = desk.post(path, data={"csrf_token": token}, files=upload, follow_redirects=False)
            assert answer.status_code < 500, (route.path, name, answer.text[:300])
    assert [line.getMessage() for line in caplog.records if line.levelno >= logging.ERROR] == []


def pages_of(routes: list[BaseRoute]) -> Iterator[APIRoute]:
    """Every door that an address leads to."""
    for route in routes:
        if (inner := getattr(route, "original_router", None)) is not None:
            yield from pages_of(inner.routes)
        elif isinstance(route, APIRoute) and "GET" in route.methods and route.path != "/ready":
            yield route


def test_a_character_that_one_of_the_databases_cannot_keep_is_met_alike_by_both(either_house: Path) -> None:
    """NUL in every address, its query, every form and every call: never the general failure, nor "could not be read"."""
    cast = cast_in(either_house)
    walk = a_walk(cast.facilitator)
    desk, phone = cast.client(cast.facilitator), a_phone_on(walk)
    token = token_in(desk.get(f"/audits/{walk.audit_id}").text)
    ids = {"walk_id": str(walk.id), "audit_id": str(walk.audit_id), "site_id": _site_of(walk)}
    met: dict[str, int] = {}

    def path_to(route: APIRoute) -> str:
        return route.path_format.format(**{name: ids.get(name, quote(NUL)) for name in route.param_convertors})

    for page in pages_of(desk.app.routes):
        asked = dict.fromkeys([field.alias for field in page.dependant.query_params] + ["lang", "indicator"], NUL)
        met[f"page {page.path}"] = desk.get(path_to(page), params=asked, follow_redirects=False).status_code
    for route, fields in forms_of(desk.app.routes):
        if route.path not in ENDS_THE_VISIT:
            form = dict.fromkeys(fields, NUL) | {"csrf_token": token}
            met[f"form {route.path}"] = desk.post(path_to(route), data=form, follow_redirects=False).status_code
    for call, body in _calls_of(walk).items():
        for path in places_in(body):
            answer = phone.post(f"/api/v1/{call}", content=json.dumps(with_value(body, path, NUL)))
            met[f"call {call} {path}"] = answer.status_code
    assert len(met) > 80
    assert {where: status for where, status in met.items() if status == 400 or status >= 500} == {}


def _calls_of(walk: Walk) -> dict[str, Any]:
    """What a phone says besides its findings."""
    return {
        "join": join_body(code_of(walk)),
        "pack": {"code": code_of(walk), "languages": ["sw", "en"]},
        "pulse": {"unsent": {"findings": 3, "media": 7}, "app": "1.4.0"},
        "withdraw": {"receipt": "1234 5678 9012 3456"},
    }


def _site_of(walk: Walk) -> str:
    from app.walks import Audit

    with reading() as session:
        return str(session.get_one(Audit, walk.audit_id).site_id)
