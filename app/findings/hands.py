"""The threads that take in what phones send: few, and apart from those that make pages, so that neither waits for the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

# Python runs one of them at a time; the others wait for the disk or the database. More would only take turns more often.
HANDS = 16
_hands = ThreadPoolExecutor(HANDS, thread_name_prefix="intake")


async def at_work(do: Callable[P, R], *arguments: P.args, **named: P.kwargs) -> R:
    """Do this in one of the threads, in the language of the request, and return what it returns."""
    work = copy_context()
    return await asyncio.get_running_loop().run_in_executor(_hands, lambda: work.run(do, *arguments, **named))
