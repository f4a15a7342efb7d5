"""What the ground floor does for as long as the server runs."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client.multiprocess import mark_process_dead

from app.web.left_alone import end_when_left_alone
from app.web.shared_folder import VARIABLE, holding_shared_folder

# Python looks for rings of forgotten objects whenever 700 more were made than let go, which a batch of fifty findings does
# ten times. Measured: a quarter of the time of intake. Nearly everything here goes away by itself when nobody holds it.
NEW_OBJECTS = 20_000


@contextmanager
def working() -> Iterator[None]:
    """What is loaded by now stays loaded, so nobody needs to look through it again and again for what could go.

    And a worker does not outlive its server.
    """
    usual = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, *usual[1:])
    end_when_left_alone()
    with holding_shared_folder():
        try:
            yield
        finally:
            if VARIABLE in os.environ:
                mark_process_dead(os.getpid())  # type: ignore[no-untyped-call]
            gc.set_threshold(*usual)
            gc.unfreeze()
