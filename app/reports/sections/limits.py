"""What this report can and cannot say."""

from __future__ import annotations

from app.analysis import LEAST_WALKERS
from app.foundation.language import _, format_number
from app.reports.bars import sureness
from app.reports.blocks import Block, points, section
from app.reports.material import Material


def compose(material: Material, language: str) -> Block:
    said = [
        _(
            "A walk is not a sample of all women or all residents. It says what these people found, at these stops, then."
        ),
        _(
            "Lighting was asked only at dusk and at night. More light is not always more safety: glare and gaps matter too."
        ),
        _("How safe people feel is an outcome. It is never mixed into a score of the place."),
        _("Intervals are Wilson intervals at {sure}. They speak of chance only, not of who was missing."),
        _("Somebody who walked twice counts twice: Farola asks for no name, so it cannot know."),
        _("Numbers of fewer than {n} people are not shown, nor any that could be found by subtracting."),
        _("Photos were checked by a person before printing; faces, homes and number plates do not belong in them."),
        _("This report records places, not incidents. It is no measure of crime and no map of “dangerous areas”."),
    ]
    return section(
        "limits", _("Limits"), [points(line.format(n=format_number(LEAST_WALKERS), sure=sureness()) for line in said)]
    )
