"""Who read or exported what. Entries are only ever added: even an administrator cannot take one back."""

from datetime import datetime
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import event
from sqlmodel import Field, SQLModel

from app.foundation import clock
from app.foundation.columns import UtcDateTime
from app.foundation.database import Session
from app.foundation.identifiers import new_id
from app.people.log_guard import guard
from app.people.viewer import Viewer


class ReadEntry(SQLModel, table=True):
    """One look at something that came from walkers."""

    __tablename__ = "read_entry"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    account_id: UUID | None = Field(default=None, foreign_key="account.id")  # None: the house itself, when it forgets
    what: str
    thing_id: str
    read_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    # Set on a line that says that older ones were forgotten: only those before it may go (see `log_guard.py`).
    forgets_before: datetime | None = Field(default=None, sa_type=UtcDateTime)


guard(ReadEntry.__table__)  # type: ignore[attr-defined]


def note_read(session: Session, viewer: Viewer, what: str, thing_id: str) -> None:
    """Write down that `viewer` opened or exported something: `what` is a marked word such as N_("photo"), `thing_id` its id."""
    session.add(
        ReadEntry(
            organisation_id=viewer.organisation_id, account_id=viewer.account_id, what=what[:40], thing_id=thing_id[:80]
        )
    )


@event.listens_for(ReadEntry, "before_update")
@event.listens_for(ReadEntry, "before_delete")
def _refuse(*_of_the_event: Any) -> NoReturn:
    raise PermissionError("the log of who read what is only ever added to")
