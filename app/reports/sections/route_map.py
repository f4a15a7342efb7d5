"""The map: streets, the route and its numbered stops, with the credit that its licence asks for."""

from __future__ import annotations

from app.foundation.language import _, format_number
from app.instruments import wording
from app.reports.blocks import Block, isolated, picture, section, text
from app.reports.mapping import scale_bar
from app.reports.material import MapSheet, Material
from app.reports.words import direction_of_words


def compose(material: Material, language: str) -> Block | None:
    if not material.maps:
        return None
    first, *others = material.maps
    inside = [_drawn(material, first, language) | {"stops": _stops(material)}]
    inside += [_drawn(material, sheet, language) | {"is_small": True} for sheet in others]
    inside.append(text(_no_dots(), "quiet"))
    return section("map", _("Where we walked"), inside, new_page=True)


def _drawn(material: Material, sheet: MapSheet, language: str) -> Block:
    about = wording(sheet.indicator, language).short
    return picture(
        sheet.name,
        _alt(material, about),
        title=about,
        width=sheet.width,
        height=sheet.height,
        labels=[{"x": x, "y": y, "words": format_number(int(number))} for x, y, number in sheet.labels],
        stops=[],
        is_small=False,
        scale=_scale(sheet),
        credit=_("Streets: {credit}").format(credit=isolated(material.credit)) if material.credit else "",
    )


def _stops(material: Material) -> list[dict[str, str]]:
    return [
        {"number": format_number(halt.position), "name": halt.name, "direction": direction_of_words(halt.name)}
        for halt in material.halts
    ]


def _alt(material: Material, about: str) -> str:
    said = _("Map of {place} with its streets and {n} numbered stops. Colours and shapes show: {about}.")
    return said.format(place=isolated(material.place), n=format_number(len(material.halts)), about=about)


def _scale(sheet: MapSheet) -> dict[str, object] | None:
    bar = scale_bar(sheet.across_m)
    return {"share": bar[1], "words": _("{n} m").format(n=format_number(bar[0]))} if bar else None


def _no_dots() -> str:
    return _(
        "Hollow marks and dashed outlines have too few answers to show. How people feel is drawn for whole blocks only, "
        "never at the place where somebody stood."
    )
