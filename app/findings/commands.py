"""`farola photos`: cleaning what waits, and sweeping what is too old."""

from __future__ import annotations

import typer

commands = typer.Typer(name="photos", help="Clean uploaded photos, and sweep what is too old.")


@commands.command()
def clean() -> None:
    """Clean every photo and recording that waits. The server does the same by itself; this helps when it is stopped."""
    from app.findings.cleaning import clean_waiting, scrubber

    try:
        typer.echo(f"{clean_waiting()} settled.")
    finally:
        scrubber.close()


@commands.command()
def sweep(
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would be removed."),
) -> None:
    """Remove uploads that broke off, and photos that could not be opened, after two weeks."""
    from app.findings.sweeping import sweep_files

    swept = sweep_files(is_dry_run=dry_run)
    typer.echo(
        f"{swept.broken_off} uploads that broke off, {swept.unopened} photos that could not be opened, {swept.bytes} bytes."
    )
