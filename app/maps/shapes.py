"""The lantern scale as shapes: colour, form and lightness all say the level, so that a photocopy still does."""

from __future__ import annotations

# The day theme's colours of levels 0..3, as in static/style/tokens.css; a test holds the two together.
LEVEL_FILLS = ("#4A0D33", "#B93D1A", "#EBA01C", "#CFF5EA")
INK, HALO = "#14121F", "#FFFFFF"


def shape_at(x: float, y: float, level: int, radius: float) -> str:
    """SVG of one mark: triangle, diamond, square or circle for levels 0..3, in ink outline with a light halo."""
    body = _forms(x, y, radius)[level]
    return (
        f'<g class="map-level map-level-{level}"><{body} fill="none" stroke="{HALO}" stroke-width="7" class="map-halo"/>'
        f'<{body} fill="{LEVEL_FILLS[level]}" stroke="{INK}" stroke-width="3" stroke-linejoin="round" class="map-shape"/></g>'
    )


def _forms(x: float, y: float, radius: float) -> tuple[str, str, str, str]:
    """Each about equally large to the eye; the triangle points down, like something that has fallen."""
    triangle = [(x - radius, y - radius * 0.8), (x + radius, y - radius * 0.8), (x, y + radius)]
    diamond = [(x, y - radius * 1.1), (x + radius * 1.1, y), (x, y + radius * 1.1), (x - radius * 1.1, y)]
    side = radius * 0.86
    return (
        f'polygon points="{_points(triangle)}"',
        f'polygon points="{_points(diamond)}"',
        f'rect x="{x - side:.1f}" y="{y - side:.1f}" width="{2 * side:.1f}" height="{2 * side:.1f}"',
        f'circle cx="{x:.1f}" cy="{y:.1f}" r="{radius * 0.95:.1f}"',
    )


def _points(corners: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def hollow_at(x: float, y: float, radius: float) -> str:
    """A place without a level to show."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{HALO}" stroke="{INK}" stroke-width="2.5" '
        f'stroke-dasharray="4 4" class="map-few"/>'
    )


def hollow_cell(path: str) -> str:
    """A hexagon without a level to show; `path` is SVG path data."""
    return f'<path d="{path}" fill="none" stroke="{INK}" stroke-width="2" stroke-dasharray="4 6" class="map-few-cell"/>'


def bead_at(x: float, y: float) -> str:
    """A stop that only says where it is."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{INK}" class="map-bead"/>'


def legend_mark(level: int) -> str:
    """The mark of a level as a small picture for a list or a legend; the word stands beside it."""
    return _legend(shape_at(15, 15, level, 10))


def hollow_legend(in_cells: bool) -> str:
    """The mark of "no level to show" as a small picture."""
    return _legend(hollow_cell("M15 4L25 9.5L25 20.5L15 26L5 20.5L5 9.5Z") if in_cells else hollow_at(15, 15, 9))


def _legend(drawing: str) -> str:
    return (
        '<svg class="map-legend-mark" viewBox="0 0 30 30" width="30" height="30" aria-hidden="true" focusable="false">'
        f"{drawing}</svg>"
    )
