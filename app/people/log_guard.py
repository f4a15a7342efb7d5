"""The walls around the log of who read what, in the database itself: no statement changes a line, whoever sends it.

A line may go only when the log says so itself: a line of the same organisation with a later `forgets_before`, which
`farola forget` adds before it removes what is too old. So nothing can leave without leaving a trace.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Table, event

REFUSAL = "the log of who read what is only ever added to"
_ALLOWED = (
    "EXISTS (SELECT 1 FROM read_entry AS line WHERE line.organisation_id = OLD.organisation_id"
    " AND line.id <> OLD.id AND line.forgets_before > OLD.read_at)"
)
_IS_HERE = "EXISTS (SELECT 1 FROM read_entry WHERE id = NEW.id)"
_REFUSE = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
SQLITE = (
    f"CREATE TRIGGER read_entry_is_not_changed BEFORE UPDATE ON read_entry {_REFUSE}",
    f"CREATE TRIGGER read_entry_is_not_removed BEFORE DELETE ON read_entry WHEN NOT {_ALLOWED} {_REFUSE}",
    # INSERT OR REPLACE removes a row without asking the trigger above.
    f"CREATE TRIGGER read_entry_is_not_replaced BEFORE INSERT ON read_entry WHEN {_IS_HERE} {_REFUSE}",
)
POSTGRESQL = (
    "CREATE FUNCTION read_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF TG_OP = 'DELETE' THEN IF {_ALLOWED} THEN RETURN OLD; END IF; END IF;"
    f" RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER read_entry_is_not_changed BEFORE UPDATE OR DELETE ON read_entry"
    " FOR EACH ROW EXECUTE FUNCTION read_entry_stays()",
    "CREATE TRIGGER read_entry_is_not_emptied BEFORE TRUNCATE ON read_entry EXECUTE FUNCTION read_entry_stays()",
)


def guard(table: Table) -> None:
    """Whoever makes this table makes its walls as well."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            made = _ddl(statement, dialect)
            event.listen(table, "after_create", made)
    event.listen(table, "after_drop", _ddl("DROP FUNCTION IF EXISTS read_entry_stays() CASCADE", "postgresql"))


def _ddl(statement: str, dialect: str) -> Any:
    made: Any = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    return made.execute_if(dialect=dialect)
