"""Doors of people: signing in and out, one's account, the team, invitations, and who read what."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.foundation import clock
from app.foundation.errors import BadInput, Problem
from app.foundation.language import _, language_now
from app.people import store, team
from app.people.doors import SESSION_COOKIE, SignedIn
from app.people.joining import accept_invitation, invite
from app.people.rights import ROLE_HINTS, ROLE_NAMES, Right, Role
from app.people.signing_in import IDLE, sign_in, sign_out
from app.web.requests import Reading, Writing
from app.web.show import redirect, show
from app.web.typed import FormDoor
from app.web.visits import cookie_of, drop_cookie, inner_path, keep_cookie, visitor_of

router = APIRouter(route_class=FormDoor)
READS_A_PAGE = 100
COUNTED_DAYS = 30  # a month of looks fits a head; more is for the list below
Text = Annotated[str, Form(max_length=300)]


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/desk") -> Response:
    """The sign-in page; somebody who is signed in goes on at once."""
    if visitor_of(request):
        return redirect(request, inner_path(next, "/desk"))
    return show(request, "people/sign_in.html", next=inner_path(next, "/desk"), email="", problem=None)


@router.post("/sign-in")
def sign_in_door(request: Request, email: Text, password: Text, next: Text = "/desk") -> Response:
    """Open a session, or say what is wrong and keep the e-mail."""
    try:
        token, _viewer = sign_in(email, password, old_token=cookie_of(request, SESSION_COOKIE))
    except Problem as problem:
        page = show(
            request, "people/sign_in.html", status=problem.status, next=inner_path(next), email=email, problem=problem
        )
        if problem.retry_after_s:
            page.headers["Retry-After"] = str(problem.retry_after_s)
        return page
    return _signed_in(redirect(request, inner_path(next, "/desk")), token)


@router.post("/sign-out")
def sign_out_door(request: Request) -> Response:
    """End the session here and on the server."""
    sign_out(cookie_of(request, SESSION_COOKIE))
    answer = redirect(request, "/", said=_("You are signed out."))
    drop_cookie(answer, SESSION_COOKIE)
    return answer


@router.get("/account")
def account_page(request: Request, session: Reading, viewer: SignedIn) -> Response:
    """One's own account."""
    return _account_page(request, session, viewer)


@router.post("/account/password")
def password_door(request: Request, session: Reading, viewer: SignedIn, old: Text, new: Text) -> Response:
    """Change one's password."""
    try:
        team.change_password(viewer, old, new, cookie_of(request, SESSION_COOKIE))
    except BadInput as problem:
        return _account_page(request, session, viewer, problem)
    return redirect(request, "/account", said=_("Your password is changed. Other browsers are signed out."))


def _account_page(request: Request, session: Reading, viewer: SignedIn, problem: Problem | None = None) -> Response:
    return show(
        request,
        "people/account.html",
        status=problem.status if problem else 200,
        account=store.account_of(session, viewer),
        organisation=store.organisation_of(session, viewer),
        role_name=ROLE_NAMES[viewer.role],
        role_hint=ROLE_HINTS[viewer.role],
        problem=problem,
    )


@router.get("/team")
def team_page(request: Request, session: Reading, viewer: SignedIn) -> Response:
    """Everybody of the organisation, for those who may invite or who guard the data."""
    return _team_page(request, session, viewer)


@router.post("/team/invitations")
def invite_door(
    request: Request, session: Writing, viewer: SignedIn, role: Annotated[Role, Form()], label: Text = ""
) -> Response:
    """Make an invitation and show its link, this once."""
    return _team_page(request, session, viewer, link=invite(session, viewer, role, label))


@router.post("/team/invitations/{invitation_id}/withdraw")
def withdraw_door(request: Request, session: Writing, viewer: SignedIn, invitation_id: UUID) -> Response:
    """Make an open invitation worthless."""
    team.withdraw_invitation(session, viewer, invitation_id)
    return redirect(request, "/team", said=_("The invitation is withdrawn. Its link opens nothing now."))


@router.post("/team/{account_id}/close")
def close_door(request: Request, session: Writing, viewer: SignedIn, account_id: UUID) -> Response:
    """Let somebody in no more."""
    account = team.close_account(session, viewer, account_id)
    return redirect(request, "/team", said=_("{name} is signed out and cannot sign in.").format(name=account.name))


@router.post("/team/{account_id}/reopen")
def reopen_door(request: Request, session: Writing, viewer: SignedIn, account_id: UUID) -> Response:
    """Let somebody in again."""
    account = team.reopen_account(session, viewer, account_id)
    return redirect(request, "/team", said=_("{name} can sign in again.").format(name=account.name))


def _team_page(request: Request, session: Reading, viewer: SignedIn, link: str = "") -> Response:
    if not viewer.may(Right.INVITE):
        viewer.require(Right.READ_READS)
    return show(
        request,
        "people/team.html",
        accounts=store.colleagues_of(session, viewer),
        invitations=store.open_invitations_of(session, viewer, clock.now()),
        organisation=store.organisation_of(session, viewer),
        role_names=ROLE_NAMES,
        role_hints=ROLE_HINTS,
        link=link,
    )


@router.get("/team/reads")
def reads_page(
    request: Request, session: Reading, viewer: SignedIn, before: Annotated[UUID | None, Query()] = None
) -> Response:
    """Who opened or exported what, newest first."""
    viewer.require(Right.READ_READS)
    reads = store.reads_seen_by(session, viewer, READS_A_PAGE + 1, before)
    return show(
        request,
        "people/reads.html",
        reads=reads[:READS_A_PAGE],
        has_more=len(reads) > READS_A_PAGE,
        days=COUNTED_DAYS,
        counts=store.reads_counted(session, viewer, clock.now() - timedelta(days=COUNTED_DAYS)),
    )


@router.get("/invitation")
def invitation_page(request: Request) -> Response:
    """Where an invitation's link leads. The secret is in the fragment, so the server does not see it yet."""
    return show(request, "people/invitation.html", given={"secret": "", "email": "", "name": ""}, problem=None)


@router.post("/invitation")
def invitation_door(request: Request, secret: Text, email: Text, name: Text, password: Text) -> Response:
    """Take the place: an account is made and signed in."""
    try:
        accept_invitation(secret, email, name, password, language_now())
    except Problem as problem:
        given = {"secret": secret, "email": email, "name": name}
        return show(request, "people/invitation.html", status=problem.status, given=given, problem=problem)
    token, viewer = sign_in(email, password, old_token=cookie_of(request, SESSION_COOKIE))
    return _signed_in(redirect(request, "/desk", said=_("Welcome, {name}.").format(name=viewer.name)), token)


def _signed_in(answer: Response, token: str) -> Response:
    keep_cookie(answer, SESSION_COOKIE, token, max_age_s=int(IDLE.total_seconds()))
    return answer
