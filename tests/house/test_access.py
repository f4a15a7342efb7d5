"""Every door of the house, and everybody who may knock at it. A door that is not in the table fails here."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.findings import decide_medium
from app.foundation import database
from app.foundation.database import writing
from app.main import create_app
from app.people import passwords, viewer_with_email
from app.reports import pages as report_pages
from app.walks import publish_audit
from tests.cast import EMAILS
from tests.conftest import living_in
from tests.house.access import ACCESS, address, doors_of, said_at
from tests.makers.palace import ABROAD, GROUPS_OWN, UNCHECKED, VIEWERS, Palace, palace_in
from tests.makers.people import QUICK
from tests.makers.web import HERE

APP = Path(create_app.__code__.co_filename).parent
DECORATOR = re.compile(r"^@\w*router\.(?:get|post|put|patch|delete|head|options|route|websocket|api_route)\(", re.M)
DOORS = sorted(ACCESS, key=lambda door: door[1])
UNSAFE = [door for door in DOORS if door[0] == "POST" and not door[1].startswith("/api/")]
WITH_IDS = [door for door in DOORS if re.search(r"{(audit|walk|site|finding|medium|account|invitation)_id}", door[1])]
OUTSIDE = ("visitor", "walker", "stranger")
NO_READER = ("planner", "administrator")
PUBLISHED = ("/maps/", "/reports/", "/photos/")
# The phone of somebody who holds the code learns the walk's name; that is what the code is for.
TOLD_BY_CODE = ("/api/v1/pack",)


@pytest.fixture(scope="module")
def palace(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Palace]:
    folder = tmp_path_factory.mktemp("palace")
    shutil.copy(empty_database, folder / "farola.sqlite3")
    with pytest.MonkeyPatch.context() as patch, living_in(folder):
        patch.setattr(passwords, "_hashes", QUICK)
        palace = palace_in(folder)
        database.forget_engine()
        yield palace


@pytest.fixture(scope="module")
def client(palace: Palace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A browser without cookies of its own, in a copy of the palace."""
    folder = tmp_path_factory.mktemp("copy")
    palace.restore(folder)
    with pytest.MonkeyPatch.context() as patch, living_in(folder):
        # What would be printed, as text that can be searched.
        patch.setattr(report_pages, "print_newest", lambda compose: json.dumps(compose(), default=str).encode())
        client = TestClient(create_app(), base_url=HERE, raise_server_exceptions=False)
        client.folder, client.is_changed = folder, True  # type: ignore[attr-defined]
        yield client


def knock(client: TestClient, palace: Palace, who: str, door: tuple[str, str], **changes: Any) -> Response:
    """One request of one person, in a house that no request before has changed."""
    method, path = door
    if client.is_changed:  # type: ignore[attr-defined]
        palace.restore(client.folder)  # type: ignore[attr-defined]
    client.is_changed = method not in ("GET", "HEAD")  # type: ignore[attr-defined]
    said = said_at(method, path, palace)
    headers = palace.headers(who, method) | said.pop("headers", {}) | changes.pop("headers", {})
    headers = {name: value for name, value in headers.items() if value is not None}
    client.cookies.clear()
    ids = palace.ids | changes.pop("ids", {})
    return client.request(method, address(path, ids), headers=headers, follow_redirects=False, **said)


def outcome(answer: Response) -> str:
    """What the table calls it."""
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"):
        return "sign"
    if answer.status_code == 401:
        return "sign" if "/api/" not in str(answer.url) else "token"
    names = {200: "yes", 201: "yes", 204: "yes", 303: "yes", 403: "no"}
    return names.get(answer.status_code, str(answer.status_code))


def is_walled(answer: Response) -> bool:
    """No foreign script, no guessed type, no address handed on: on pages, files, parts and failures alike."""
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    walls = (headers["X-Content-Type-Options"], headers["Referrer-Policy"], headers["X-Frame-Options"])
    return walls == ("nosniff", "no-referrer", "DENY") and "default-src 'none'" in policy and "unsafe" not in policy


def test_the_table_names_every_door_of_the_house() -> None:
    doors = list(doors_of(create_app().routes))
    decorators = sum(len(DECORATOR.findall(file.read_text())) for file in APP.rglob("*.py"))
    assert sorted(doors) == sorted(ACCESS)
    assert len(doors) == decorators, "a door was made that the application does not open, or in a way not seen here"


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_each_person_gets_through_the_doors_that_are_hers(
    client: TestClient, palace: Palace, door: tuple[str, str]
) -> None:
    answers = {who: knock(client, palace, who, door) for who in VIEWERS}
    assert {who: outcome(answer) for who, answer in answers.items()} == ACCESS[door]
    for who, answer in answers.items():
        assert is_walled(answer)
        assert ACCESS[door]["visitor"] == "yes" or re.search("no-store|private", answer.headers["Cache-Control"])
        if door[1] not in TOLD_BY_CODE and who in OUTSIDE:
            assert GROUPS_OWN not in answer.text, f"{who} learns what the group calls its walk"
        if who in (*OUTSIDE, *NO_READER):
            assert UNCHECKED not in answer.text, f"{who} reads what nobody has checked"
        if who != "walker":
            # Whoever knows it and the code of the walk could take her place, and everybody could tell what is hers.
            assert palace.ids["walker_id"] not in answer.text, f"{who} learns a walker's id"


@pytest.mark.parametrize("door", WITH_IDS, ids=" ".join)
def test_a_stranger_of_any_role_cannot_tell_whether_an_id_exists(
    client: TestClient, palace: Palace, door: tuple[str, str]
) -> None:
    made_up = {name: str(uuid4()) for name in palace.ids}
    for role in ABROAD:
        real = knock(client, palace, f"abroad {role}", door)
        invented = knock(client, palace, f"abroad {role}", door, ids=made_up)
        assert real.status_code == invented.status_code, role
        assert real.status_code != 200 or door[0] != "GET"
        assert GROUPS_OWN not in real.text


def test_publishing_opens_the_map_the_report_and_accepted_photos_and_nothing_else(
    client: TestClient, palace: Palace
) -> None:
    knock(client, palace, "visitor", ("GET", "/health"))
    with writing() as session:
        guardian = viewer_with_email(session, EMAILS["Lucía"])
        assert guardian is not None
        publish_audit(session, guardian, UUID(palace.ids["audit_id"]))
        decide_medium(session, guardian, UUID(palace.ids["photo_id"]), "accepted")
    for door in [door for door in DOORS if door[0] in ("GET", "HEAD")]:
        for who in OUTSIDE:
            answer = knock(client, palace, who, door)
            assert outcome(answer) == ("yes" if door[1].startswith(PUBLISHED) else ACCESS[door][who]), (who, door)
            assert UNCHECKED not in answer.text, (who, door)
    client.is_changed = True  # type: ignore[attr-defined]


@pytest.mark.parametrize("door", UNSAFE, ids=" ".join)
def test_no_other_site_can_make_her_browser_act(client: TestClient, palace: Palace, door: tuple[str, str]) -> None:
    for forged in (
        {"X-CSRF-Token": None},
        {"X-CSRF-Token": palace.csrf["stranger"]},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        answer = knock(client, palace, "administrator", door, headers=forged)
        assert (answer.status_code, "forged" in answer.text or "nothing was changed" in answer.text) == (403, True)
