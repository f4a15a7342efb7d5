"""The street lines of a site as every phone takes them along, made once and kept in memory while nothing changes."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.sites.site import Site
from app.sites.store import streets_of
from app.sites.streets import light_streets

# Making them takes half a second for a square kilometre of a dense centre, and thirty phones ask within a minute.
MOST_KEPT = 32
Version = tuple[UUID, str | None, str]
_kept: OrderedDict[Version, dict[str, Any]] = OrderedDict()


def streets_for_phone(session: Session, site: Site) -> dict[str, Any]:
    """GeoJSON FeatureCollection of lines with properties `name` and `is_lit`. Shared between callers: do not change it."""
    version = (site.id, site.street_sheet_sha256, json.dumps(site.boundary_wgs84, sort_keys=True))
    if version not in _kept:
        _kept[version] = light_streets(streets_of(session, site.id))
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return _kept[version]
