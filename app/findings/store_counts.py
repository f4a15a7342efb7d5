"""The SQL of what is counted for whoever runs the server: small questions that an index answers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.findings.medium import AWAITED, BROKEN, CLEAN, RECEIVED
from app.findings.store import MEDIA
from app.foundation.database import Session


def states_of_media(session: Session) -> dict[str, int]:
    """How many photos and recordings stand in each state; also those states in which there is none."""
    asked = select(MEDIA.c.state, func.count()).group_by(MEDIA.c.state)
    return dict.fromkeys((AWAITED, RECEIVED, CLEAN, BROKEN), 0) | {
        row[0]: row[1] for row in session.connection().execute(asked)
    }


def oldest_waiting(session: Session) -> datetime | None:
    """When the medium arrived that has waited longest for cleaning."""
    asked = select(MEDIA.c.received_at).where(MEDIA.c.state == RECEIVED).order_by(MEDIA.c.received_at).limit(1)
    found: datetime | None = session.connection().execute(asked).scalar()
    return found
