"""Files are removed outside of transactions, each removal with a number, and broken uploads are swept once"""

import sqlalchemy as sa
from alembic import op

revision = "leave_outside"
down_revision = "counted_aside"


def upgrade() -> None:
    op.add_column("leaving_file", sa.Column("removal", sa.Uuid(), nullable=True))
    op.add_column("leaving_file", sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("leaving_file", sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_leaving_file_due", "leaving_file", ["gone_at", "since"])
    op.add_column("medium", sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("medium", "swept_at")
    op.drop_index("ix_leaving_file_due", table_name="leaving_file")
    # What was removed waits for nothing, and an older version would believe that it does.
    op.execute("DELETE FROM leaving_file WHERE gone_at IS NOT NULL")
    for column in ("gone_at", "claimed_at", "removal"):
        op.drop_column("leaving_file", column)
