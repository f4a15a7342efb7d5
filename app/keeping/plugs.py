"""What this room does when the server starts: what was taken back stays so, though a restore broke off before it said so."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from app.findings import take_back_again
from app.foundation.database import writing
from app.keeping.checking import logged_and_not_buried
from app.tallies import renew_stamps

log = logging.getLogger(__name__)


@contextmanager
def working() -> Iterator[None]:
    """Before anybody is served. Several processes may do it at once: each thing is taken back once."""
    try:
        returned = logged_and_not_buried()
    except OSError:  # no reason to serve nobody: `farola check` says it louder
        log.exception("the log of what was taken back cannot be read")
        returned = {}
    if returned:
        with writing() as session:
            taken = take_back_again(session, returned)
            renew_stamps(session)  # browsers may hold what was drawn before that restore
        log.warning("%s things that were taken back are taken back again; farola check looks at all of them", taken)
    yield
