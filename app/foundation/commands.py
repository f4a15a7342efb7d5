"""`farola migrate`, `farola settings`: preparing the house."""

from __future__ import annotations

import typer
from sqlalchemy import make_url

from app.foundation import migrating
from app.foundation.settings import Settings, settings

commands = typer.Typer()


@commands.command()
def migrate() -> None:
    """Bring the database up to date. Safe to run at any time and twice."""
    migrating.upgrade()
    typer.echo("The database is up to date.")


@commands.command("settings")
def print_settings() -> None:
    """Print every setting, what it is now, and what it is for."""
    for name, field in Settings.model_fields.items():
        value = "" if getattr(settings(), name) is None else getattr(settings(), name)
        shown = make_url(value).render_as_string() if name == "database" and value else value  # never its password
        typer.echo(f"FAROLA_{name.upper()}={shown}\n    {field.description}")
