"""Day beside night at the same stops; two unpaired clouds of points are never compared."""

from __future__ import annotations

from app.analysis import Change, day_and_night
from app.foundation.language import _, format_number, ngettext_
from app.instruments import Indicator, wording
from app.reports.bars import bar_of
from app.reports.blocks import Block, pairs, section, text
from app.reports.material import Material
from app.reports.sections.profiles import answered_indicators
from app.reports.seeing import seen


def compose(material: Material, language: str) -> Block | None:
    rows = [_row(one, material, language) for one in answered_indicators(material) if one.kind in ("r03", "f03")]
    drawn = [row for row in rows if row]
    if not drawn:
        return None
    inside = [
        text(
            _(
                "The same stops, visited in daylight and after sunset. Only stops that were answered at both times "
                "count, so the difference is not one between places."
            ),
            "intro",
        ),
        pairs(drawn),
    ]
    return section("day-and-night", _("By day and after dark"), inside, new_page=True)


def _row(indicator: Indicator, material: Material, language: str) -> Block | None:
    change = day_and_night(material.answers, indicator.code)
    paired = {pair.place for pair in change.pairs}
    here = [one for one in material.answers if one.stop_id in paired]
    light = seen(material, indicator, [one for one in here if one.period == "day"])
    dark = seen(material, indicator, [one for one in here if one.period != "day"])
    if not (light.is_open and dark.is_open):
        return None
    return {
        "name": wording(indicator.code, language).short,
        "day": bar_of(light, language, is_small=True) | {"name": _("By day")},
        "dark": bar_of(dark, language, is_small=True) | {"name": _("After sunset")},
        "note": _said(change),
    }


def _said(change: Change) -> str:
    pairs_said = ngettext_("{n} stop compared", "{n} stops compared", change.n).format(n=format_number(change.n))
    return _("{pairs}; middle change in levels: {change}; {fell} fell by one level or more.").format(
        pairs=pairs_said,
        change=format_number(change.median or 0, 1),
        fell=format_number(sum(pair.change <= -1 for pair in change.pairs)),
    )
