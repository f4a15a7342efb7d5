"""How Alembic meets the house: the rooms bring the tables, the settings bring the database."""

from typing import Any

from alembic import context
from sqlalchemy import JSON
from sqlmodel import AutoString, SQLModel

from app.foundation.columns import UtcDateTime
from app.foundation.database import make_engine
from app.rooms import open_front_doors

open_front_doors()


def plain_type(kind: str, thing: Any, autogen_context: Any) -> Any:
    """Write types by what the database has: a migration must still run when the app's classes have moved on."""
    if kind != "type":
        return False
    if isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(thing, JSON):
        return "JSON"
    if isinstance(thing, AutoString):
        return f"sa.String(length={thing.length})" if thing.length else "sa.String()"
    return False


def main() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    engine = make_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=plain_type,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


main()
