"""All SQL of the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlmodel import col

from app.foundation.database import Session
from app.prompts.prompt import Prompt


class Known(NamedTuple):
    """What is known of a prompt without reading its bytes."""

    language: str
    code: str
    sha256: str
    words_sha256: str
    size_bytes: int


def spoken_in(session: Session, organisation_id: UUID, languages: Sequence[str]) -> list[Known]:
    """What an organisation recorded in these languages, in order of language and code."""
    wanted = (
        select(
            col(Prompt.language),
            col(Prompt.code),
            col(Prompt.sha256),
            col(Prompt.words_sha256),
            func.length(col(Prompt.content)),
        )
        .where(col(Prompt.organisation_id) == organisation_id, col(Prompt.language).in_(languages))
        .order_by(col(Prompt.language), col(Prompt.code))
    )
    return [Known(*row) for row in session.connection().execute(wanted)]


def prompt_with_hash(session: Session, sha256: str) -> Prompt | None:
    return session.exec(select(Prompt).where(col(Prompt.sha256) == sha256).limit(1)).scalars().first()  # type: ignore[call-overload,no-any-return]


def drop(session: Session, organisation_id: UUID, language: str, code: str) -> None:
    this = (col(Prompt.organisation_id) == organisation_id, col(Prompt.language) == language, col(Prompt.code) == code)
    session.connection().execute(delete(Prompt).where(*this))
