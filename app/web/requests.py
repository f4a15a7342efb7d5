"""One request, one transaction. `Writing` commits before the answer is written, so a page never claims what was not kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends

from app.foundation.database import Session, reading, writing

__all__ = ["Reading", "Writing"]


def _reading() -> Iterator[Session]:
    with reading() as session:
        yield session


def _writing() -> Iterator[Session]:
    with writing() as session:
        yield session


# scope="function": the block ends (and commits) after the door returned and before the first byte is sent. With FastAPI's
# default the commit would come after the answer, and a full disk would be found out when the walker was already thanked.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
