"""How a door knows which phone knocks: by the bearer token that joining gave it. No cookies on this API."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.foundation.database import Session
from app.walks.joining import walker_with_token
from app.walks.problems import TokenUnknown
from app.walks.walker import Walker
from app.web.requests import Reading, Writing

__all__ = ["PhoneReader", "PhoneWalker"]

_bearer = HTTPBearer(
    scheme_name="walker",
    description="The token that POST /api/v1/join gave this phone.",
    auto_error=False,  # ours says what to do, in her language
)
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def _walker(session: Session, credentials: HTTPAuthorizationCredentials | None) -> Walker:
    if credentials is None:
        raise TokenUnknown
    return walker_with_token(session, credentials.credentials)


def _writing_walker(session: Writing, credentials: Credentials) -> Walker:
    return _walker(session, credentials)


def _reading_walker(session: Reading, credentials: Credentials) -> Walker:
    return _walker(session, credentials)


# The walker, in the same transaction as the door's own `session: Writing` (or `Reading`).
PhoneWalker = Annotated[Walker, Depends(_writing_walker, scope="function")]
PhoneReader = Annotated[Walker, Depends(_reading_walker, scope="function")]
