"""One page a stop: the nine parameters with their spread, photos that were checked, words that may be quoted."""

from __future__ import annotations

from statistics import median_low

from app.analysis import LEAST_WALKERS, Answered
from app.foundation.language import _, format_answers
from app.instruments import Indicator, wording
from app.reports.bars import bar_of, level_words, too_few
from app.reports.blocks import Block, bars, facts, isolated, legend, notice, photos, quotes, section, stop, text
from app.reports.material import Halt, Material, Photo
from app.reports.sections.profiles import ASSET, answered_indicators, tally_of_answers
from app.reports.seeing import seen
from app.reports.words import (
    after_sunset,
    direction_of_words,
    each_once,
    list_of,
    number_of_people,
    number_of_stop,
    period_words,
)

MOST_PHOTOS = 4
"""Photos a stop: four fill a third of the page at the printed width of 84 mm."""

MOST_QUOTES = 4
LONGEST_ON_A_PAGE = 360  # letters of captions and quotes beside ten bars and four photos
MOST_ROWS = 12
CAUSES = ("lgt_cause", "opn_cause", "gov_owner")


def compose(material: Material, language: str) -> Block | None:
    if not material.halts:
        return None
    pages = [_page(material, halt, language) for halt in material.halts]
    return section("stops", _("Stop by stop"), [*_said_first(material), legend(), *pages], new_page=True)


def _said_first(material: Material) -> list[Block]:
    return [text(after_sunset(), "intro")] if material.leads_with_dark else []


def _page(material: Material, halt: Halt, language: str) -> Block:
    answers = material.answers_at.get(halt.id, [])
    inside = _levels(material, halt, answers, language) + _causes(material, answers, language)
    inside += _photos(material, halt, language) + _quotes(material, halt, answers)
    # The first follows the section's title: were it kept whole, the title could stand alone on a page.
    may_break = halt is material.halts[0] or _is_long(inside)
    said = [_who_stood_here(answers)]
    if halt.is_retired:
        said.append(_("This stop is no longer on the route."))
    return stop(number_of_stop(halt), halt.name, " ".join(said), inside, is_long=may_break)


def _is_long(inside: list[Block]) -> bool:
    """Whether the words of walkers could run over the page; what cannot break would be cut off there."""
    words = [item for block in inside for item in block.get("items", ())]
    letters = sum(len(item.get("words", "")) + len(item.get("caption", "")) for item in words)
    return letters > LONGEST_ON_A_PAGE or sum(len(block.get("rows", ())) for block in inside) > MOST_ROWS


def _who_stood_here(answers: list[Answered]) -> str:
    people = {answered.walker_id for answered in answers}
    if not people:
        return _("Nobody answered here yet.")
    when = list_of(period_words(period) for period in sorted({answered.period for answered in answers}))
    return _("{people} answered here, {when}.").format(people=number_of_people(len(people)), when=when)


def _levels(material: Material, halt: Halt, answers: list[Answered], language: str) -> list[Block]:
    quick = [one for one in answered_indicators(material) if one.code in material.quick and one.has_levels]
    if not answers:
        return []
    if len({answered.walker_id for answered in answers}) < LEAST_WALKERS:
        return _noted(material, halt, language)
    return [bars(_bar(material, one, answers, language) for one in quick)]


def _bar(material: Material, indicator: Indicator, answers: list[Answered], language: str) -> Block:
    """The spread of a thing that anybody can see; of a feeling only the middle, because a stop is a small place."""
    here = seen(material, indicator, material.leading(answers))
    row = bar_of(here, language, is_small=True)
    middle = here.profile.median
    if here.is_told and indicator.privacy != ASSET and middle is not None:
        people = number_of_people(here.said_walkers)
        row |= {"count": people if here.round_to == 1 else _("about {people}").format(people=people)}
        row |= {"shares": [], "labels": [], "middle": middle, "middle_words": level_words(indicator, middle, language)}
        row["alt"] = f"{row['name']}: {row['middle_words']}. {row['count']}"
    return row


def _noted(material: Material, halt: Halt, language: str) -> list[Block]:
    """What few people noted about lamps, walls and paths. It says nothing of anybody's feelings and counts nobody."""
    lines = [(name, words) for name, words, _level in noted_at(material, halt, language)]
    few = notice(
        _(
            "Few people answered here, so there are no shares. This is what they noted about the place, without feelings."
        )
    )
    return [few, facts(lines)] if lines else [notice(too_few())]


def noted_at(material: Material, halt: Halt, language: str) -> list[tuple[str, str, int]]:
    """`(question, answer in words, level)` of the middle answer to each short question about things, not feelings."""
    answers = material.leading(material.answers_at.get(halt.id, []))
    found = []
    for code in material.quick:
        indicator = material.indicators[code]
        given = [level for answered in answers if (level := answered.level(code)) is not None]
        if indicator.privacy == ASSET and indicator.kind == "r03" and given:
            level = median_low(given)
            found.append((wording(code, language).short, level_words(indicator, level, language), level))
    return found


def _causes(material: Material, answers: list[Answered], language: str) -> list[Block]:
    """Causes and owners are about things, not people: they are named without counts."""
    lines = []
    for code in CAUSES:
        indicator = material.indicators.get(code)
        if indicator is None:
            continue
        words = wording(code, language)
        named = [words.choices.get(choice, choice) for choice in tally_of_answers(code, answers)]
        if named:
            lines.append((words.short, format_answers(named[:4])))
    return [facts(lines)] if lines else []


def _photos(material: Material, halt: Halt, language: str) -> list[Block]:
    kept = [photo for photo in material.photos if photo.stop_id == halt.id][:MOST_PHOTOS]
    return [photos(photo_of(photo, halt, language) for photo in kept)] if kept else []


def photo_of(photo: Photo, halt: Halt, language: str) -> Block:
    """A photo as data; its alternative text says what it is about, as far as anybody told."""
    about = wording(photo.indicator, language).short if photo.indicator else _("The place")
    alt = _("Photo at stop {number}, {when}, about: {what}.").format(
        number=number_of_stop(halt) or isolated(halt.name), when=period_words(photo.period), what=about
    )
    return {
        "name": f"{photo.medium_id.hex}.jpg",
        "medium_id": str(photo.medium_id),
        "sha256": photo.sha256,
        "alt": f"{alt} {photo.caption}".strip(),
        "about": about,
        "caption": photo.caption,
        "direction": direction_of_words(photo.caption),
    }


def _quotes(material: Material, halt: Halt, answers: list[Answered]) -> list[Block]:
    said = each_once(quote for quote in material.quotes if quote.stop_id == halt.id)
    return [quotes(_("In their own words"), said[:MOST_QUOTES])] if said and may_quote_at(answers) else []


def may_quote_at(answers: list[Answered]) -> bool:
    """Whether words may stand beside a stop: among fewer than five people everybody knows who said it."""
    return len({answered.walker_id for answered in answers}) >= LEAST_WALKERS
