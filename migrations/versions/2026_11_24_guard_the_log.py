"""Let nobody change the log of who read what, and let forgetting leave a line in it"""

import sqlalchemy as sa
from alembic import op

revision = "guarded_log"
down_revision = "listening"

REFUSAL = "the log of who read what is only ever added to"
ALLOWED = (
    "EXISTS (SELECT 1 FROM read_entry AS line WHERE line.organisation_id = OLD.organisation_id"
    " AND line.id <> OLD.id AND line.forgets_before > OLD.read_at)"
)
SQLITE = (
    f"CREATE TRIGGER read_entry_is_not_changed BEFORE UPDATE ON read_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    "CREATE TRIGGER read_entry_is_not_removed BEFORE DELETE ON read_entry"
    f" WHEN NOT {ALLOWED} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    "CREATE TRIGGER read_entry_is_not_replaced BEFORE INSERT ON read_entry"
    f" WHEN EXISTS (SELECT 1 FROM read_entry WHERE id = NEW.id) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION read_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF TG_OP = 'DELETE' THEN IF {ALLOWED} THEN RETURN OLD; END IF; END IF;"
    f" RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER read_entry_is_not_changed BEFORE UPDATE OR DELETE ON read_entry"
    " FOR EACH ROW EXECUTE FUNCTION read_entry_stays()",
    "CREATE TRIGGER read_entry_is_not_emptied BEFORE TRUNCATE ON read_entry EXECUTE FUNCTION read_entry_stays()",
)


def upgrade() -> None:
    with op.batch_alter_table("read_entry") as batch_op:
        batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=True)
        batch_op.add_column(sa.Column("forgets_before", sa.DateTime(timezone=True), nullable=True))
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ("changed", "removed", "replaced"):
            op.execute(f"DROP TRIGGER read_entry_is_not_{name}")
    else:
        op.execute("DROP FUNCTION read_entry_stays() CASCADE")
    op.execute("DELETE FROM read_entry WHERE account_id IS NULL")
    with op.batch_alter_table("read_entry") as batch_op:
        batch_op.drop_column("forgets_before")
        batch_op.alter_column("account_id", existing_type=sa.Uuid(), nullable=False)
