"""The profile of every indicator: first the spread of the answers, never one number for a place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.analysis import LEAST_WALKERS, Answered, may_show, rounded, rule_for
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
    ticked = answers_by_choice(indicator.code, material.answers)
    everybody = {answered.walker_id for those in ticked.values() for answered in those}
    shown = [choice for choice in ticked if _may_tell(indicator, ticked[choice], material)]
    if len(everybody) < LEAST_WALKERS or not shown:
        return notice(f"{words.question} {too_few()}.")
    to = rule_for(indicator.privacy, material.audience).round_to
    # Order and lengths are of the rounded counts: a ruler would give the exact ones away.
    counts = _most_first({choice: rounded(len(ticked[choice]), to) for choice in shown})
    most = max(counts.values())
    rows = [(words.choices.get(choice, choice), format_number(count), count / most) for choice, count in counts.items()]
    summary = format_list(f"{name} {count}" for name, count, _length in rows)
    return ticks(words.question, rows, f"{words.short}: {summary}", _note(to, has_left_out=len(shown) < len(ticked)))


def _may_tell(indicator: Indicator, ticked: Sequence[Answered], material: Material) -> bool:
    """Whether one choice may be told with its count, for itself: by the rule of the class, and never of fewer than five."""
    by_walker = Counter(answered.walker_id for answered in ticked)
    is_allowed = may_show(
        len(by_walker),
        indicator.privacy,
        material.audience,
        walks=len({answered.walk_id for answered in ticked}),
        answers=len(ticked),
        most_of_one=max(by_walker.values(), default=0),
    )
    return is_allowed and (indicator.privacy == ASSET or len(by_walker) >= LEAST_WALKERS)


def _note(round_to: int, *, has_left_out: bool) -> str:
    said = [_("Ticks of too few people are left out.")] if has_left_out else []
    said += (
        [_("Numbers of answers are rounded to the nearest {n}.").format(n=format_number(round_to))]
        if round_to > 1
        else []
    )
    return " ".join(said)


def answers_by_choice(code: str, answers: Iterable[Answered]) -> dict[str, list[Answered]]:
    """The answers in which each choice was ticked; "na" and "dk" are not choices."""
    ticked: dict[str, list[Answered]] = {}
    for answered in answers:
        for choice in choices_in(answered.answers.get(code)):
            ticked.setdefault(choice, []).append(answered)
    return ticked


def tally_of_answers(code: str, answers: Iterable[Answered]) -> dict[str, int]:
    """Ticks by choice, most first."""
    return _most_first(Counter(choice for answered in answers for choice in choices_in(answered.answers.get(code))))


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def choices_in(given: object) -> list[str]:
    """The choices of one answer, whether it was one or several."""
    chosen = given if isinstance(given, list) else [given]
    return [str(choice) for choice in chosen if choice not in (None, "na", "dk")]
