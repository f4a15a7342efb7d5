"""What a password must be, and how it is kept."""

from __future__ import annotations

from pathlib import Path
from threading import BoundedSemaphore

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from app.people import passwords
from tests.cast import token_in
from tests.makers.web import app_with, browser_of

THREADS_OF_A_SERVER = 40  # anyio's limit, which Starlette leaves as it is


def test_the_real_hash_is_argon2id_with_at_least_the_recommended_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Argon2Hasher().hash("a lamp on every corner 7")
    assert kept.startswith("$argon2id$")
    parameters = dict(each.split("=") for each in kept.split("$")[3].split(","))
    assert int(parameters["m"]) >= 19 * 1024  # KiB: OWASP's least for Argon2id with two turns
    assert int(parameters["t"]) >= 2


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "amara@example.org", "abcabcabcabc", "x" * 201])
def test_a_weak_password_is_refused_with_a_reason(password: str) -> None:
    (fault,) = passwords.faults_in_password(password, "amara@example.org")
    assert fault.pointer == "password"
    assert fault.sentence


@pytest.mark.parametrize("password", ["a lamp on every corner", "calle del farol 7", "شارع مضاء في الليل"])
def test_a_few_words_are_enough_in_any_script(password: str) -> None:
    assert passwords.faults_in_password(password, "amara@example.org") == []
    assert passwords.is_right(password, passwords.hashed(password))


def test_nobody_gets_in_without_a_hash_or_with_a_broken_one() -> None:
    assert not passwords.is_right("", None)
    assert not passwords.is_right("anything", "not a hash")


def test_who_floods_the_sign_in_stops_nobody_else(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All threads of the house would wait for hashes, and no phone could send; the line ends before that."""
    assert passwords.IN_LINE < THREADS_OF_A_SERVER / 2
    monkeypatch.setattr(passwords, "_line", BoundedSemaphore(1))
    browser = browser_of(app_with())
    form = {"csrf_token": token_in(browser.get("/sign-in").text), "email": "amara@example.org", "password": "x"}
    with passwords._turn():
        answer = browser.post("/sign-in", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "amara@example.org" in answer.text, "what she typed stays"
    assert browser.post("/sign-in", data=form).status_code == 422
