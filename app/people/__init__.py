"""Accounts, organisations and roles of those who prepare, check and read walks. Walkers have no account."""

from app.people.account import Account, Organisation
from app.people.doors import MaybeSignedIn, SignedIn
from app.people.invitation import Invitation
from app.people.joining import make_account, make_organisation, organisation_named, viewer_with_email
from app.people.reading_log import ReadEntry, note_read
from app.people.rights import Right, Role
from app.people.sign_in import FailedSignIn, SignIn
from app.people.viewer import Viewer, viewer_of

__all__ = [
    "Account",
    "FailedSignIn",
    "Invitation",
    "MaybeSignedIn",
    "Organisation",
    "ReadEntry",
    "Right",
    "Role",
    "SignIn",
    "SignedIn",
    "Viewer",
    "make_account",
    "make_organisation",
    "note_read",
    "organisation_named",
    "viewer_of",
    "viewer_with_email",
]
