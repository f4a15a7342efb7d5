"""The `farola` command: one sub-command for each thing an operator does. Rooms bring their own in `commands.py`."""

from __future__ import annotations

import sys

import typer

from app import __version__
from app.foundation.identifiers import KeyIsMissing
from app.foundation.migrating import PlanIsNewer, RestoreBrokeOff
from app.foundation.saying import saying_faults
from app.foundation.settings import SettingWrong, settings, unknown_settings
from app.rooms import open_front_doors, parts_named

# Typer's own tracebacks show what every variable held: words, passwords.
farola = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Farola: participatory safety audits.",
)


@farola.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


STAND_AT_THE_TOP = ("foundation", "keeping")  # `farola backup` is what people look for, not `farola keeping backup`


def _take_commands() -> None:
    """Groups are named as they say, or like their room; lone commands and those of some rooms stand at the top."""
    open_front_doors()
    for room, module in parts_named("commands"):
        commands: typer.Typer = module.commands
        lone = len(commands.registered_commands) == 1 and commands.registered_callback is None
        name = commands.info.name if isinstance(commands.info.name, str) else room
        farola.add_typer(commands, name=None if lone or room in STAND_AT_THE_TOP else name)


def main() -> None:
    """Whatever stands in the way of a command is a sentence and exit code 1: a setting, the key, the tables, the disk."""
    try:
        with saying_faults(SettingWrong, KeyIsMissing, PlanIsNewer, RestoreBrokeOff):
            settings()
            for sentence in unknown_settings():
                typer.echo(sentence, err=True)
            _take_commands()
            farola()
    except typer.Exit as end:
        sys.exit(end.exit_code)


if __name__ == "__main__":
    main()
