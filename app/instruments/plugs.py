"""What this room plugs in when the server starts: an organisation's own drawings."""

from __future__ import annotations

import logging

from app.instruments.drawings import SCENES, drawings
from app.instruments.reading import TemplateFault
from app.web.static_files import put_in_place_of

log = logging.getLogger(__name__)


def plug_in() -> None:
    """A file that cannot be used costs the walkers no drawing: ours stay, and `farola instruments check` says why."""
    try:
        put_in_place_of(SCENES, drawings())
    except TemplateFault as fault:
        put_in_place_of(SCENES, None)
        log.warning("left out of the drawings: %s", fault)
