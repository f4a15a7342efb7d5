"""The socket for measures: one registry that pages, reports and exports read, and that a later room can add to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.analysis.agreement import agreement_of
from app.analysis.answered import Answered
from app.analysis.day_and_night import day_and_night
from app.analysis.profile import profile_of
from app.foundation.language import N_


@dataclass(frozen=True, slots=True)
class Measure:
    """`of(findings, indicator code)` gives the measure's own result class. `title` is a msgid."""

    name: str
    title: str
    of: Callable[[Sequence[Answered], str], Any]


_measures: dict[str, Measure] = {}


def offer_measure(measure: Measure) -> None:
    """Add a measure. Raises ValueError when another one has the name: two meanings of one figure would be printed."""
    if _measures.get(measure.name, measure) != measure:
        raise ValueError(f"there is already a measure named {measure.name}")
    _measures[measure.name] = measure


def measures() -> list[Measure]:
    """Every measure, in the order in which it was offered."""
    return list(_measures.values())


offer_measure(Measure("profile", N_("What walkers answered"), profile_of))
offer_measure(Measure("agreement", N_("How far walkers agree"), agreement_of))
offer_measure(Measure("day-and-night", N_("What changes after dark"), day_and_night))
