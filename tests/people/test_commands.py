"""The first account of an installation."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from app.people.commands import commands
from app.people.signing_in import sign_in

ADD = [
    "add",
    "--email",
    "Rosa@example.org",
    "--name",
    "Rosa",
    "--organisation",
    "Mujeres del Canal",
    "--password-stdin",
]


def test_the_operator_makes_the_first_account_and_it_works(house: Path) -> None:
    run = CliRunner().invoke(commands, [*ADD, "--role", "administrator"], input="a lamp on every corner\n")
    assert run.exit_code == 0, run.output
    _token, viewer = sign_in("rosa@example.org", "a lamp on every corner")
    assert viewer.role == "administrator"
    listed = CliRunner().invoke(commands, ["list"])
    assert listed.output == "rosa@example.org\tadministrator\tMujeres del Canal\n"


def test_the_operator_is_told_what_is_wrong_and_nothing_is_made(house: Path) -> None:
    run = CliRunner().invoke(commands, ADD, input="short\n")
    assert run.exit_code == 1
    assert "password: Use at least 10 characters" in run.output
    assert CliRunner().invoke(commands, ["list"]).output == ""
