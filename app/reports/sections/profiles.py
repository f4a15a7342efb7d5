"""The profile of every indicator: first the spread of the answers, never one number for a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from app.analysis import LEAST_WALKERS, Answered, may_show
from app.foundation.language import _, format_list, format_number
from app.instruments import Indicator, wording
from app.reports.bars import bar_of, too_few
from app.reports.blocks import Block, bars, heading, legend, notice, section, text, ticks
from app.reports.material import Material
from app.reports.seeing import seen
from app.reports.words import after_sunset

LEVELLED = ("r03", "f03", "d03")
CHOICES = ("one", "multi", "yn")
ASSET = "A"
"""Privacy class of things and faults: lamps, walls, drains. Their ticks point at nobody."""


def compose(material: Material, language: str) -> Block | None:
    if not any(seen(material, one).is_open for one in answered_indicators(material) if one.kind in LEVELLED):
        return None
    inside = [text(_how_to_read(material), "intro"), legend()]
    inside += _levels(material, language)
    inside += _choices(material, language)
    return section("profiles", _("What people found"), inside, new_page=True)


def _how_to_read(material: Material) -> str:
    said = _(
        "Each bar holds every answer to one question: dark is very bad, light is good. The interval says how far the "
        "share could move if as many other people had walked. A grey bar rests on fewer than {n} people."
    ).format(n=format_number(LEAST_WALKERS))
    return f"{said} {after_sunset()}" if material.leads_with_dark else said


def _levels(material: Material, language: str) -> list[Block]:
    judged = [one for one in answered_indicators(material) if one.kind in ("r03", "f03")]
    described = [one for one in answered_indicators(material) if one.kind == "d03"]
    blocks = [bars(_bars(judged, material, language))] if judged else []
    if described:
        blocks += [
            heading(_("Described, not judged")),
            text(_("More is not always better here, so these bars have no good or bad end."), "intro"),
            bars(_bars(described, material, language)),
        ]
    return blocks


def _bars(indicators: Iterable[Indicator], material: Material, language: str) -> list[Block]:
    return [bar_of(seen(material, one), language) for one in indicators]


def answered_indicators(material: Material) -> list[Indicator]:
    """The audit's indicators that at least one person answered, in the order in which they were asked."""
    given = {code for answered in material.answers for code in answered.answers}
    return [one for code, one in material.indicators.items() if code in given]


def _choices(material: Material, language: str) -> list[Block]:
    chosen = [_ticks(one, material, language) for one in answered_indicators(material) if one.kind in CHOICES]
    return [heading(_("Causes and other ticks")), *chosen] if chosen else []


def _ticks(indicator: Indicator, material: Material, language: str) -> Block:
    words = wording(indicator.code, language)
    people = people_by_choice(indicator.code, material.answers)
    everybody = set().union(*people.values())
    walks = {answered.walk_id for answered in material.answers if answered.walker_id in everybody}
    is_allowed = may_show(len(everybody), indicator.privacy, material.audience, walks=len(walks))
    if len(everybody) < LEAST_WALKERS or not is_allowed:
        return notice(f"{words.question} {too_few()}.")
    tally = tally_of_answers(indicator.code, material.answers)
    most = max(tally.values(), default=1)
    rows = [
        (words.choices.get(choice, choice), format_number(count), count / most)
        for choice, count in tally.items()
        if indicator.privacy == ASSET or len(people[choice]) >= LEAST_WALKERS
    ]
    few = _("Ticks of fewer than {n} people are left out.").format(n=format_number(LEAST_WALKERS))
    summary = format_list(f"{name} {count}" for name, count, _length in rows)
    return ticks(words.question, rows, f"{words.short}: {summary}", few if len(rows) < len(tally) else "")


def people_by_choice(code: str, answers: Iterable[Answered]) -> dict[str, set[UUID]]:
    """Who ticked what; "na" and "dk" are not choices."""
    people: dict[str, set[UUID]] = {}
    for answered in answers:
        for choice in choices_in(answered.answers.get(code)):
            people.setdefault(choice, set()).add(answered.walker_id)
    return people


def tally_of_answers(code: str, answers: Iterable[Answered]) -> dict[str, int]:
    """Ticks by choice, most first."""
    counts = Counter(choice for answered in answers for choice in choices_in(answered.answers.get(code)))
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def choices_in(given: object) -> list[str]:
    """The choices of one answer, whether it was one or several."""
    chosen = given if isinstance(given, list) else [given]
    return [str(choice) for choice in chosen if choice not in (None, "na", "dk")]
