"""A phone that nobody updated still hands in its walk: what each release sent is sent again, and answered as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app import __version__
from tests.findings.releases.conversation import RELEASES, Server

MEANT = ("state", "code", "status", "revision")
PACKED = ("walk", "site", "limits")
RECORDED = sorted(folder.name for folder in RELEASES.glob("*.*.*"))


@pytest.mark.parametrize("release", RECORDED)
def test_a_phone_of_an_old_release_is_answered_as_it_was(either_house: Path, release: str) -> None:
    server = Server()
    server.knows(json.loads((RELEASES / release / "instrument.json").read_text()))
    for file in sorted((RELEASES / release).glob("[0-9]*.json")):
        said = json.loads(file.read_text())
        status, told, headers = server.ask(said["request"])
        assert status == said["answer"]["status"], (file.name, told)
        assert headers.get("upload-offset") == said["answer"].get("upload-offset"), file.name
        _keeps_the_contract(told, said["answer"]["json"], file.name)


def test_the_present_release_is_recorded() -> None:
    assert __version__ in RECORDED, "run: python -m tests.findings.releases"


def _keeps_the_contract(now: Any, then: Any, where: str) -> None:
    """Every field of then is here, of the same kind, and means the same; new ones may have been added."""
    if isinstance(then, dict):
        assert isinstance(now, dict) and now.keys() >= then.keys(), where
        for name, value in then.items():
            if name in MEANT:
                assert now[name] == value, (where, name)
            # What is packed is asked by today's questions; that it is packed in the same way is what matters here.
            if not where.startswith("01") or name in PACKED:
                _keeps_the_contract(now[name], value, f"{where} {name}")
    elif isinstance(then, list):
        assert isinstance(now, list) and len(now) == len(then), where
        for one, other in zip(now, then, strict=True):
            _keeps_the_contract(one, other, where)
    elif then is not None:
        assert type(now) is type(then), where
