from __future__ import annotations

import stat
from pathlib import Path

from app.foundation.identifiers import digest, keyed_digest, new_id, new_token


def test_ids_are_version_7_and_in_the_order_they_were_made() -> None:
    made = [new_id() for _ in range(1000)]
    assert {one.version for one in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 1000


def test_a_token_holds_the_bits_it_promises() -> None:
    assert len(new_token(128)) >= 22
    assert new_token() != new_token()


def test_the_houses_key_is_made_once_and_is_for_nobody_elses_eyes(house: Path) -> None:
    first = keyed_digest("code", "7Q3K9MXW")
    key = house / "secret.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_bytes()) == 32
    assert keyed_digest("code", "7Q3K9MXW") == first
    assert [path.name for path in house.glob("secret*")] == ["secret.key"]


def test_two_uses_of_the_same_secret_cannot_be_matched(house: Path) -> None:
    assert len({keyed_digest("code", "7Q3K9MXW"), keyed_digest("receipt", "7Q3K9MXW"), digest("7Q3K9MXW")}) == 3
