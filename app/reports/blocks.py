"""The kinds of block that a section is made of.

A section is plain data: it is drawn by `typst/blocks.typ` for the PDF and by `templates/_blocks.html` for the page, so a
room that plugs in a section brings no template. Every text is finished: translated, with the digits of its language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from app.foundation.language import direction_of, language_now

RIGHT_TO_LEFT = {"R", "AL"}

Block = dict[str, Any]
"""`{"kind": ..., ...}`; the functions below are the only ones that make them."""


def isolated(words: str) -> str:
    """Words of a person or a place inside a sentence of ours, kept from turning its direction (U+2068 … U+2069).

    Left as they are where everything runs from left to right: people copy these sentences, and the marks come along.
    """
    is_needed = direction_of(language_now()) == "rtl" or any(
        unicodedata.bidirectional(one) in RIGHT_TO_LEFT for one in words
    )
    return f"\u2068{words}\u2069" if is_needed else words


def text(words: str, tone: str = "plain") -> Block:
    """A paragraph. Tones: "plain", "lead" (large, opens a section), "intro" (stays with what follows), "quiet"."""
    return {"kind": "text", "words": words, "tone": tone}


def heading(words: str) -> Block:
    """A heading inside a section."""
    return {"kind": "heading", "words": words}


def points(sentences: Iterable[str]) -> Block:
    """A list of sentences."""
    return {"kind": "points", "sentences": list(sentences)}


def facts(pairs: Iterable[tuple[str, str]]) -> Block:
    """Terms and what they are, in two columns; a pair without a value is left out."""
    return {"kind": "facts", "pairs": [[term, value] for term, value in pairs if value]}


def notice(words: str, tone: str = "quiet") -> Block:
    """A framed remark. Tones: "quiet" or "warn"."""
    return {"kind": "notice", "words": words, "tone": tone}


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], summary: str, *, is_last_wide: bool = False) -> Block:
    """A table whose first column names the row and whose other columns hold figures. `summary` is read aloud first."""
    kept = [list(row) for row in rows]
    return {"kind": "table", "columns": list(columns), "rows": kept, "summary": summary, "is_last_wide": is_last_wide}


def legend() -> Block:
    """The lantern scale: four chips with their words."""
    return {"kind": "legend"}


def bars(rows: Iterable[Block]) -> Block:
    """Profile bars, one an indicator; rows come from `app.reports.bars.bar_of`."""
    return {"kind": "bars", "rows": list(rows)}


def ticks(title: str, rows: Iterable[tuple[str, str, float]], summary: str, note: str = "") -> Block:
    """How often each choice was ticked: `(choice, count as text, length 0..1)`."""
    drawn = [{"name": name, "count": count, "length": length} for name, count, length in rows]
    return {"kind": "ticks", "title": title, "rows": drawn, "summary": summary, "note": note}


def cards(items: Iterable[Block], tone: str) -> Block:
    """What stands out: `{"name", "share", "sentence", "said", "where", "bar"}`. Tones: "work" or "good"."""
    return {"kind": "cards", "items": list(items), "tone": tone}


def pairs(rows: Iterable[Block]) -> Block:
    """Two bars under one another, by day and in the dark: `{"name", "day", "dark", "note"}`."""
    return {"kind": "pairs", "rows": list(rows)}


def maps(sheets: Iterable[Block], stops: Iterable[Block], credit: str) -> Block:
    """Drawings beside one another: `{"name", "title", "alt", "width", "height", "labels", "scale"}`, labels in shares of
    their sides; `stops` are `{"number", "name"}`."""
    return {"kind": "maps", "sheets": list(sheets), "stops": list(stops), "credit": credit}


def photos(items: Iterable[Block]) -> Block:
    """Photos: `{"name", "medium_id", "alt", "caption", "direction"}`."""
    return {"kind": "photos", "items": list(items)}


def quotes(title: str, items: Iterable[Block]) -> Block:
    """What people said, in their words: `{"words", "direction"}`."""
    return {"kind": "quotes", "title": title, "items": list(items)}


def stop(number: str, name: str, said: str, inside: Iterable[Block], *, is_long: bool) -> Block:
    """One stop of the walk with the blocks that belong to it, kept on one page unless it `is_long`.

    Without a number where it is no longer on the route.
    """
    return {
        "kind": "stop",
        "number": number,
        "name": name,
        "said": said,
        "blocks": list(inside),
        "is_long": is_long,
    }


def section(name: str, title: str, inside: Iterable[Block], new_page: bool = False) -> Block:
    """A titled part of the report. `name` is its anchor; `new_page` begins it on a fresh page."""
    return {"name": name, "title": title, "blocks": list(inside), "new_page": new_page}
