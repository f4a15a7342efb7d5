"""How many may walk along: far more than ever do, so that whoever has a code cannot be as many walkers as she likes.

What one phone may send is bounded (the quotas of findings), but a phone is whoever joins. So is the number of joins: by walk and
never by network address, since a whole group stands behind one Wi-Fi. Phones that joined are never counted again.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from app.foundation import clock
from app.walks import store
from app.walks.problems import WalkIsFull

# A walk has 5 to 40 walkers, and some phones join again after they lost their storage. An open walk that a whole neighbourhood is
# invited to may have 200: half as many again may come within the hour, and three times as many in all.
HOUR, MOST_AN_HOUR = timedelta(hours=1), 300
MOST_IN_ALL = 600
LATER_S = int(HOUR.total_seconds()) // 4


def places_left(codes: int, in_all: int, lately: int) -> int:
    """How many may still join, when so many did in all and within the hour; pure.

    Each code that the walk ever had gives room for as many: a leader whose code reached the wrong people makes a new one, and
    her group need not wait until those have gone by who came with the old one.
    """
    return max(0, min(codes * MOST_IN_ALL - in_all, codes * MOST_AN_HOUR - lately))


def is_full(session: Session, walk_id: UUID, code_turn: int) -> bool:
    """Whether new phones have to wait."""
    in_all, lately = store.count_joined(session, walk_id, clock.now() - HOUR)
    return not places_left(code_turn + 1, in_all, lately)


def check_places(session: Session, walk_id: UUID, code_turn: int) -> None:
    """Raises WalkIsFull (429). Call it with the walk locked, so that as many as come at once share what is left."""
    if is_full(session, walk_id, code_turn):
        raise WalkIsFull(retry_after_s=LATER_S)
