"""`farola backup`, `restore`, `check` and `forget`: the four duties of whoever runs a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

commands = typer.Typer()


@commands.command()
def backup(
    file: Path = typer.Argument(
        help="Where to write the archive. One of that name is replaced once the new one is whole."
    ),
    without_key: bool = typer.Option(
        False, "--without-key", help="Leave the secret key out; a restore then needs it from elsewhere."
    ),
) -> None:
    """Write database and files into one archive, also while Farola serves. Whoever has it has everything: keep it safe."""
    from app.keeping.backing_up import make_backup

    with _saying_faults():
        manifest = make_backup(file, has_key=not without_key)
    rows = sum(table.rows for table in manifest.tables.values())
    typer.echo(f"{file}: {rows} rows and {len(manifest.members)} files.")
    if manifest.missing:
        typer.echo(f"{len(manifest.missing)} files were missing already. Run farola check.", err=True)
        raise typer.Exit(1)


@commands.command()
def restore(
    file: Path = typer.Argument(help="An archive of farola backup."),
    replace: bool = typer.Option(False, "--replace", help="Move aside what is here now. Nothing is deleted."),
    key: Path | None = typer.Option(None, help="The secret key, for an archive that was made without it."),
    withdrawn: Path | None = typer.Option(None, help="A copy of withdrawn.log, when the old data folder is lost."),
) -> None:
    """Check an archive whole, put it in place, bring it up to date, and take back again what was taken back since."""
    from app.keeping.restoring import restore as bring_back

    with _saying_faults():
        done = bring_back(file, replaces=replace, key=key, log=withdrawn)
    typer.echo(f"Restored what was kept on {done.manifest.made_at:%Y-%m-%d %H:%M} UTC.")
    if done.aside:
        typer.echo(f"What was here before is in {done.aside}. Delete it when you no longer need it.")
    if done.taken_back_again:
        typer.echo(f"{done.taken_back_again} taken back since then, and again now.")
    if done.damaged:
        typer.echo(f"{len(done.damaged)} files were damaged already in the backup. Run farola check.", err=True)


@commands.command()
def check(
    mend: bool = typer.Option(False, "--mend", help="Mend what can be mended without losing anything that is named."),
) -> None:
    """Look at the database and at the bytes of every file. Ends with 1 when something is wrong."""
    from app.keeping.checking import check_house

    found = check_house(mends=mend)
    for sentence in found.wrong:
        typer.echo(f"wrong: {sentence}", err=True)
    for sentence in found.mendable:
        typer.echo(f"--mend would see to: {sentence}", err=True)
    for sentence in found.mended:
        typer.echo(f"mended: {sentence}")
    typer.echo(f"{found.rows} rows and {found.files} files looked at. " + ("All is well." if found.is_whole else ""))
    if not found.is_whole:
        raise typer.Exit(1)


@commands.command()
def forget(
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would be forgotten."),
) -> None:
    """Forget what is older than the settings FAROLA_KEEP_... allow. Run it once a day."""
    from app.keeping.forgetting import forget_old

    for one in forget_old(is_dry_run=dry_run):
        typer.echo(f"{one.count}\t{one.what}")


@contextmanager
def _saying_faults() -> Iterator[None]:
    from app.foundation.errors import Problem
    from app.keeping.problems import CannotKeep, CannotRestore

    try:
        yield
    except Problem as fault:
        typer.echo(fault.said(), err=True)
        raise typer.Exit(1) from None
    except (CannotKeep, CannotRestore, OSError) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None


@commands.command()
def receipts(
    file: typer.FileText = typer.Argument(help="JSON: a receipt or several; - reads them from the keyboard."),
) -> None:
    """Say of each receipt that a phone shows whether this server gave it. Ends with 1 when one is not ours, 2 for no JSON."""
    from app.findings import is_ours

    try:
        told = json.load(file)
    except ValueError:
        typer.echo("This is not JSON.", err=True)
        raise typer.Exit(2) from None
    given = told.get("receipts", [told]) if isinstance(told, dict) else told
    for receipt in given:
        typer.echo(
            f"ours: {receipt.get('id') or receipt.get('sha256')} {receipt['state']}" if is_ours(receipt) else "not ours"
        )
    raise typer.Exit(int(not all(map(is_ours, given))))
