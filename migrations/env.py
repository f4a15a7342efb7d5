"""How Alembic meets the house: the rooms bring the tables, the settings bring the database."""

from alembic import context
from sqlmodel import SQLModel

from app.foundation.database import make_engine
from app.rooms import open_front_doors

open_front_doors()


def main() -> None:
    url = context.config.get_main_option("sqlalchemy.url")
    engine = make_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            render_as_batch=True,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


main()
