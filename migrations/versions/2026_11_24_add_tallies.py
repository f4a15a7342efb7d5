"""Add tallies; they are filled after the upgrade, by the code that keeps them"""

import sqlalchemy as sa
from alembic import op

revision = "tallies"
down_revision = "files_that_leave"


def upgrade() -> None:
    op.create_table(
        "tallied_walk",
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("walkers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"]),
        sa.ForeignKeyConstraint(["walk_id"], ["walk.id"]),
        sa.PrimaryKeyConstraint("walk_id"),
    )
    op.create_index(op.f("ix_tallied_walk_audit_id"), "tallied_walk", ["audit_id"])
    op.create_table(
        "tallied_walker",
        sa.Column("walker_id", sa.Uuid(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"]),
        sa.ForeignKeyConstraint(["walk_id"], ["walk.id"]),
        sa.ForeignKeyConstraint(["walker_id"], ["walker.id"]),
        sa.PrimaryKeyConstraint("walker_id"),
        sa.UniqueConstraint("walk_id", "number", name="uq_tallied_walker_number"),
    )
    op.create_index(op.f("ix_tallied_walker_audit_id"), "tallied_walker", ["audit_id"])
    op.create_table(
        "tallied_spot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("audit_id", sa.Uuid(), nullable=False),
        sa.Column("walk_id", sa.Uuid(), nullable=False),
        sa.Column("spot", sa.String(length=36), nullable=False),
        sa.Column("party", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"]),
        sa.ForeignKeyConstraint(["walk_id"], ["walk.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("walk_id", "spot", "party", name="uq_tallied_spot"),
    )
    op.create_index(op.f("ix_tallied_spot_audit_id"), "tallied_spot", ["audit_id"])
    op.create_table(
        "tally",
        sa.Column("spot_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("given", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["spot_id"], ["tallied_spot.id"]),
        sa.PrimaryKeyConstraint("spot_id", "code"),
    )


def downgrade() -> None:
    for table in ("tally", "tallied_spot", "tallied_walker", "tallied_walk"):
        op.drop_table(table)
