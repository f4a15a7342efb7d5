"""What the eye needs: contrast, levels that stay apart, layouts that turn round, and a small first load."""

import gzip
import re
from itertools import combinations
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STYLE = ROOT / "static/style"
THEMES = ("day", "night", "red")
LEVELS = range(4)

# WCAG 2.2: 4.5 for text (1.4.3), 3 for what outlines a control or carries a meaning (1.4.11).
TEXT = [(ink, ground) for ink in ("ink", "ink2", "link", "ok", "warn", "err") for ground in ("bg", "bg2")]
TEXT += [("brand", "bg"), ("on-brand", "brand"), ("on-action", "action")] + [
    (f"on-level-{n}", f"level-{n}") for n in LEVELS
]
LINES = [(line, ground) for line in ("line", "focus", "edge", "action-edge") for ground in ("bg", "bg2")] + [
    ("halo", "edge")
]

PHYSICAL = re.compile(
    r"(?<!safe-area-)(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)\b"
    r"|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:^|[;{\s])(?:left|right|top|bottom)\s*:"
    r"|text-align\s*:\s*(?:left|right)|float\s*:\s*(?:left|right)|clear\s*:\s*(?:left|right)",
    re.MULTILINE,
)


def tokens_of(theme: str) -> dict[str, str]:
    """Day's tokens, and what `theme` writes over them, as `{"bg": "#ffffff"}`."""
    text = uncommented(STYLE / "tokens.css")
    found = dict(colours_in(block_after(":root {", text)))
    return found if theme == "day" else found | dict(colours_in(block_after(f':root[data-theme="{theme}"] {{', text)))


def uncommented(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def block_after(opening: str, text: str) -> str:
    return text.split(opening, 1)[1].split("}", 1)[0]


def colours_in(block: str) -> list[tuple[str, str]]:
    return re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block)


def channels(colour: str) -> tuple[float, ...]:
    """The three channels of `#rrggbb`, 0..1, as light: sRGB's curve undone (IEC 61966-2-1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)


def luminance(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21, as WCAG 2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def lab(colour: str, is_grey: bool = False) -> tuple[float, float, float]:
    """CIE L*a*b* (D65, 2 degrees); grey keeps only the luminance, as a photocopy does."""
    red, green, blue = (luminance(colour),) * 3 if is_grey else channels(colour)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116 for part in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def ciede2000(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Colour difference after Sharma, Wu and Dalal, Color Research & Application 30 (2005), equations 2 to 22."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = (degrees(atan2(b, a)) % 360 if c else 0.0 for a, b, c in ((a1, b1, c1), (a2, b2, c2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = 1 - 0.17 * cos(radians(mean_h - 30)) + 0.24 * cos(radians(2 * mean_h))
    t += 0.32 * cos(radians(3 * mean_h + 6)) - 0.20 * cos(radians(4 * mean_h - 63))
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    twist = -2 * sqrt(mean_c**7 / (mean_c**7 + 25**7)) * sin(radians(60 * exp(-(((mean_h - 275) / 25) ** 2))))
    dl, dc, dh = (l2 - l1) / s_l, (c2 - c1) / s_c, 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / s_h
    return sqrt(dl**2 + dc**2 + dh**2 + twist * dc * dh)


@pytest.mark.parametrize("theme", THEMES)
def test_a_walker_with_weak_eyes_reads_every_word(theme: str) -> None:
    tokens = tokens_of(theme)
    faint = {f"{ink} on {ground}": round(contrast(tokens[ink], tokens[ground]), 2) for ink, ground in TEXT}
    assert {pair: value for pair, value in faint.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_she_sees_where_a_button_ends_and_what_is_chosen(theme: str) -> None:
    tokens = tokens_of(theme)
    faint = {f"{line} on {ground}": round(contrast(tokens[line], tokens[ground]), 2) for line, ground in LINES}
    assert {pair: value for pair, value in faint.items() if value < 3} == {}


@pytest.mark.parametrize("is_grey", [False, True], ids=["in colour", "photocopied"])
def test_a_planner_tells_the_four_levels_apart(is_grey: bool) -> None:
    tokens = tokens_of("day")
    fills = [lab(tokens[f"level-{level}"], is_grey) for level in LEVELS]
    assert round(min(ciede2000(one, other) for one, other in combinations(fills, 2)), 1) >= 15
    assert fills == sorted(fills), "the scale runs from dark to bright"


@pytest.mark.parametrize("copy", ["app/maps/shapes.py", "app/reports/typst/tokens.typ"])
def test_a_level_has_the_same_colour_on_the_screen_the_map_and_the_paper(copy: str) -> None:
    tokens, text = tokens_of("day"), (ROOT / copy).read_text("utf-8").lower()
    assert [tokens[f"level-{level}"] for level in LEVELS if tokens[f"level-{level}"] not in text] == []


def test_the_measure_of_colour_agrees_with_the_published_pairs() -> None:
    """Pairs 1, 17 and 25 of table 1 in Sharma, Wu and Dalal (2005)."""
    assert ciede2000((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=5e-5)
    assert ciede2000((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=5e-5)
    assert ciede2000((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387)) == pytest.approx(1.2644, abs=5e-5)


def test_automatic_night_is_the_same_night() -> None:
    text = uncommented(STYLE / "tokens.css")
    chosen, automatic = (block_after(f':root[data-theme="{theme}"] {{', text).split() for theme in ("night", "auto"))
    assert chosen == automatic


def test_no_layout_knows_left_from_right() -> None:
    ours = [*STYLE.glob("*.css"), *(ROOT / "static/desk").glob("*.css")]
    found = {f"{path.name}: {match.group().strip()}" for path in ours for match in PHYSICAL.finditer(uncommented(path))}
    assert found == set()


@pytest.mark.parametrize(
    ("names", "most_bytes"),
    [
        (("style/tokens.css", "style/phone.css", "icons/first.svg"), 6 * 1024),
        (("style/walking.css",), 3 * 1024),
        (("icons/scenes.svg",), 3 * 1024),
        (("icons/phone.svg",), 5 * 1024),
    ],
    ids=["style", "style of a walk", "scenes", "icons"],
)
def test_a_cheap_phone_loads_the_look_in_a_moment(names: tuple[str, ...], most_bytes: int) -> None:
    """Shares of the 45 KB that the walker's whole first load may weigh, compressed."""
    assert len(gzip.compress(b"".join((ROOT / "static" / name).read_bytes() for name in names), 9)) <= most_bytes
