"""Files that leave the vault later, and backups that hold them"""

import sqlalchemy as sa
from alembic import op

revision = "files_that_leave"
down_revision = "0002_prompts"


def upgrade() -> None:
    op.create_table(
        "leaving_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "vault_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("vault_hold")
    op.drop_table("leaving_file")
