"""What may be shown to whom: small counts stay hidden, and hidden counts cannot be found by subtraction.

Privacy classes of indicators: A is a thing or a fault (a lamp that is out), P is how somebody feels, S could hurt (behaviour,
trust in police, tenure, who walked), M is about the record itself. An answer is protected by the number of *different walkers*
behind it, not by the number of answers: one person may answer fifty times.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from math import inf
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

# Five, not three: with three, a walker who knows her own answer and that of the friend beside her knows the third.
LEAST_WALKERS = 5
# Inside the group people stood together and heard each other; below three even an honest average is only two opinions.
LEAST_WALKERS_INSIDE = 3
# A phone gets a new id on each walk, so ten ids may be five women who walked twice; strangers also know more from elsewhere.
LEAST_WALKERS_IN_PUBLIC = 10
# One walk is one evening with known faces; two cannot be told apart any more.
LEAST_WALKS_IN_PUBLIC = 2
# A walker who gave more than half of the answers is the answer.
LARGEST_PART = 0.5
# Rounding to five hides the step of one person joining or leaving between two looks.
ROUND_TO = 5
# Below twenty, whole per cent can be turned back into exact counts.
LEAST_ANSWERS_FOR_SHARES = 20


class Audience(StrEnum):
    """Who looks: the group's own facilitators and guardians, others of the organisation as a planner does, or anybody."""

    GROUP = "group"
    PLANNER = "planner"
    PUBLIC = "public"


class Place(StrEnum):
    """The finest place that a figure may be tied to."""

    POINT = "point"
    STOP = "stop"
    CELL = "cell"
    SITE = "site"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one audience sees of one privacy class. `h3_resolution` is that of its hexagons; 0 where there are none."""

    place: Place
    least_walkers: float = 1
    least_walks: int = 1
    round_to: int = 1
    least_for_shares: int = 1
    largest_part: float = 1.0
    h3_resolution: int = 0


_ASSET = Rule(Place.POINT)
_NOTHING = Rule(Place.NOWHERE, least_walkers=inf)
_PUBLIC_FEELING = Rule(
    Place.CELL,
    LEAST_WALKERS_IN_PUBLIC,
    LEAST_WALKS_IN_PUBLIC,
    round_to=ROUND_TO,
    least_for_shares=LEAST_ANSWERS_FOR_SHARES,
    largest_part=LARGEST_PART,
    h3_resolution=9,
)
_PUBLIC_SENSITIVE = Rule(
    Place.SITE,
    LEAST_WALKERS_IN_PUBLIC,
    LEAST_WALKS_IN_PUBLIC,
    round_to=ROUND_TO,
    least_for_shares=LEAST_ANSWERS_FOR_SHARES,
    largest_part=LARGEST_PART,
)

RULES: Mapping[tuple[Audience, str], Rule] = {
    (Audience.GROUP, "A"): _ASSET,
    # Feelings away from a stop go into hexagons of about 130 m.
    (Audience.GROUP, "P"): Rule(Place.STOP, LEAST_WALKERS_INSIDE, h3_resolution=10),
    (Audience.GROUP, "S"): Rule(Place.SITE, LEAST_WALKERS),
    (Audience.GROUP, "M"): _ASSET,
    # A lamp is repaired at its place, so the place of a fault is exact for everyone once a person has looked at it.
    (Audience.PLANNER, "A"): _ASSET,
    # H3 resolution 9 is about 350 m across: a few blocks, big enough that a cell is not a home.
    (Audience.PLANNER, "P"): replace(_PUBLIC_FEELING, least_walkers=LEAST_WALKERS, least_walks=1),
    (Audience.PLANNER, "S"): replace(_PUBLIC_SENSITIVE, least_walks=1),
    (Audience.PLANNER, "M"): _NOTHING,
    (Audience.PUBLIC, "A"): _ASSET,
    (Audience.PUBLIC, "P"): _PUBLIC_FEELING,
    (Audience.PUBLIC, "S"): _PUBLIC_SENSITIVE,
    (Audience.PUBLIC, "M"): _NOTHING,
}


def rule_for(privacy: str, audience: Audience) -> Rule:
    """The rule for a privacy class; a class that is not in the table is shown to nobody."""
    return RULES.get((audience, privacy), _NOTHING)


def may_show(
    walkers: int,
    privacy: str,
    audience: Audience = Audience.PLANNER,
    walks: int = 1,
    answers: int = 0,
    most_of_one: int = 0,
) -> bool:
    """Whether a figure made by so many different walkers on so many walks may be shown. A report is written for planners.

    `most_of_one` of the `answers` came from one walker; leave both at 0 where every walker answered at most once.
    """
    rule = rule_for(privacy, audience)
    balanced = answers == 0 or most_of_one / answers <= rule.largest_part
    return walkers >= rule.least_walkers and walks >= rule.least_walks and balanced


def rounded(count: int, to: int = ROUND_TO) -> int:
    """A count rounded half up to a multiple of `to`; never down to nought, because nought is an answer too."""
    return count if to <= 1 or count == 0 else max(to, (count + to // 2) // to * to)


def rounded_part(count: int, to: int = ROUND_TO) -> int:
    """A part of a rounded whole: half up, and down to nought as well, so that one person and nobody look alike."""
    return count if to <= 1 else (count + to // 2) // to * to


def safe_parts(parts: Mapping[Key, Collection[Hashable]], showable: Collection[Key], least: float) -> set[Key]:
    """Which parts of a shown whole may be shown beside it.

    `parts` holds the walkers behind each part. What is left of the whole when the shown parts are taken away must be made by
    nobody or by at least `least` walkers; while it is not, the shown part with the fewest walkers is hidden as well
    (complementary suppression).
    """
    sizes = {key: len(parts[key] if isinstance(parts[key], Set | Mapping) else set(parts[key])) for key in parts}
    shown = {key for key in parts if key in showable and sizes[key] >= least}
    by_size = sorted(shown, key=lambda key: (sizes[key], str(key)), reverse=True)
    left = {walker for key, behind in parts.items() if key not in shown for walker in behind}
    while by_size and 0 < len(left) < least:
        hidden = by_size.pop()
        shown.discard(hidden)
        left.update(parts[hidden])
    return shown
