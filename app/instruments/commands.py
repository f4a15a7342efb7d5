"""`farola instruments list` and `farola instruments check`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import typer

from app.foundation.language import _
from app.foundation.settings import settings
from app.instruments.checking import faults_of, spoken_in
from app.instruments.library import BUILT_IN, Library
from app.instruments.reading import TemplateFault
from app.instruments.shelving import read_library
from app.instruments.wording import about

commands = typer.Typer(name="instruments", help="What is asked: list the instruments, check their files.")


@commands.command("list")
def list_instruments() -> None:
    """Print every instrument with its version, its hash and the languages it speaks."""
    _print_instruments(_read())


@commands.command("check")
def check_instruments() -> None:
    """Check every file of audit_templates and of your own folder. Ends with 1 when something must be put right."""
    made = _read()
    _print_instruments(made)
    _print_languages(made)
    faults = faults_of(made)
    for fault in faults:
        typer.echo(f"  {fault}", err=True)
    if faults:
        typer.echo(_("{count} things must be put right.").format(count=len(faults)), err=True)
        raise typer.Exit(1)
    typer.echo(_("All is well."))


def _read() -> Library:
    try:
        return read_library(BUILT_IN, settings().templates)
    except TemplateFault as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault


def _print_instruments(made: Library) -> None:
    rows = [
        (
            one.code,
            one.version,
            one.sha256[:12],
            str(len(one.quick)),
            str(len(one.full)),
            " ".join(sorted(made.about.get(code, {}))),
        )
        for code, one in sorted(made.instruments.items())
    ]
    _print_table((_("instrument"), _("version"), _("hash"), _("quick"), _("full"), _("languages")), rows)
    for code in sorted(made.instruments):
        typer.echo(f"  {code}: {about(code, 'en').title}")


def _print_languages(made: Library) -> None:
    rows = [
        (each.language, f"{each.worded}/{each.of}", _("whole") if each.is_whole else _("in part"))
        for each in spoken_in(made)
    ]
    typer.echo()
    _print_table((_("language"), _("questions"), ""), rows)
    typer.echo()


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [heads, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
