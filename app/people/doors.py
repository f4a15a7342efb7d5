"""How a door asks who is there."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from app.people.signing_in import viewer_with_token
from app.people.viewer import Viewer
from app.web.visits import SignInNeeded, cookie_of, find_visitors_with, visitor_of

SESSION_COOKIE = "farola"


def find_viewer(connection: HTTPConnection) -> Viewer | None:
    """Who the session cookie belongs to."""
    token = cookie_of(connection, SESSION_COOKIE)
    return viewer_with_token(token) if token else None


# Plugged in on import, not at start-up: nobody should be able to open a door of ours without the lock.
find_visitors_with(find_viewer)


async def _maybe(request: Request) -> Viewer | None:
    visitor = visitor_of(request)
    return visitor if isinstance(visitor, Viewer) else None


async def _signed_in(request: Request) -> Viewer:
    viewer = await _maybe(request)
    if viewer is None:
        raise SignInNeeded()
    return viewer


SignedIn = Annotated[Viewer, Depends(_signed_in)]
MaybeSignedIn = Annotated[Viewer | None, Depends(_maybe)]
