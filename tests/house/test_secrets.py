"""Seven secrets go through the real server. None of them, and nobody's address, may lie anywhere afterwards in plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from app.foundation import clock, database, migrating
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.people import Role
from app.people.joining import invite, secret_in
from app.walks import code_of, secret_of
from tests.browser import free_port, serving
from tests.cast import EMAILS, PASSWORD, cast_in, token_in
from tests.conftest import living_in
from tests.makers.findings import a_finding, a_walk
from tests.makers.walks import join_body

NEW_PASSWORD = "every lamp has a planted name 9"
HER_ADDRESS = "127.0.0.9"  # loopback has many; the server itself speaks of 127.0.0.1
FORWARDED = "203.0.113.77"
HER_PHONE = "PlantedPhone/9.1"


@dataclass
class Planted:
    """What went in, by name."""

    folder: Path
    address: str
    secrets: dict[str, str]


def traces(folder: Path, secret: str) -> list[str]:
    """Files below `folder` that hold the secret, but for the key that guards the others."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "secret.key")
    return [path.name for path in files if secret.encode() in path.read_bytes()]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """A house in which a walk is open and somebody is invited, served by a process of its own."""
    folder = tmp_path_factory.mktemp("planted")
    with living_in(folder):
        migrating.upgrade()
        cast = cast_in(folder)
        walk = a_walk(cast.facilitator)
        with writing() as session:
            link = invite(session, cast.administrator, Role.PLANNER, "for Ada")
        with reading():
            secrets = {
                "code": code_of(walk),
                "qr": secret_of(walk),
                "invitation": secret_in(link),
                "password": PASSWORD,
            }
        finding = a_finding(walk)
        database.forget_engine()
        port = free_port()
        with serving(folder, port) as address:
            yield Planted(folder, address, secrets | _lived(address, secrets, finding))


def _lived(address: str, secrets: dict[str, str], finding: dict[str, object]) -> dict[str, str]:
    """An evening and a working day; every secret is used rightly once and wrongly once. Gives those that the server made."""
    transport = httpx2.HTTPTransport(local_address=HER_ADDRESS)
    headers = {"X-Forwarded-For": FORWARDED, "User-Agent": HER_PHONE, "Origin": address}
    with httpx2.Client(base_url=address, transport=transport, headers=headers, timeout=30) as browser:
        for code in (secrets["code"], secrets["qr"]):
            assert browser.post("/api/v1/pack", json={"code": code}).status_code == 200
            browser.post("/api/v1/pack", json={"code": code + "x"})
            browser.get(f"/w/?code={code}")
            browser.get(f"/no/{code}", params={"code": code})
            browser.post("/api/v1/join", content=f'{{"code": "{code}", broken'.encode())
        joined = browser.post("/api/v1/join", json=join_body(secrets["code"], new_id())).json()
        bearer = {"Authorization": f"Bearer {joined['token']}"}
        assert browser.post("/api/v1/findings", json={"findings": [finding]}, headers=bearer).status_code == 200
        browser.get("/api/v1/me", headers={"Authorization": f"Basic {joined['token']}"})
        browser.get(f"/api/v1/me?token={joined['token']}", headers=bearer)
        browser.post("/api/v1/withdraw", json={"receipt": joined["receipt"][:-1] + "x"})
        # Before the desk's day: taking back empties the journal, and it should be looked at while it is full.
        assert browser.post("/api/v1/withdraw", json={"receipt": joined["receipt"]}).status_code == 200
        signed = _at_the_desk(browser, secrets)
    return {"token": joined["token"], "receipt": joined["receipt"], "session": signed, "new password": NEW_PASSWORD} | {
        "her address": HER_ADDRESS,
        "the proxy's word on it": FORWARDED,
        "her phone": HER_PHONE,
    }


def _at_the_desk(browser: httpx2.Client, secrets: dict[str, str]) -> str:
    """Take the invitation, sign out and in, mistype, change the password. Returns the session's token."""
    own = {"csrf_token": token_in(browser.get("/invitation").text)}
    taken = {"secret": secrets["invitation"], "email": "ada@example.org", "name": "Ada", "password": PASSWORD}
    assert browser.post("/invitation", data=own | taken | {"password": "short"}).status_code == 422
    assert browser.post("/invitation", data=own | taken).status_code == 303
    browser.post("/sign-out", data=own)
    browser.post("/sign-in", data=own | {"email": EMAILS["Amara"], "password": PASSWORD + "!"})
    browser.post("/sign-in", data={"email": EMAILS["Amara"], "password": PASSWORD})
    assert browser.post("/sign-in", data=own | {"email": EMAILS["Amara"], "password": PASSWORD}).status_code == 303
    change = {"old": PASSWORD, "new": NEW_PASSWORD}
    assert browser.post("/account/password", data=own | change).status_code == 303
    return str(browser.cookies["farola"])


def test_no_secret_and_no_address_lies_in_a_log_or_in_a_file(planted: Planted) -> None:
    assert (planted.folder / "farola.sqlite3-wal").stat().st_size, "nothing was looked at while it was being written"
    found = {name: traces(planted.folder, secret) for name, secret in planted.secrets.items()}
    assert {name: where for name, where in found.items() if where} == {}


def test_what_is_looked_for_would_be_found(planted: Planted) -> None:
    assert traces(planted.folder, EMAILS["Amara"]), "an e-mail is kept, so the search sees it"
    log = (planted.folder / "server.log").read_text()
    assert '"path": "/api/v1/pack"' in log
    assert clock.now().strftime("%Y-%m") in log
