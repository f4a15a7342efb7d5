"""The threads that take in what phones send: few, and apart from those that make pages, so that neither waits for the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Hands:
    """A few threads. Python runs one of them at a time, while the others wait for the disk or the database."""

    def __init__(self, name: str, most: int) -> None:
        self._threads = ThreadPoolExecutor(most, thread_name_prefix=name)

    async def do(self, work: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
        """Do this in one of the threads, in the language of the request, and return what it returns."""
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: context.run(work, *arguments, **named)
        )


# Two sets, because words come before pictures: a finding never waits behind the fsync of a photo. Sixteen findings at once are
# written in one transaction, and sixteen photos keep any disk busy; more would only wait in more memory.
FINDING_HANDS = Hands("findings", 16)
MEDIA_HANDS = Hands("media", 16)
