"""Photos have ids that tell nothing: strangers see them, and the old ones said to the millisecond when each arrived"""

import sqlalchemy as sa
from alembic import op

revision = "nameless_photos"
down_revision = "faults_by_code"

# Version 4 (RFC 9562, section 5.4) as each database keeps it.
RANDOM = {
    "postgresql": "gen_random_uuid()",
    "sqlite": "lower(hex(randomblob(6)) || '4' || substr(hex(randomblob(2)), 2) || '8' || substr(hex(randomblob(8)), 2))",
}


def upgrade() -> None:
    random = RANDOM[op.get_bind().dialect.name]
    op.execute(sa.text(f"CREATE TEMPORARY TABLE renamed AS SELECT id AS was, {random} AS now FROM medium"))
    op.execute(sa.text("CREATE UNIQUE INDEX renamed_was ON renamed (was)"))
    for table, column in (("moderation_step", "medium_id"), ("medium", "id")):
        new = f"(SELECT now FROM renamed WHERE was = {table}.{column})"
        op.execute(sa.text(f"UPDATE {table} SET {column} = {new} WHERE {column} IN (SELECT was FROM renamed)"))
    op.execute(sa.text("DROP TABLE renamed"))


def downgrade() -> None:
    """Ids are ids: what was made of them fits the tables of before as well."""
