"""The map: streets, the route and its numbered stops, with the credit that its licence asks for."""

from __future__ import annotations

from app.foundation.language import _, format_number
from app.instruments import wording
from app.reports.blocks import Block, isolated, maps, section, text
from app.reports.mapping import scale_bar
from app.reports.material import Halt, MapSheet, Material


def compose(material: Material, language: str) -> Block | None:
    if not material.maps:
        return None
    sheets = [_drawn(material, sheet, language) for sheet in material.maps]
    credit = _("Streets: {credit}").format(credit=isolated(material.credit)) if material.credit else ""
    inside = [maps(sheets, _stops(material), credit), text(_no_dots(), "quiet")]
    return section("map", _("Where we walked"), inside, new_page=True)


def _drawn(material: Material, sheet: MapSheet, language: str) -> Block:
    about = wording(sheet.indicator, language).short
    return {
        "name": sheet.name,
        "title": about,
        "alt": _alt(material, about),
        "width": sheet.width,
        "height": sheet.height,
        "labels": [{"x": x, "y": y, "words": format_number(int(number))} for x, y, number in sheet.labels],
        "scale": _scale(sheet),
    }


def _stops(material: Material) -> list[Block]:
    return [{"number": format_number(halt.position), "name": isolated(halt.name)} for halt in _on_the_route(material)]


def _on_the_route(material: Material) -> list[Halt]:
    return [halt for halt in material.halts if not halt.is_retired]


def _alt(material: Material, about: str) -> str:
    said = _("Map of {place} with its streets and {n} numbered stops. Colours and shapes show: {about}.")
    return said.format(place=isolated(material.place), n=format_number(len(_on_the_route(material))), about=about)


def _scale(sheet: MapSheet) -> dict[str, object] | None:
    bar = scale_bar(sheet.across_m)
    return {"share": bar[1], "words": _("{n} m").format(n=format_number(bar[0]))} if bar else None


def _no_dots() -> str:
    return _(
        "Hollow marks and dashed outlines have too few answers to show. How people feel is drawn for whole blocks only, "
        "never at the place where somebody stood."
    )
