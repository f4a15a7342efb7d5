"""Bars for the page: places of rectangles, because a strict page may hold no style of its own."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 100.0


def segments(shares: Sequence[float], direction: str) -> list[tuple[int, float, float]]:
    """`(level, x, width)` of each level that somebody chose, 0..100 across, in the direction of reading."""
    placed: list[tuple[int, float, float]] = []
    start = 0.0
    for level, share in enumerate(shares):
        width = share * WIDTH
        if width > 0:
            x = WIDTH - start - width if direction == "rtl" else start
            placed.append((level, round(x, 3), round(width, 3)))
        start += width
    return placed
