"""Who is visiting: the socket through which `people` says who is signed in, and the cookies that remember small wishes.

`web` comes before `people` in the house, so it knows a viewer only by what a page needs of her: a name, a language, her
rights. Nothing about a visit is stored on the server except a signed-in account's session.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.foundation.errors import Problem
from app.foundation.language import N_
from app.foundation.settings import settings

YEAR_S = 365 * 24 * 3600


class Visitor(Protocol):
    """What a page may know of the person who is signed in."""

    @property
    def name(self) -> str: ...

    @property
    def language(self) -> str: ...

    def may(self, right: str) -> bool: ...


FindVisitor = Callable[[HTTPConnection], Visitor | None]
_finders: list[FindVisitor] = []


def find_visitors_with(finder: FindVisitor) -> None:
    """The socket: `finder` says from a request's cookies who is signed in. The last one plugged in is asked."""
    _finders[:] = [finder]


def find_visitor(connection: HTTPConnection) -> Visitor | None:
    """Ask the database who this is. Called once a request, before any door opens its own transaction."""
    return _finders[0](connection) if _finders else None


def visitor_of(connection: HTTPConnection) -> Visitor | None:
    """Who is signed in, as found when the request came in."""
    return getattr(connection.state, "visitor", None)


class SignInNeeded(Problem):
    """Pages answer with the sign-in page, and parts with a sentence, so that a half-filled form stays on the screen."""

    status = 401
    code = "sign-in-needed"
    sentence = N_(
        "You are signed out. Open the sign-in page in a new tab, sign in, then try again here. Your text stays."
    )


def cookie_name(name: str) -> str:
    """`__Host-` binds a cookie to this very host, but browsers accept it over TLS only."""
    return f"__Host-{name}" if settings().is_https else name


def keep_cookie(response: Response, name: str, value: str, max_age_s: int = YEAR_S) -> None:
    """Set one of our cookies: for this site only, unreadable for scripts, and Secure wherever TLS is."""
    response.set_cookie(
        cookie_name(name), value, max_age=max_age_s, path="/", secure=settings().is_https, httponly=True, samesite="lax"
    )


def drop_cookie(response: Response, name: str) -> None:
    """Take one of our cookies back."""
    response.delete_cookie(cookie_name(name), path="/", secure=settings().is_https, httponly=True, samesite="lax")


def cookie_of(connection: HTTPConnection, name: str) -> str:
    """The value of one of our cookies, or the empty string."""
    return connection.cookies.get(cookie_name(name), "")


def inner_path(path: str | None, otherwise: str = "/") -> str:
    """`path` when it stays on this site, else `otherwise`: a `next=//evil.example` must not lead away."""
    wanted = path or ""
    is_inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return wanted if is_inside and wanted.isprintable() and "\\" not in wanted else otherwise


def sign_in_path(request: Request) -> str:
    """The sign-in page, which leads back to where the visitor wanted to go."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?next={quote(here, safe='/')}"
