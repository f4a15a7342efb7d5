"""Drawn street scenes in place of photos: nobody's street, nobody's face, and plainly a drawing."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1280, 960)  # what a phone sends: long edge 1,280 px
NIGHT_SKY, DAY_SKY = (13, 12, 22), (196, 214, 226)
NIGHT_WALL, DAY_WALL = (30, 27, 44), (168, 156, 142)
LAMPLIGHT = (255, 196, 96)


def drawn_scene(stop: int, walker: int, *, is_dark: bool, light: int) -> bytes:
    """A JPEG of an invented street seen from stop `stop` as `walker` stood there, with `light` of 0..3 lamps lit in the dark."""
    chance = Random(f"scene {stop}")  # noqa: S311 - invention, not secrecy
    picture = Image.new("RGB", SIZE, NIGHT_SKY if is_dark else DAY_SKY)
    draw = ImageDraw.Draw(picture)
    _draw_houses(draw, chance, is_dark)
    _draw_ground(draw, is_dark)
    lamps = [(260 + 270 * n, 300 + 40 * n) for n in range(3)]
    if is_dark:
        picture = _with_light(picture, lamps[:light])
        draw = ImageDraw.Draw(picture)
    for number, (x, y) in enumerate(lamps):
        _draw_lamp(draw, x, y, is_lit=is_dark and number < light)
    _draw_bushes(draw, chance, is_dark)
    left, top = 60 * (walker % 3), 30 * (walker % 4)
    picture = picture.crop((left, top, left + SIZE[0] - 130, top + SIZE[1] - 100)).resize(SIZE)
    content = BytesIO()
    picture.save(content, "JPEG", quality=72)
    return content.getvalue()


def _draw_houses(draw: ImageDraw.ImageDraw, chance: Random, is_dark: bool) -> None:
    x = 0
    while x < SIZE[0]:
        width, height = chance.randint(150, 260), chance.randint(260, 470)
        shade = chance.randint(-12, 12)
        wall = tuple(channel + shade for channel in (NIGHT_WALL if is_dark else DAY_WALL))
        draw.rectangle((x, 620 - height, x + width - 8, 640), fill=wall)
        for row in range(620 - height + 30, 560, 70):
            for column in range(x + 24, x + width - 50, 56):
                is_lit = is_dark and chance.random() < 0.22
                pane = LAMPLIGHT if is_lit else tuple(max(0, channel - 22) for channel in wall)
                draw.rectangle((column, row, column + 26, row + 38), fill=pane)
        x += width


def _draw_ground(draw: ImageDraw.ImageDraw, is_dark: bool) -> None:
    draw.rectangle((0, 630, *SIZE), fill=(24, 23, 32) if is_dark else (132, 130, 126))
    draw.polygon(((420, 630), (700, 630), (1220, 960), (40, 960)), fill=(40, 38, 50) if is_dark else (178, 174, 166))


def _with_light(picture: Image.Image, lamps: list[tuple[int, int]]) -> Image.Image:
    """Pools of lamplight on the path, blurred, laid over the night."""
    glow = Image.new("L", SIZE, 0)
    draw = ImageDraw.Draw(glow)
    for x, y in lamps:
        draw.polygon(((x, y), (x - 190, 860), (x + 190, 860)), fill=105)
        draw.ellipse((x - 70, y - 70, x + 70, y + 70), fill=190)
    glow = glow.filter(ImageFilter.GaussianBlur(38))
    return Image.composite(Image.new("RGB", SIZE, LAMPLIGHT), picture, glow)


def _draw_lamp(draw: ImageDraw.ImageDraw, x: int, y: int, *, is_lit: bool) -> None:
    draw.line((x, y, x, 800), fill=(8, 8, 12), width=10)
    draw.ellipse(
        (x - 24, y - 24, x + 24, y + 24), fill=LAMPLIGHT if is_lit else (58, 56, 66), outline=(8, 8, 12), width=4
    )


def _draw_bushes(draw: ImageDraw.ImageDraw, chance: Random, is_dark: bool) -> None:
    colour = (16, 28, 20) if is_dark else (74, 112, 70)
    for _ in range(chance.randint(3, 7)):
        x, radius = chance.choice((chance.randint(0, 260), chance.randint(1000, 1280))), chance.randint(50, 110)
        draw.ellipse((x - radius, 720 - radius, x + radius, 720 + radius), fill=colour)
