"""A receipt is a promise, and whoever shows one can be told whether it is ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.findings.proving import is_ours
from app.foundation.identifiers import new_id
from app.keeping.commands import commands
from tests.makers.findings import Phone, a_finding, a_photo


def test_every_kind_of_receipt_can_be_checked_years_later(phone: Phone) -> None:
    finding, photo = a_finding(phone.walk), a_photo()
    given = phone.send(finding, a_finding(phone.walk, answers={"lgt_level": 9}))
    given += phone.send(finding)
    given += phone.put(finding["id"], photo).json()["receipts"] + phone.put(finding["id"], photo).json()["receipts"]
    given += phone.client.delete(f"/api/v1/findings/{finding['id']}", headers=phone.headers).json()["receipts"]
    assert [one["state"] for one in given] == ["kept", "parked", "unchanged", "kept", "unchanged", "withdrawn"]
    assert all(is_ours(one) for one in given)
    assert given[0]["token"][:32] == given[2]["token"][:32] != given[1]["token"][:32], "it says which text was meant"


@pytest.mark.parametrize(
    "changed", [{"state": "withdrawn"}, {"revision": 2}, {"id": str(new_id())}, {"token": "é" * 64}]
)
def test_a_receipt_that_somebody_changed_is_not_ours(phone: Phone, changed: dict[str, object]) -> None:
    [receipt] = phone.send(a_finding(phone.walk))
    assert is_ours(receipt) and not is_ours(receipt | changed)


@pytest.mark.parametrize(
    "junk", [None, [], "kept", {}, {"id": 1, "token": []}, {"id": "x", "revision": [], "token": "y"}]
)
def test_something_that_is_no_receipt_is_not_ours(house: Path, junk: object) -> None:
    assert not is_ours(junk)


def test_whoever_helps_her_checks_the_receipts_that_her_phone_shows(phone: Phone, tmp_path: Path) -> None:
    file, given = tmp_path / "receipts.json", phone.send(a_finding(phone.walk))
    file.write_text(json.dumps({"receipts": given}))
    assert CliRunner().invoke(commands, ["receipts", str(file)]).output == f"ours: {given[0]['id']} kept\n"
    file.write_text(json.dumps(given[0] | {"revision": 7}))
    refused = CliRunner().invoke(commands, ["receipts", str(file)])
    assert refused.exit_code == 1 and refused.output == "not ours\n"
    file.write_text("{")
    assert CliRunner().invoke(commands, ["receipts", str(file)]).exit_code == 2
