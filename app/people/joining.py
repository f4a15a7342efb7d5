"""How organisations and accounts come to be: from the command line, or by an invitation."""

from __future__ import annotations

import re
from uuid import UUID

from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.foundation.errors import BadInput, FieldFault, Problem
from app.foundation.identifiers import digest, new_token
from app.foundation.language import N_, _, known_language
from app.foundation.settings import settings
from app.people import store
from app.people.account import Account, Organisation
from app.people.invitation import GOOD_FOR, Invitation
from app.people.passwords import faults_in_password, hashed
from app.people.rights import Right, Role
from app.people.signing_in import folded
from app.people.viewer import Viewer, viewer_of

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
LONGEST_NAME = 80


class InvitationGone(Problem):
    status = 410
    code = "invitation-gone"
    sentence = N_("This invitation is used, too old, or not complete. Ask the person who invited you for a new one.")


def make_organisation(session: Session, name: str) -> Organisation:
    """A new, empty organisation."""
    organisation = Organisation(name=name.strip())
    session.add(organisation)
    session.flush()
    return organisation


def organisation_named(session: Session, name: str) -> Organisation:
    """The organisation of this name, made when it is missing."""
    return store.organisation_named(session, name.strip()) or make_organisation(session, name)


def viewer_with_email(session: Session, email: str) -> Viewer | None:
    """The viewer that an account's e-mail names, for commands and for the demonstration; None for an unknown one."""
    account = store.account_with_email(session, folded(email))
    return viewer_of(account) if account else None


def make_account(
    session: Session,
    organisation_id: UUID,
    email: str,
    name: str,
    role: Role,
    password: str,
    language: str = "en",
) -> Account:
    """A new account. Raises BadInput with the fields at fault: e-mail taken or misspelt, name empty, password weak."""
    faults = faults_in_account(session, email, name, password)
    if faults:
        raise BadInput(errors=tuple(faults))
    return _add(session, organisation_id, email, name, role, hashed(password), language)


def reset_password(session: Session, email: str, password: str) -> None:
    """A new password for somebody who forgot hers; her sessions end. Raises BadInput: unknown e-mail, weak password."""
    account = store.account_with_email(session, folded(email))
    if account is None:
        raise BadInput(errors=(FieldFault("email", _("Nobody here has this e-mail.")),))
    faults = faults_in_password(password, account.email)
    if faults:
        raise BadInput(errors=tuple(faults))
    account.password_hash = hashed(password)
    store.forget_sessions_of(session, account.id)


def faults_in_account(session: Session, email: str, name: str, password: str) -> list[FieldFault]:
    """What is wrong with a new account, field by field."""
    faults: list[FieldFault] = []
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        faults.append(FieldFault("name", _("Write a name that your group will know, up to 80 characters.")))
    if not EMAIL.fullmatch(folded(email)):
        faults.append(FieldFault("email", _("Write an e-mail address, such as name@example.org.")))
    elif store.account_with_email(session, folded(email)):
        faults.append(
            FieldFault("email", _("This e-mail has an account already. Sign in with it, or use another one."))
        )
    return faults + faults_in_password(password, folded(email))


def _add(
    session: Session, organisation_id: UUID, email: str, name: str, role: Role, password_hash: str, language: str
) -> Account:
    account = Account(
        organisation_id=organisation_id,
        email=folded(email),
        name=name.strip(),
        role=Role(role).value,
        password_hash=password_hash,
        language=known_language(language),
    )
    session.add(account)
    session.flush()
    return account


def invite(session: Session, viewer: Viewer, role: Role, label: str) -> str:
    """The link of a new invitation. Raises NotAllowed. The link is shown once: we keep only the digest of its secret."""
    viewer.require(Right.INVITE)
    secret = new_token()
    session.add(
        Invitation(
            organisation_id=viewer.organisation_id,
            invited_by=viewer.account_id,
            role=role.value,
            label=label.strip()[:LONGEST_NAME],
            secret_digest=digest(secret),
            expires_at=clock.now() + GOOD_FOR,
        )
    )
    return f"{settings().address.rstrip('/')}/invitation#{secret}"


def secret_in(pasted: str) -> str:
    """The secret of an invitation, from the whole link or the secret alone."""
    return pasted.strip().rpartition("#")[2]


def accept_invitation(pasted: str, email: str, name: str, password: str, language: str) -> Account:
    """Make the account that an invitation promises. Raises InvitationGone, or BadInput with the fields at fault.

    Everything is checked before the slow hash and again when the row is written, as two may hold the same link.
    """
    secret_digest = digest(secret_in(pasted))
    with reading() as session:
        _open_invitation(session, secret_digest)
        faults = faults_in_account(session, email, name, password)
    if faults:
        raise BadInput(errors=tuple(faults))
    password_hash = hashed(password)
    with writing() as session:
        invitation = _open_invitation(session, secret_digest)
        if store.account_with_email(session, folded(email)):
            raise BadInput(errors=tuple(faults_in_account(session, email, name, password)))
        invitation.used_at = clock.now()
        return _add(session, invitation.organisation_id, email, name, Role(invitation.role), password_hash, language)


def _open_invitation(session: Session, secret_digest: str) -> Invitation:
    invitation = store.invitation_with_digest(session, secret_digest)
    if invitation is None or invitation.used_at or invitation.expires_at < clock.now():
        raise InvitationGone()
    return invitation
