"""The first account of an installation."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from app.people.commands import commands
from app.people.signing_in import sign_in, viewer_with_token
from tests.cast import PASSWORD, Cast

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


def test_somebody_who_forgot_her_password_gets_in_again_and_her_lost_phone_does_not(cast: Cast) -> None:
    lost, _viewer = sign_in("amara@example.org", PASSWORD)
    run = CliRunner().invoke(
        commands, ["password", "--email", "amara@example.org", "--password-stdin"], input="new words for me 9\n"
    )
    assert run.exit_code == 0, run.output
    assert viewer_with_token(lost) is None
    assert sign_in("amara@example.org", "new words for me 9")[1] == cast.facilitator
    unknown = CliRunner().invoke(
        commands, ["password", "--email", "x@example.org", "--password-stdin"], input="long enough words"
    )
    assert unknown.exit_code == 1
    assert "Nobody here has this e-mail" in unknown.output
