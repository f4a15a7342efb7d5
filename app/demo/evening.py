"""What invented walkers say on invented evenings: the same every time, and nothing of it about any real place.

Each stop has a character; each walker sees it with her own eyes, which is a shift of her own and a little chance. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID, uuid5

from app.instruments import CORE

SEED = 2007  # the year of the recommendations that Farola grew from
INVENTED = UUID("6f7a1d52-6f0d-5c8e-9a53-20071001beef")  # namespace of the demonstration's ids

# Levels at night, in the order of CORE: light, view, watched, people, guards, path, transport, women, feeling.
CHARACTER: tuple[tuple[int, ...], ...] = (
    (3, 3, 2, 2, 2, 3, 3, 2, 3),
    (2, 2, 2, 1, 1, 2, 3, 2, 2),
    (1, 1, 0, 1, 0, 2, 2, 1, 1),
    (0, 1, 0, 0, 0, 1, 1, 0, 0),
    (1, 2, 0, 0, 0, 1, 1, 0, 1),
    (1, 1, 1, 1, 0, 1, 2, 1, 1),
    (1, 0, 1, 0, 0, 2, 2, 0, 1),
    (2, 2, 2, 1, 1, 3, 2, 2, 2),
    (2, 2, 1, 1, 0, 2, 2, 1, 2),
    (3, 3, 3, 2, 1, 3, 3, 3, 3),
    (3, 2, 3, 2, 1, 2, 3, 2, 2),
    (2, 2, 2, 1, 1, 2, 3, 2, 2),
)
DAYLIGHT_HELPS = {"opn_view": 1, "eye_watch": 1, "ppl_density": 1, "gen_mix": 1, "fee_safe": 1}
CAUSES_OF_DARK = ("lamp_out", "hidden_by_tree", "lamp_too_far_apart", "lights_road_not_path")
CAUSES_OF_CLOSENESS = ("plants", "wall", "parked_vehicles", "rubbish_or_container")
OWNERS = ("street_lighting", "parks", "roads", "private_owner")
WORDS: tuple[tuple[str, str, str], ...] = (
    ("en", "nar_worry", "The lamps are behind the leaves, so the path itself stays dark."),
    ("es", "nar_worry", "Aquí camino más rápido: no hay nadie y no se ve la salida."),
    ("ar", "nar_wish", "أتمنى مصباحًا عند المدخل ومقعدًا قريبًا من الشارع."),
    ("en", "nar_good", "The kiosk is open late and people greet each other."),
    ("es", "nar_wish", "Podar los arbustos y encender las dos lámparas apagadas."),
    ("en", "nar_wish", "A second way out of the yard would help."),
)
PROFILES: tuple[dict[str, str], ...] = (
    {
        "wlk_gender": "woman",
        "wlk_age": "25_39",
        "wlk_tie": "live_here",
        "fee_dark": "bit_unsafe",
        "fee_day": "fairly_safe",
    },
    {
        "wlk_gender": "woman",
        "wlk_age": "40_59",
        "wlk_tie": "live_here",
        "fee_dark": "very_unsafe",
        "fee_day": "very_safe",
    },
    {
        "wlk_gender": "woman",
        "wlk_age": "18_24",
        "wlk_tie": "study_here",
        "fee_dark": "bit_unsafe",
        "fee_day": "fairly_safe",
    },
)


@dataclass(frozen=True, slots=True)
class Outing:
    """One walk of the demonstration. `minutes_apart` from stop to stop; `is_dark` decides what is asked and seen."""

    key: str
    walkers: int
    is_dark: bool
    minutes_apart: int = 7


@dataclass(frozen=True, slots=True)
class Said:
    """What one walker gave at one stop: wire answers, words, marks, and a shift of the GPS in metres east and north."""

    finding_id: UUID
    stop: int
    answers: dict[str, Any]
    words: dict[str, str]
    marks: list[str]
    off_east_m: float
    off_north_m: float
    accuracy_m: float
    has_photo: bool


def walker_id(outing: Outing, number: int) -> UUID:
    return uuid5(INVENTED, f"{outing.key} walker {number}")


def language_of_walker(number: int) -> str:
    return ("en", "es", "ar")[number % 3]


def profile_of_walker(number: int) -> dict[str, str]:
    """Three kinds of walkers, so that the larger groups reach the five that a report may show."""
    return PROFILES[number % 3 if number % 4 else 0]


def said_by(outing: Outing, number: int) -> Iterator[Said]:
    """Everything that walker `number` of an outing gives, stop by stop."""
    chance = Random(f"{SEED} {outing.key} {number}")  # noqa: S311 - invention, not secrecy
    temper = chance.choice((-1, 0, 0, 0, 1))
    for stop, character in enumerate(CHARACTER):
        if chance.random() < 0.04:
            continue  # somebody always misses a stop
        answers = _answers(outing, character, temper, chance)
        yield Said(
            finding_id=uuid5(INVENTED, f"{outing.key} finding {number} {stop}"),
            stop=stop,
            answers=answers,
            words=_words(number, stop, answers),
            marks=["broken-lamp"] if outing.is_dark and character[0] == 0 and chance.random() < 0.5 else [],
            off_east_m=chance.gauss(0, 5),
            off_north_m=chance.gauss(0, 5),
            accuracy_m=round(chance.uniform(4, 24), 1),
            has_photo=number % 3 == stop % 3 and number < 4,
        )


def _answers(outing: Outing, character: tuple[int, ...], temper: int, chance: Random) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for code, level in zip(CORE, character, strict=True):
        if code == "lgt_level" and not outing.is_dark:
            continue  # light is judged when it is needed
        seen = level + (0 if outing.is_dark else DAYLIGHT_HELPS.get(code, 0))
        shift = temper if code == "fee_safe" else chance.choice((-1, 0, 0, 0, 0, 1))
        answers[code] = "dk" if chance.random() < 0.02 else max(0, min(3, seen + shift))
    _add_causes(answers, chance)
    return answers


def _add_causes(answers: dict[str, Any], chance: Random) -> None:
    """A bad answer asks one thing more: the cause, and whose work it is."""
    if _is_bad(answers.get("lgt_level")):
        answers["lgt_cause"] = sorted(chance.sample(CAUSES_OF_DARK, chance.choice((1, 1, 2))))
    if _is_bad(answers.get("opn_view")):
        answers["opn_cause"] = [chance.choice(CAUSES_OF_CLOSENESS)]
    if "lgt_cause" in answers or "opn_cause" in answers:
        answers["gov_owner"] = chance.choice(OWNERS)


def _is_bad(level: Any) -> bool:
    return isinstance(level, int) and level <= 1


def _words(number: int, stop: int, answers: dict[str, Any]) -> dict[str, str]:
    language, code, text = WORDS[(number + stop) % len(WORDS)]
    is_good = answers.get("fee_safe") in (2, 3)
    fits = language == language_of_walker(number) and is_good == (code == "nar_good")
    return {code: text} if fits and (number + stop) % 2 else {}
