"""What a password must be, and how it is kept."""

from __future__ import annotations

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher

from app.people import passwords


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
