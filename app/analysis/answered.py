"""One finding as analysis sees it: answers with their place and period, and nothing about who gave them but a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

Voice = Literal["individual", "group"]
GROUP_AGREED = "group_agreed"
NOT_APPLICABLE, DO_NOT_KNOW = "na", "dk"
LEVELS = (0, 1, 2, 3)  # 0 is always worst, 3 always best


@dataclass(frozen=True, slots=True)
class Answered:
    """A kept finding. `lon`, `lat` in WGS 84 degrees or None; `answers` as sent by the phone; `period` day, dusk or night."""

    finding_id: UUID
    walker_id: UUID
    walk_id: UUID
    stop_id: UUID | None = None
    period: str = "night"
    mode: str = "one_person"
    lon: float | None = None
    lat: float | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def place_wgs84(self) -> tuple[float, float] | None:
        """(longitude, latitude) or None when the phone had no place."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)

    @property
    def voice(self) -> Voice:
        """Whether a person (or a pair sharing a phone) answers, or a group after talking."""
        return "group" if self.mode == GROUP_AGREED else "individual"

    def level(self, indicator: str) -> int | None:
        """The level 0..3 given to an indicator; None for silence, "na", "dk" and answers that are not levels."""
        return level_in(self.answers.get(indicator))


def level_in(answer: Any) -> int | None:
    """The level 0..3 that an answer is, or None. `True` is not level 1."""
    return answer if isinstance(answer, int) and not isinstance(answer, bool) and answer in LEVELS else None


def of_voice(answered: Iterable[Answered], voice: Voice) -> list[Answered]:
    """Only what individuals said, or only what groups agreed: the two are never mixed in one figure."""
    return [finding for finding in answered if finding.voice == voice]
