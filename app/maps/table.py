"""The same places as on the map, as rows that can be sorted, read aloud and downloaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.analysis import LEVELS
from app.foundation.language import _, format_list, format_percent, language_now
from app.foundation.spreadsheets import BYTE_ORDER_MARK, csv_line, harmless
from app.instruments import Wording, wording
from app.maps.marks import Mark
from app.maps.selection import Selection

ROWS_A_PAGE = 100
WORST_FIRST, BEST_FIRST, BY_PLACE, BY_ANSWERS = "worst", "best", "place", "answers"


@dataclass(frozen=True)
class Segment:
    """One level's part of a row's bar, in hundredths of its width."""

    level: int
    x: float
    width: float


def sorted_marks(marks: Sequence[Mark], sort: str) -> list[Mark]:
    """Rows in the chosen order; what may not be shown comes last, in whichever order."""
    return sorted(marks, key=lambda mark: (not mark.is_shown, _rank(mark, sort), _place_of(mark)))


def _rank(mark: Mark, sort: str) -> tuple[int, int]:
    level = mark.level or 0
    ranks = {WORST_FIRST: (level, -mark.n), BEST_FIRST: (-level, -mark.n), BY_PLACE: (0, 0), BY_ANSWERS: (-mark.n, 0)}
    return ranks[sort]


def _place_of(mark: Mark) -> tuple[bool, int, str, str]:
    """Stops in the order of the route, then everything else by name."""
    return mark.number is None, mark.number or 0, mark.name, mark.key


def bar_of(mark: Mark) -> list[Segment]:
    """The levels of a row as a bar; empty where shares may not be shown."""
    if not mark.counts:
        return []
    n, x, bar = sum(mark.counts.values()), 0.0, []
    for level in LEVELS:
        width = 100 * mark.counts[level] / n
        if width:
            bar.append(Segment(level, round(x, 2), round(width, 2)))
        x += width
    return bar


def spoken_bar(mark: Mark, words: Wording) -> str:
    """The bar in words: "dark 50 %, dim 50 %"."""
    if not mark.counts:
        return ""
    n = sum(mark.counts.values())
    said = _("{level} {share}")
    return format_list(
        said.format(level=words.choices[str(level)], share=format_percent(count / n))
        for level, count in mark.counts.items()
        if count
    )


def csv_of(marks: Sequence[Mark], selection: Selection, rounded_to: int = 1) -> Iterator[str]:
    """The rows as lines of a CSV with codes and words; what is hidden on the map is hidden here.

    The last column says to which multiple "answers" and the levels are rounded, 1 where they are exact.
    """
    words = wording(selection.indicator.code, language_now())
    head = ["place", "number", "lon", "lat", "indicator", "level", "meaning", "answers"]
    yield BYTE_ORDER_MARK + csv_line([*head, *(f"level_{at}" for at in LEVELS), "rounded_to"])
    for mark in marks:
        counts = [mark.counts[level] for level in LEVELS] if mark.counts else [""] * len(LEVELS)
        meaning = "" if mark.level is None else words.choices[str(mark.level)]
        known = [
            harmless(mark.name),
            mark.number or "",
            f"{mark.lon:.6f}",
            f"{mark.lat:.6f}",
            selection.indicator.code,
        ]
        shown = ["", "", ""] if mark.level is None else [mark.level, harmless(meaning), mark.n]
        yield csv_line([*known, *shown, *counts, rounded_to])
