"""Files that a phone's camera or gallery may hand over."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image


def a_photo_with_a_place(folder: Path) -> Path:
    """A picture of 12 megapixels, lying on its side, with the place where it was taken inside."""
    picture = Image.effect_noise((4000, 3000), 60).convert("RGB")
    notes = picture.getexif()
    notes[274] = 6
    notes[0x8825] = {1: "N", 2: (60.0, 10.0, 12.0), 3: "E", 4: (24.0, 56.0, 28.0)}
    file = folder / "street.jpg"
    picture.save(file, quality=80, exif=notes)
    return file


def a_broken_photo(folder: Path) -> Path:
    """A picture whose middle was lost on the way: the header promises what does not come."""
    whole = BytesIO()
    Image.new("RGB", (640, 480), "grey").save(whole, "JPEG")
    file = folder / "broken.jpg"
    file.write_bytes(whole.getvalue()[:200] + b"\0" * 300)
    return file
