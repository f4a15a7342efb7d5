"""The socket of the front page: later rooms say who can try what, and the page shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.foundation.database import Session


@dataclass(frozen=True, slots=True)
class Welcome:
    """One thing to try: for whom, what happens, and where. `facts` are pairs to read off, such as an e-mail to sign in with.

    Words are in the reader's language already; `path` is an address on this site; `icon` a drawing of the sprite.
    """

    title: str
    words: str
    path: str
    action: str
    icon: str = "arrow-right"
    facts: tuple[tuple[str, str], ...] = ()


Welcoming = Callable[[Session], list[Welcome]]
_welcoming: list[Welcoming] = []


def welcome_with(welcoming: Welcoming) -> None:
    """Plug in: `welcoming(session)` gives what can be tried now, in order; empty when there is nothing."""
    if welcoming not in _welcoming:
        _welcoming.append(welcoming)


def welcomes(session: Session) -> list[Welcome]:
    """Everything that a visitor can try."""
    return [each for welcoming in _welcoming for each in welcoming(session)]
