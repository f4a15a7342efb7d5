"""Builders of answers with honest defaults."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from app.analysis import Answered
from app.foundation.identifiers import new_id


def an_answer(walker: UUID | None = None, **said: Any) -> Answered:
    """A finding of one walker. Keywords that are fields of `Answered` set those; the others are answers."""
    fields = {name: said.pop(name) for name in ("walk_id", "stop_id", "period", "mode", "lon", "lat") if name in said}
    fields.setdefault("walk_id", WALK)
    return Answered(finding_id=new_id(), walker_id=walker or new_id(), answers=said, **fields)


WALK = new_id()
