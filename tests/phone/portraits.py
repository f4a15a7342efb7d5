"""Photographs of every screen of the phone, to be looked at: `python -m tests.phone.portraits FOLDER [language ...]`.

Three sizes, English, Arabic and Hindi unless other languages are named; and a sheet of all for each size and language.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw
from playwright.sync_api import Playwright, sync_playwright

from app.rooms import open_front_doors
from tests.browser import Phone
from tests.conftest import living_in
from tests.phone.fake_house import FakeHouse, serving
from tests.phone.tour import tour

SIZES = ((320, 568), (360, 640), (412, 915))
LANGUAGES = ("en", "ar", "hi")
ACROSS = 8  # portraits in a row of a sheet


def photograph(
    playwright: Playwright, out: Path, size: tuple[int, int], language: str, theme: str = "night"
) -> list[Path]:
    """Walk through every screen at this size. Returns the files, in the order in which they were taken."""
    taken: list[Path] = []
    width, height = size
    with TemporaryDirectory() as folder, living_in(Path(folder) / "data"):
        house = FakeHouse([language, "en"] if language != "en" else ["en", "es", "ar"])
        with serving(house) as address:
            phone = Phone(playwright, Path(folder) / "phone", address)
            page = phone.open(
                "/w/words/en.json",
                viewport={"width": width, "height": height},
                locale=language,
                permissions=["geolocation", "camera", "microphone"],
            )
            page.evaluate("(theme) => localStorage.setItem('preferences', JSON.stringify({ theme }))", theme)

            def look(name: str) -> None:
                page.wait_for_timeout(250)
                plain = re.sub(r"\W+", "-", name).strip("-")
                file = out / f"{language}-{width}" / f"{len(taken):02d}-{plain}.png"
                file.parent.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=file)
                taken.append(file)

            try:
                tour(page, address, language, look)
            finally:
                phone.close()
    return taken


def sheet_of(files: list[Path], out: Path) -> None:
    """All of them on one picture, with their names."""
    pictures = [Image.open(file) for file in files]
    width, height = pictures[0].size
    rows = -(-len(files) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * (width + 8), rows * (height + 24)), "white")
    pen = ImageDraw.Draw(sheet)
    for place, (file, picture) in enumerate(zip(files, pictures, strict=True)):
        left, top = place % ACROSS * (width + 8), place // ACROSS * (height + 24)
        pen.text((left, top + 4), file.stem, fill="black")
        sheet.paste(picture, (left, top + 20))
    sheet.save(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("languages", nargs="*", default=LANGUAGES)
    parser.add_argument("--theme", default="night", choices=["day", "night", "red"])
    parser.add_argument("--width", type=int, choices=[width for width, _height in SIZES])
    asked = parser.parse_args()
    open_front_doors()
    with sync_playwright() as playwright:
        for language in asked.languages:
            for size in (size for size in SIZES if asked.width in (None, size[0])):
                taken = photograph(playwright, asked.out, size, language, asked.theme)
                sheet_of(taken, asked.out / f"{language}-{size[0]}.png")
                sys.stdout.write(f"{len(taken)} portraits: {asked.out / f'{language}-{size[0]}.png'}\n")


if __name__ == "__main__":
    main()
