"""A recording without what it told beside its sound: its title, its place, when and with what it was made"""

import sqlalchemy as sa
from alembic import op

revision = "bare_recordings"
down_revision = "said_with"


def upgrade() -> None:
    op.add_column("medium", sa.Column("bare_sha256", sa.String(), nullable=True))
    is_there = sa.text("bare_sha256 IS NOT NULL")
    op.create_index(
        "ix_medium_bare_sha256", "medium", ["bare_sha256"], sqlite_where=is_there, postgresql_where=is_there
    )


def downgrade() -> None:
    """What it told is gone for good: the bare recording takes the place of what the phone sent, which may then send it again."""
    op.execute(sa.text("UPDATE medium SET sha256 = bare_sha256 WHERE bare_sha256 IS NOT NULL"))
    op.drop_index("ix_medium_bare_sha256", table_name="medium")
    op.drop_column("medium", "bare_sha256")
