"""`farola backup`, `restore`, `check` and `forget`: the four duties of whoever runs a server."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from pathlib import Path

import typer

from app.foundation.saying import saying_faults

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
    from app.keeping.keys import BRING_BACK
    from app.keeping.manifest import KEY

    with _saying_faults():
        manifest = make_backup(file, has_key=not without_key)
    rows = sum(table.rows for table in manifest.tables.values())
    typer.echo(f"{file}: {rows} rows and {len(manifest.members)} files.")
    if not without_key and KEY not in manifest.members:
        typer.echo(f"secret.key is missing, and a backup without it opens no receipt. {BRING_BACK}", err=True)
    if manifest.missing:
        typer.echo(f"{len(manifest.missing)} files were missing already. Run farola check.", err=True)
    if manifest.missing or not (without_key or KEY in manifest.members):
        raise typer.Exit(1)


@commands.command()
def restore(
    file: Path = typer.Argument(help="An archive of farola backup."),
    replace: bool = typer.Option(False, "--replace", help="Move aside what is here now. Nothing is deleted."),
    key: Path | None = typer.Option(None, help="The secret key, for an archive made without it or with a wrong one."),
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
    if done.key_fault:
        typer.echo(done.key_fault, err=True)
        raise typer.Exit(1)


@commands.command()
def check(
    mend: bool = typer.Option(False, "--mend", help="Mend what can be mended without losing anything that is named."),
) -> None:
    """Look at the database and at the bytes of every file. Ends with 1 when something is wrong."""
    from app.keeping.checking import check_house

    with _saying_faults():
        found = check_house(mends=mend)
    for sentence in found.wrong:
        typer.echo(f"wrong: {sentence}", err=True)
    for sentence in found.mendable:
        typer.echo(f"--mend would see to: {sentence}", err=True)
    for sentence in found.mended:
        typer.echo(f"mended: {sentence}")
    for sentence in found.noticed:
        typer.echo(f"noticed: {sentence}")
    typer.echo(f"{found.rows} rows and {found.files} files looked at. " + ("All is well." if found.is_whole else ""))
    if not found.is_whole:
        raise typer.Exit(1)


@commands.command()
def forget(
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what would be forgotten."),
    rewrite: bool = typer.Option(
        False,
        "--rewrite",
        help="On PostgreSQL also rewrite every table, so that no byte is left of erased rows. All wait.",
    ),
) -> None:
    """Forget what is older than the settings FAROLA_KEEP_... allow. Run it once a day."""
    from app.keeping.forgetting import forget_old

    with _saying_faults():
        forgotten = forget_old(is_dry_run=dry_run, is_rewritten=rewrite)
    for one in forgotten:
        typer.echo(f"{one.count}\t{one.what}")


def _saying_faults() -> AbstractContextManager[None]:
    from app.keeping.problems import CannotForget, CannotKeep, CannotRestore

    return saying_faults(CannotForget, CannotKeep, CannotRestore)


@commands.command()
def receipts(
    file: typer.FileText = typer.Argument(help="JSON: a receipt or several; - reads them from the keyboard."),
) -> None:
    """Say of each receipt that a phone shows whether this server gave it. Ends with 1 when one is not ours, 2 for no JSON."""
    from app.findings import is_ours

    try:
        told = json.load(file)
    except (ValueError, RecursionError):
        typer.echo("This is not JSON.", err=True)
        raise typer.Exit(2) from None
    given = told.get("receipts", [told]) if isinstance(told, dict) else told
    if not isinstance(given, list):
        given = [given]
    for receipt in given:
        typer.echo(
            f"ours: {receipt.get('id') or receipt.get('sha256')} {receipt['state']}" if is_ours(receipt) else "not ours"
        )
    raise typer.Exit(int(not all(map(is_ours, given))))
