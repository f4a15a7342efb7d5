"""`farola user`: the first account of an installation, and a list of them."""

from __future__ import annotations

import sys

import typer

from app.foundation.database import reading, writing
from app.foundation.saying import saying_faults
from app.people import store
from app.people.joining import make_account, organisation_named, reset_password
from app.people.rights import Role

commands = typer.Typer(name="user", help="Accounts of those who prepare, check and read walks.")


@commands.command()
def add(
    email: str = typer.Option(..., help="What she signs in with."),
    name: str = typer.Option(..., help="How her group knows her."),
    role: Role = typer.Option(Role.FACILITATOR, help="What she does for her organisation."),
    organisation: str = typer.Option(..., help="Her organisation; it is made when it is missing."),
    language: str = typer.Option("en", help="The language she reads first: en, es or ar."),
    password_stdin: bool = typer.Option(False, help="Read the password from standard input instead of asking."),
) -> None:
    """Make an account. The password is never an argument: those are seen by everybody on the machine."""
    given = _password(password_stdin)
    with saying_faults(), writing() as session:
        home = organisation_named(session, organisation)
        make_account(session, home.id, email, name, role, given, language)
    typer.echo(f"{email} can sign in as {role.value} of {organisation}.")


@commands.command()
def password(
    email: str = typer.Option(..., help="Whose password."),
    password_stdin: bool = typer.Option(False, help="Read the password from standard input instead of asking."),
) -> None:
    """Give somebody who forgot hers a new password. All her browsers are signed out."""
    given = _password(password_stdin)
    with saying_faults(), writing() as session:
        reset_password(session, email, given)
    typer.echo(f"{email} can sign in with the new password.")


@commands.command("list")
def list_accounts() -> None:
    """Every account of this installation, one a line: e-mail, role, organisation, and whether it is closed."""
    with reading() as session:
        for account, organisation in store.every_account(session):
            closed = "\tclosed" if account.disabled_at else ""
            typer.echo(f"{account.email}\t{account.role}\t{organisation.name}{closed}")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
