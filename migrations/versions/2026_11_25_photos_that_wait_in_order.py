"""Photos that wait for cleaning in the order in which they are taken, and every file found by its hash"""

import sqlalchemy as sa
from alembic import op

revision = "waiting"
down_revision = "guarded_log"

MADE = ("large_sha256", "small_sha256", "listening_sha256")


def upgrade() -> None:
    op.drop_index("ix_medium_state", table_name="medium")
    op.create_index("ix_medium_waiting", "medium", ["state", "received_at", "id"])
    for column in MADE:
        is_there = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_medium_{column}", "medium", [column], sqlite_where=is_there, postgresql_where=is_there)


def downgrade() -> None:
    for column in MADE:
        op.drop_index(f"ix_medium_{column}", table_name="medium")
    op.drop_index("ix_medium_waiting", table_name="medium")
    op.create_index("ix_medium_state", "medium", ["state", "claimed_at"])
