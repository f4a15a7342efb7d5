"""SQL of forgetting: what is older than it may be, counted or removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from psycopg.errors import LockNotAvailable
from sqlalchemy import ColumnElement, String, and_, cast, delete, func, inspect, or_, select, text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from app.analysis import LEAST_WALKERS
from app.findings import Finding, Medium, ModerationStep, Parked, public_media
from app.foundation.database import Session, engine, has_one_writer
from app.foundation.language import N_
from app.keeping.problems import CannotForget
from app.people import FailedSignIn, Invitation, ReadEntry
from app.walks import Walk, Walker, WalkerProfile

OLDER_LINES = N_("older lines of this log, forgotten")
LOCK_WAIT_S = 10  # others who want the table wait behind us; a phone's own time-out is 30 s
FORGOTTEN = "forgotten:"  # stands where a digest stood: no digest begins so, and each stays unique


def _ended(before: datetime) -> ColumnElement[bool]:
    return or_(col(Walk.closes_at) < before, col(Walk.closed_at) < before)


def old_codes(before: datetime) -> ColumnElement[bool]:
    return and_(_ended(before), ~col(Walk.code_digest).startswith(FORGOTTEN))


def old_tokens(before: datetime) -> ColumnElement[bool]:
    over = select(col(Walk.id)).where(_ended(before))
    return and_(col(Walker.walk_id).in_(over), ~col(Walker.token_digest).startswith(FORGOTTEN))


def old_parked(before: datetime) -> ColumnElement[bool]:
    return col(Parked.created_at) < before


def old_unlisted(before: datetime) -> ColumnElement[bool]:
    """Photos and recordings that no finding lists, and that none will: what waits lists them no more, nor does what comes late.

    She deleted them while they were on their way, or what listed them was set aside and is forgotten.
    """
    over = select(col(Walk.id)).where(_ended(before))
    waiting = select(col(Parked.id)).where(
        col(Parked.walker_id) == col(Medium.walker_id),
        col(Parked.finding_id) == col(Medium.finding_id),
        ~old_parked(before),
    )
    return and_(
        ~col(Medium.is_listed), col(Medium.received_at) < before, col(Medium.walk_id).in_(over), ~waiting.exists()
    )


def old_reads(before: datetime) -> ColumnElement[bool]:
    return col(ReadEntry.read_at) < before


def old_photos(before: datetime) -> ColumnElement[bool]:
    """All but those that everybody may see: publishing an audit shows no photo whose walker did not agree to that."""
    is_shown = col(Medium.id).in_(public_media())
    return and_(col(Medium.kind) == "photo", col(Medium.received_at) < before, ~is_shown)


def old_recordings(before: datetime) -> ColumnElement[bool]:
    return and_(col(Medium.kind) == "voice", col(Medium.received_at) < before)


def old_hidden(before: datetime) -> ColumnElement[bool]:
    """Findings that a moderator hid before then and left hidden."""
    lately = _decided("hid", before).where(col(ModerationStep.finding_id) == col(Finding.id))
    return and_(
        col(Finding.state) == "kept",
        col(Finding.moderation) == "hidden",
        col(Finding.received_at) < before,
        ~lately.exists(),
    )


def old_hidden_media(before: datetime) -> ColumnElement[bool]:
    lately = _decided("hid-photo", before).where(col(ModerationStep.medium_id) == col(Medium.id))
    return and_(col(Medium.moderation) == "hidden", col(Medium.received_at) < before, ~lately.exists())


def _decided(did: str, since: datetime) -> Any:
    return select(col(ModerationStep.id)).where(col(ModerationStep.did) == did, col(ModerationStep.created_at) >= since)


def old_failures(before: datetime) -> ColumnElement[bool]:
    return col(FailedSignIn.failed_at) < before


def old_invitations(before: datetime) -> ColumnElement[bool]:
    """Used or run out before then. They carry a label that may be a name."""
    return or_(col(Invitation.expires_at) < before, col(Invitation.used_at) < before)


def lonely_profiles(before: datetime) -> ColumnElement[bool]:
    """What walkers said about themselves in audits that ended, and in which so few did that it tells who they are."""
    going_on = select(col(Walk.audit_id)).where(
        col(Walk.closes_at) >= before, or_(col(Walk.closed_at).is_(None), col(Walk.closed_at) >= before)
    )
    told = (
        select(col(Walk.audit_id))
        .join(Walker, col(Walker.walk_id) == col(Walk.id))
        .join(WalkerProfile, col(WalkerProfile.walker_id) == col(Walker.id))
        .where(col(Walk.audit_id).not_in(going_on))
        .group_by(col(Walk.audit_id))
        .having(func.count(col(Walker.id).distinct()) < LEAST_WALKERS)
    )
    theirs = select(col(Walker.id)).join(Walk, col(Walk.id) == col(Walker.walk_id)).where(col(Walk.audit_id).in_(told))
    return col(WalkerProfile.walker_id).in_(theirs)


def forget_reads(session: Session, which: ColumnElement[bool]) -> None:
    """The log refuses to lose a line unless another one says so first."""
    found = select(col(ReadEntry.organisation_id), func.count(), func.max(col(ReadEntry.read_at))).where(which)
    for organisation_id, lines, newest in session.execute(found.group_by(col(ReadEntry.organisation_id))).all():
        said = {"organisation_id": organisation_id, "what": OLDER_LINES, "thing_id": str(lines)}
        session.add(ReadEntry(**said, forgets_before=newest + timedelta(microseconds=1)))
    session.flush()
    session.connection().execute(delete(ReadEntry).where(which))


def count(session: Session, table: Any, which: ColumnElement[bool]) -> int:
    return int(session.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def forget_codes(session: Session, which: ColumnElement[bool]) -> None:
    nothing = FORGOTTEN + cast(col(Walk.id), String)
    session.connection().execute(update(Walk).where(which).values(code_digest=nothing, secret_digest=nothing))


def forget_tokens(session: Session, which: ColumnElement[bool]) -> None:
    nothing = FORGOTTEN + cast(col(Walker.id), String)
    session.connection().execute(update(Walker).where(which).values(token_digest=nothing))


def forget_rows(table: Any) -> Callable[[Session, ColumnElement[bool]], None]:
    def forget(session: Session, which: ColumnElement[bool]) -> None:
        session.connection().execute(delete(table).where(which))

    return forget


def clear_dead_rows(is_rewritten: bool) -> None:
    """PostgreSQL keeps a row as it was until somebody clears it; SQLite has overwritten it at once, and there is nothing to do.

    Clearing makes room and stops nobody, but bytes may stay in the unused part of a page. Only a table that is rewritten has
    none of them, and whoever wants to read or write it waits meanwhile. Raises CannotForget when the tables are never free.
    """
    if has_one_writer():
        return
    with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        quote = connection.dialect.identifier_preparer.quote
        tables = [quote(name) for name in inspect(connection).get_table_names()]
        connection.execute(text(f"SET lock_timeout = '{LOCK_WAIT_S}s'"))
        try:
            connection.execute(text(f"VACUUM {', '.join(tables)}"))
            for table in tables if is_rewritten else ():  # one by one, so that nobody waits for all of them
                connection.execute(text(f"VACUUM (FULL) {table}"))
        except OperationalError as fault:
            if not isinstance(fault.orig, LockNotAvailable):
                raise
            raise CannotForget(
                "What was forgotten is, but PostgreSQL's tables were in use for too long to clear them of old rows. "
                "Try again in a quieter hour."
            ) from fault
        finally:
            connection.execute(text("RESET lock_timeout"))
