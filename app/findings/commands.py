"""`farola photos`: cleaning what waits, and sweeping what is too old."""

from __future__ import annotations

import typer

from app.foundation.saying import saying_faults

commands = typer.Typer(name="photos", help="Clean uploaded photos, and sweep what is too old.")


@commands.command()
def clean() -> None:
    """Clean every photo and recording that waits. The server does the same by itself; this helps when it is stopped.

    Ends with 1 when the place where files are kept does not answer, or the process that opens photos is killed again and again;
    what waits then waits on.
    """
    from app.findings.cleaning import clean_waiting, scrubber, try_heic_again
    from app.findings.scrubber import ScrubberDied

    try:
        with saying_faults(ScrubberDied):
            try_heic_again()
            settled = clean_waiting()
    finally:
        scrubber.close()
    typer.echo(f"{settled} settled.")


@commands.command()
def sweep(
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would be removed."),
) -> None:
    """Remove uploads that broke off, and photos that could not be opened, after two weeks.

    Ends with 1 when the place where files are kept does not answer; what was let go of by then goes at the next sweep.
    """
    from app.findings.sweeping import sweep_files

    with saying_faults():
        swept = sweep_files(is_dry_run=dry_run)
    typer.echo(
        f"{swept.broken_off} uploads that broke off, {swept.unopened} photos that could not be opened, {swept.bytes} bytes."
    )
