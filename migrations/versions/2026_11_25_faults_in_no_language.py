"""Why a finding is set aside is kept by its codes; the sentence is worded for whoever reads it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")

revision = "faults_by_code"
down_revision = "leave_outside"

PARKED = sa.table("parked", sa.column("id", sa.Uuid()), sa.column("detail", JSON))


def upgrade() -> None:
    op.drop_column("parked", "sentence")


def downgrade() -> None:
    op.add_column("parked", sa.Column("sentence", sa.String(), nullable=False, server_default=""))
    # The version before shows a sentence for each fault and knows no codes. A code is better than a page that breaks.
    connection = op.get_bind()
    for row in connection.execute(sa.select(PARKED.c.id, PARKED.c.detail)).all():
        if any("code" in fault for fault in row.detail):
            worded = [{"sentence": fault.get("code"), **fault} for fault in row.detail]
            connection.execute(sa.update(PARKED).where(PARKED.c.id == row.id).values(detail=worded))
