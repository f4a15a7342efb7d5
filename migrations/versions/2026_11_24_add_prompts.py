"""Add prompts: questions and answers spoken aloud"""

import sqlalchemy as sa
from alembic import op

revision = "0002_prompts"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "prompt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("words_sha256", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("organisation_id", "language", "code", name="uq_prompt_once"),
    )
    op.create_index("ix_prompt_sha256", "prompt", ["sha256"])


def downgrade() -> None:
    op.drop_table("prompt")
