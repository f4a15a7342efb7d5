"""A worker of a server with several processes ends when the process that started it is gone.

A worker that nobody watches would serve on with the code of yesterday, and keep the port from the next start. Whoever sends
SIGKILL to one process only, as a kernel without memory does, takes the others with it this way.
"""

from __future__ import annotations

import logging
import os
import signal
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread

log = logging.getLogger(__name__)


def end_when_left_alone() -> None:
    """From now on, in a process that another one started as its worker. In any other, nothing happens."""
    if (parent := parent_process()) is not None:
        Thread(target=_end_after, args=(parent.sentinel,), name="watching the parent", daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    log.error("the process that started this worker is gone: the worker ends, as if it had been asked to")
    os.kill(os.getpid(), signal.SIGTERM)
