"""All SQL of this room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from app.foundation.database import Session
from app.people.account import Account, Organisation
from app.people.invitation import Invitation
from app.people.reading_log import ReadEntry
from app.people.sign_in import FailedSignIn, SignIn
from app.people.viewer import Viewer

# Before somebody is signed in there is no viewer to ask: these few look things up by what only the right person holds.


def account_with_email(session: Session, email: str) -> Account | None:
    return session.exec(select(Account).where(Account.email == email)).first()


def session_and_account(session: Session, token_digest: str) -> tuple[SignIn, Account] | None:
    return session.exec(
        select(SignIn, Account)
        .join(Account, col(Account.id) == col(SignIn.account_id))
        .where(SignIn.token_digest == token_digest)
    ).first()


def invitation_with_digest(session: Session, secret_digest: str) -> Invitation | None:
    return session.exec(select(Invitation).where(Invitation.secret_digest == secret_digest)).first()


def organisation_named(session: Session, name: str) -> Organisation | None:
    return session.exec(select(Organisation).where(Organisation.name == name)).first()


def every_account(session: Session) -> Sequence[tuple[Account, Organisation]]:
    """For the operator's command line only."""
    return session.exec(
        select(Account, Organisation)
        .join(Organisation, col(Organisation.id) == col(Account.organisation_id))
        .order_by(Organisation.name, Account.email)
    ).all()


# Sessions and failed tries.


def mark_seen(session: Session, sign_in_id: UUID, at: datetime) -> None:
    session.execute(update(SignIn).where(col(SignIn.id) == sign_in_id).values(seen_at=at))


def forget_session(session: Session, token_digest: str) -> None:
    session.execute(delete(SignIn).where(col(SignIn.token_digest) == token_digest))


def forget_sessions_of(session: Session, account_id: UUID, except_digest: str = "") -> None:
    session.execute(
        delete(SignIn).where(col(SignIn.account_id) == account_id, col(SignIn.token_digest) != except_digest)
    )


def forget_idle_sessions(session: Session, before: datetime) -> None:
    session.execute(delete(SignIn).where(col(SignIn.seen_at) < before))


def failures_since(session: Session, email_digest: str, since: datetime) -> int:
    return session.exec(
        select(func.count())
        .select_from(FailedSignIn)
        .where(FailedSignIn.email_digest == email_digest, col(FailedSignIn.failed_at) > since)
    ).one()


def forget_failures(session: Session, before: datetime) -> None:
    session.execute(delete(FailedSignIn).where(col(FailedSignIn.failed_at) < before))


def forget_failures_of(session: Session, email_digest: str) -> None:
    session.execute(delete(FailedSignIn).where(col(FailedSignIn.email_digest) == email_digest))


# What a signed-in viewer sees of her own organisation.


def organisation_of(session: Session, viewer: Viewer) -> Organisation:
    return session.exec(select(Organisation).where(Organisation.id == viewer.organisation_id)).one()


def account_of(session: Session, viewer: Viewer) -> Account:
    return session.exec(select(Account).where(Account.id == viewer.account_id)).one()


def colleagues_of(session: Session, viewer: Viewer) -> Sequence[Account]:
    return session.exec(
        select(Account).where(Account.organisation_id == viewer.organisation_id).order_by(Account.name)
    ).all()


def colleague_seen_by(session: Session, viewer: Viewer, account_id: UUID) -> Account | None:
    return session.exec(
        select(Account).where(Account.id == account_id, Account.organisation_id == viewer.organisation_id)
    ).first()


def open_invitations_of(session: Session, viewer: Viewer, now: datetime) -> Sequence[Invitation]:
    return session.exec(
        select(Invitation)
        .where(
            Invitation.organisation_id == viewer.organisation_id,
            col(Invitation.used_at).is_(None),
            col(Invitation.expires_at) > now,
        )
        .order_by(col(Invitation.created_at).desc())
    ).all()


def invitation_seen_by(session: Session, viewer: Viewer, invitation_id: UUID) -> Invitation | None:
    return session.exec(
        select(Invitation).where(Invitation.id == invitation_id, Invitation.organisation_id == viewer.organisation_id)
    ).first()


def reads_seen_by(
    session: Session, viewer: Viewer, most: int, before: UUID | None
) -> Sequence[tuple[ReadEntry, Account | None]]:
    """Newest first, with who it was; nobody where the house itself forgot.

    `before` is the id of the last entry of the page above (ids are ordered by time).
    """
    query = (
        select(ReadEntry, Account)
        .join(Account, col(Account.id) == col(ReadEntry.account_id), isouter=True)
        .where(ReadEntry.organisation_id == viewer.organisation_id)
    )
    if before:
        query = query.where(col(ReadEntry.id) < before)
    return session.exec(query.order_by(col(ReadEntry.id).desc()).limit(most)).all()


def reads_counted(session: Session, viewer: Viewer, since: datetime) -> Sequence[tuple[str, int]]:
    """How often each kind of thing was looked at since then, the most looked at first."""
    how_often = func.count()
    query = (
        select(ReadEntry.what, how_often)
        .where(ReadEntry.organisation_id == viewer.organisation_id, col(ReadEntry.read_at) >= since)
        .where(col(ReadEntry.account_id).is_not(None))
        .group_by(ReadEntry.what)
    )
    return session.exec(query.order_by(how_often.desc(), ReadEntry.what)).all()
