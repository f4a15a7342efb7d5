"""The people of an organisation: who they are, and closing an account."""

from __future__ import annotations

from uuid import UUID

from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.errors import BadInput, FieldFault, NotFound, Problem
from app.foundation.identifiers import digest
from app.foundation.language import N_, _
from app.people import store
from app.people.account import Account
from app.people.passwords import faults_in_password, hashed, is_right
from app.people.rights import Right, Role
from app.people.viewer import Viewer


class LastAdministrator(Problem):
    status = 409
    code = "last-administrator"
    sentence = N_("At least one administrator must stay, or nobody could invite people. Make another one first.")


def close_account(session: Session, viewer: Viewer, account_id: UUID) -> Account:
    """Sign her out everywhere and let her in no more. Raises NotAllowed, NotFound, LastAdministrator."""
    viewer.require(Right.INVITE)
    account = _colleague(session, viewer, account_id)
    if account.role == Role.ADMINISTRATOR and not _other_administrators(session, viewer, account):
        raise LastAdministrator()
    account.disabled_at = account.disabled_at or clock.now()
    store.forget_sessions_of(session, account.id)
    return account


def reopen_account(session: Session, viewer: Viewer, account_id: UUID) -> Account:
    """Let her in again, with her old password. Raises NotAllowed, NotFound."""
    viewer.require(Right.INVITE)
    account = _colleague(session, viewer, account_id)
    account.disabled_at = None
    return account


def withdraw_invitation(session: Session, viewer: Viewer, invitation_id: UUID) -> None:
    """Make the link worthless. Raises NotAllowed, NotFound."""
    viewer.require(Right.INVITE)
    invitation = store.invitation_seen_by(session, viewer, invitation_id)
    if invitation is None:
        raise NotFound()
    invitation.expires_at = clock.now()


def change_password(viewer: Viewer, old: str, new: str, token: str) -> None:
    """Set a new password and sign out every other browser. Raises BadInput with the field at fault."""
    with reading() as session:
        account = store.account_of(session, viewer)
    if not is_right(old, account.password_hash):
        raise BadInput(errors=(FieldFault("old", _("This is not your password of today.")),))
    faults = faults_in_password(new, account.email, pointer="new")
    if faults:
        raise BadInput(errors=tuple(faults))
    password_hash = hashed(new)
    with writing() as session:
        store.account_of(session, viewer).password_hash = password_hash
        store.forget_sessions_of(session, viewer.account_id, except_digest=digest(token))


def _colleague(session: Session, viewer: Viewer, account_id: UUID) -> Account:
    account = store.colleague_seen_by(session, viewer, account_id)
    if account is None:
        raise NotFound()
    return account


def _other_administrators(session: Session, viewer: Viewer, account: Account) -> list[Account]:
    return [
        each
        for each in store.colleagues_of(session, viewer)
        if each.role == Role.ADMINISTRATOR and each.id != account.id and not each.disabled_at
    ]
