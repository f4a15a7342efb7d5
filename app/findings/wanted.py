"""Which findings are wanted: the one filter of lists, maps and measures, and its spelling in a URL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from app.findings.finding import ACCEPTED, HIDDEN, NEW

PERIODS = ("day", "dusk", "night")
MODERATIONS = (NEW, ACCEPTED, HIDDEN)
LEVELS = (0, 1, 2, 3)
# The name goes into a path inside the answers' JSON, where quotes and NUL would be read as something else.
CODE = re.compile(r"[A-Za-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Findings of one audit that meet every condition given; an empty condition lets all through.

    `levels` (0..3) are those of `indicator`, and ask for nothing without it. `bbox_wgs84` is (west, south, east, north) in
    degrees. Withdrawn findings meet no filter.
    """

    audit_id: UUID
    walk_id: UUID | None = None
    indicator: str | None = None
    levels: tuple[int, ...] = ()
    periods: tuple[str, ...] = ()
    stop_id: UUID | None = None
    moderation: tuple[str, ...] = ()
    has_photo: bool | None = None
    bbox: tuple[float, float, float, float] | None = None

    @property
    def conditions(self) -> int:
        """How many conditions narrow it."""
        return len(self.parameters())

    def parameters(self) -> dict[str, str]:
        """The conditions as they stand in a URL, so that a link shows the same list to a colleague."""
        said: dict[str, Any] = {
            "walk": self.walk_id,
            "indicator": self.indicator,
            "levels": ",".join(map(str, self.levels)),
            "periods": ",".join(self.periods),
            "stop": self.stop_id,
            "state": ",".join(self.moderation),
            "photo": {True: "yes", False: "no", None: ""}[self.has_photo],
        }
        return {name: str(value) for name, value in said.items() if value}

    def query(self, **changed: Any) -> str:
        """The URL's query with some conditions changed, starting with "?" unless it is empty."""
        text = urlencode(replace(self, **changed).parameters(), safe=",")
        return f"?{text}" if text else ""


def filter_in(audit_id: UUID, given: Mapping[str, Any]) -> FindingFilter:
    """The filter that a URL's query spells. What cannot be read is passed over: an old link should still open."""
    return FindingFilter(
        audit_id=audit_id,
        walk_id=_uuid(given.get("walk")),
        indicator=_code(given.get("indicator")),
        levels=tuple(level for level in LEVELS if str(level) in _words(given, "levels")),
        periods=tuple(period for period in PERIODS if period in _words(given, "periods")),
        stop_id=_uuid(given.get("stop")),
        moderation=tuple(state for state in MODERATIONS if state in _words(given, "state")),
        has_photo={"yes": True, "no": False}.get(str(given.get("photo"))),
    )


def _words(given: Mapping[str, Any], name: str) -> set[str]:
    """The values of a condition, given once with commas or many times, as checkboxes do."""
    many: Iterable[str] = given.getlist(name) if hasattr(given, "getlist") else [str(given.get(name, ""))]
    return {word for value in many for word in value.split(",")}


def _code(text: Any) -> str | None:
    return str(text) if text and CODE.fullmatch(str(text)) else None


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None
