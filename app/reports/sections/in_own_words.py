"""What people said that belongs to the whole area: worries, and words from stops where too few people stood."""

from __future__ import annotations

from app.analysis import may_show
from app.foundation.language import _
from app.instruments import wording
from app.reports.blocks import Block, quotes, section, text
from app.reports.material import Material, Quote
from app.reports.sections.stop_pages import may_quote_at
from app.reports.words import each_once

MOST_QUOTES = 12


def compose(material: Material, language: str) -> Block | None:
    said: dict[str, list[Quote]] = {}
    for quote in material.quotes:
        if quote.stop_id is None or not may_quote_at(material.answers_at.get(quote.stop_id, [])):
            said.setdefault(quote.code, []).append(quote)
    blocks = [
        quotes(wording(code, language).question, each_once(said[code])[:MOST_QUOTES])
        for code in said
        if _may_quote(material, code)
    ]
    if not blocks:
        return None
    lead = text(_("Words of walkers who agreed to be quoted. Names, times and places were left out."))
    return section("own-words", _("In their own words"), [lead, *blocks])


def _may_quote(material: Material, code: str) -> bool:
    """A quote hides among all whose answers are in the report, not only among those who wrote."""
    privacy = material.indicators[code].privacy
    return may_show(material.walkers, privacy, material.audience, walks=material.walks)
