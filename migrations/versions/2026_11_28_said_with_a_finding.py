"""Of her finding that said something about the walker herself, so that it can take it back"""

import sqlalchemy as sa
from alembic import op

revision = "said_with"
down_revision = "nameless_photos"


def upgrade() -> None:
    with op.batch_alter_table("walker_profile", schema=None) as batch_op:
        batch_op.add_column(sa.Column("finding_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("walker_profile", schema=None) as batch_op:
        batch_op.drop_column("finding_id")
