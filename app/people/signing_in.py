"""Signing in and out. A session is a random token in a cookie; only its digest is stored, so a stolen database opens nothing."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.errors import Problem
from app.foundation.identifiers import digest, keyed_digest, new_token
from app.foundation.language import N_
from app.people import store
from app.people.passwords import is_right
from app.people.sign_in import FailedSignIn, SignIn
from app.people.viewer import Viewer, viewer_of

IDLE = timedelta(days=30)
SEEN_EVERY = timedelta(hours=12)  # how often a session's last use is written down; more would make every page a writer
MOST_FAILURES = 10  # an hour and account: 87,600 guesses a year against passwords of at least ten characters
FAILURES_COUNT_FOR = timedelta(hours=1)


class WrongSignIn(Problem):
    status = 422
    code = "sign-in-wrong"
    sentence = N_("The e-mail and the password do not belong together. Check both and try again.")


class TooManySignIns(Problem):
    status = 429
    code = "sign-in-throttled"
    sentence = N_(
        "Too many tries for this e-mail. Wait an hour, or ask an administrator of your organisation for help."
    )


def folded(email: str) -> str:
    """One spelling for one address."""
    return email.strip().casefold()


def sign_in(email: str, password: str, old_token: str = "") -> tuple[str, Viewer]:
    """A fresh session: its token, and who it is. Raises WrongSignIn or TooManySignIns.

    Hashing takes a quarter of a second, so it stays outside the transactions: phones that send findings wait for nobody.
    """
    email = folded(email)
    key = keyed_digest("sign-in", email)
    with reading() as session:
        failures = store.failures_since(session, key, clock.now() - FAILURES_COUNT_FOR)
        account = store.account_with_email(session, email)
    if failures >= MOST_FAILURES:
        raise TooManySignIns(retry_after_s=int(FAILURES_COUNT_FOR.total_seconds()))
    is_open = is_right(password, account.password_hash if account else None)
    if not is_open or account is None or account.disabled_at:
        _note_failure(key)
        raise WrongSignIn()
    return _open_session(account.id, key, old_token), viewer_of(account)


def _note_failure(key: str) -> None:
    with writing() as session:
        store.forget_failures(session, before=clock.now() - FAILURES_COUNT_FOR)
        session.add(FailedSignIn(email_digest=key))


def _open_session(account_id: UUID, key: str, old_token: str) -> str:
    """A new token at each sign-in, and the old one dies: a planted cookie never becomes a signed-in one."""
    token = new_token()
    with writing() as session:
        store.forget_failures_of(session, key)
        store.forget_idle_sessions(session, before=clock.now() - IDLE)
        if old_token:
            store.forget_session(session, digest(old_token))
        session.add(SignIn(account_id=account_id, token_digest=digest(token)))
    return token


def viewer_with_token(token: str) -> Viewer | None:
    """Who this browser is signed in as. Asked anew at every request, so a disabled account is out at once."""
    with reading() as session:
        found = store.session_and_account(session, digest(token))
    if found is None:
        return None
    signed_in, account = found
    idle = clock.now() - signed_in.seen_at
    if idle > IDLE or account.disabled_at:
        return None
    if idle > SEEN_EVERY:
        with writing() as session:
            store.mark_seen(session, signed_in.id, clock.now())
    return viewer_of(account)


def sign_out(token: str) -> None:
    """End this browser's session on the server too, so that a copied cookie is worth nothing."""
    with writing() as session:
        store.forget_session(session, digest(token))
