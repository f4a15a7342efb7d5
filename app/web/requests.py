"""One request, one transaction. `Writing` commits before the answer is written, so a page never claims what was not kept."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Annotated

from anyio import Semaphore
from anyio.lowlevel import RunVar
from fastapi import Depends
from fastapi.concurrency import contextmanager_in_threadpool

from app.foundation.database import Session, reading, writing

__all__ = ["Reading", "Writing"]

# A door's transaction begins in one thread, and its work is done in another. Were all threads (40) waiting for a lock or a
# connection, whoever has it could not go on: fifty phones that joined at once stood still for half a minute and were sent
# away. So requests queue here first, where waiting takes no thread; together fewer than there are threads and connections.
MOST_READING, MOST_WRITING = 16, 6


class _Gate:
    """Lets so many in at once, in the order in which they came."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._places: RunVar[Semaphore] = RunVar(f"places {id(self)}")  # each event loop has its own

    @asynccontextmanager
    async def passing(self, transaction: AbstractContextManager[Session]) -> AsyncIterator[Session]:
        """The transaction's session, once there is room."""
        places = self._places.get(None)
        if places is None:
            places = Semaphore(self.most)
            self._places.set(places)
        async with places, contextmanager_in_threadpool(transaction) as session:
            yield session


_readers, _writers = _Gate(MOST_READING), _Gate(MOST_WRITING)


async def _reading() -> AsyncIterator[Session]:
    async with _readers.passing(reading()) as session:
        yield session


async def _writing() -> AsyncIterator[Session]:
    async with _writers.passing(writing()) as session:
        yield session


# scope="function": the block ends (and commits) after the door returned and before the first byte is sent. With FastAPI's
# default the commit would come after the answer, and a full disk would be found out when the walker was already thanked.
Reading = Annotated[Session, Depends(_reading, scope="function")]
Writing = Annotated[Session, Depends(_writing, scope="function")]
