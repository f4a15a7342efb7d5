"""A copy of a recording that every phone can play"""

import sqlalchemy as sa
from alembic import op

revision = "listening"
down_revision = "tallies"


def upgrade() -> None:
    with op.batch_alter_table("medium", schema=None) as batch_op:
        batch_op.add_column(sa.Column("listening_sha256", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("medium", schema=None) as batch_op:
        batch_op.drop_column("listening_sha256")
