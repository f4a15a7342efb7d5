"""What is set aside is counted by walker and chosen by reason without reading through the bodies"""

from alembic import op

revision = "counted_aside"
down_revision = "waiting"


def upgrade() -> None:
    op.create_index("ix_parked_walker", "parked", ["walker_id", "created_at"])
    op.create_index("ix_parked_code", "parked", ["code", "id"])


def downgrade() -> None:
    op.drop_index("ix_parked_code", table_name="parked")
    op.drop_index("ix_parked_walker", table_name="parked")
