"""Who walked, and what that means; a group of fewer than five people is never a number."""

from __future__ import annotations

from collections.abc import Mapping

from app.analysis import LEAST_WALKERS
from app.foundation.language import _, format_answers, format_number
from app.instruments import wording
from app.reports.bars import fewer_than_least
from app.reports.blocks import Block, notice, section, table, text
from app.reports.material import Material
from app.reports.words import number_of_people
from app.walks import ProfileOfWalkers


def compose(material: Material, language: str) -> Block:
    if material.is_small_group:
        return section("who", _("Who walked"), [text(_too_few(material))], new_page=True)
    inside = [text(_("{people} walked.").format(people=number_of_people(material.walkers)))]
    tables = [_breakdown(profile, language) for profile in material.groups if profile.groups]
    inside += tables
    if not tables:
        inside.append(
            notice(_("Nobody had to say who they are, and too few did to show it without pointing at a person."))
        )
    inside.append(text(_why()))
    return section("who", _("Who walked"), inside, new_page=True)


def _too_few(material: Material) -> str:
    if not material.walkers:
        return _("There are no findings yet. This report fills itself as findings arrive.")
    return _("{people} walked. Who they are is not shown: in a group this small it would point at them.").format(
        people=number_of_people(material.walkers)
    )


def _why() -> str:
    return _(
        "These questions are optional and kept apart from the findings. A group of fewer than {n} people is written "
        "“fewer than {n}”. Who was not there matters as much: ask who could not come at this hour, and why."
    ).format(n=format_number(LEAST_WALKERS))


def _breakdown(profile: ProfileOfWalkers, language: str) -> Block:
    words = wording(profile.code, language)
    rows = [(_named(choice, words.choices), format_number(count)) for choice, count in profile.groups.items()]
    if profile.withheld:
        rows.append((_("other answers"), _withheld(profile.withheld)))
    return table([words.short, _("People")], rows, summary=words.question)


def _named(value: str, choices: Mapping[str, str]) -> str:
    """The words of an answer; several choices were kept together, with commas between them."""
    return format_answers(choices.get(choice, choice) for choice in value.split(","))


def _withheld(count: int) -> str:
    return fewer_than_least() if count < LEAST_WALKERS else format_number(count)
