"""The press: a child process that turns one folder into one PDF, with little memory, little time and no network use.

Run as a file, not as a module of the room: it must not pay for (or be able to reach) the rest of the house.
`python press.py FOLDER`: reads FOLDER/job.json, writes FOLDER/report.pdf, and prints one line of JSON about itself.
"""

from __future__ import annotations

import json
import resource
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageOps

THREADS = 2
QUALITY = 78  # about 40 KB at 660 px
GREY = "#d9d4e3"


def limit(job: dict[str, Any]) -> None:
    """Ask the kernel to stop us; a report is never worth the server. Bytes and seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (job["memory_bytes"], job["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (job["cpu_s"], job["cpu_s"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_bytes"], job["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def shrink_photos(folder: Path, longest_px: int) -> None:
    """Bring each photo to the size at which it is printed."""
    with ThreadPoolExecutor(THREADS) as hands:  # Pillow lets the other core work while it decodes
        list(hands.map(lambda path: shrink(path, longest_px), sorted(folder.glob("*.jpg"))))


def shrink(path: Path, longest_px: int) -> None:
    """Rebuild one photo from its pixels; whatever is not a whole JPEG becomes a plain grey field."""
    try:
        with Image.open(path, formats=["JPEG"]) as photo:
            scale = longest_px / max(photo.size)
            if scale < 1:
                # draft() lets the decoder skip pixels, but only for the right box: 4032x3024 into a square does nothing.
                photo.draft("RGB", (round(photo.width * scale), round(photo.height * scale)))
            small = ImageOps.exif_transpose(photo.convert("RGB"))
        small.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError):
        small = Image.new("RGB", (longest_px, longest_px * 3 // 4), GREY)
    small.info.clear()
    small.save(path, "JPEG", quality=QUALITY)


def compose(folder: Path, job: dict[str, Any]) -> bytes:
    """The PDF, tagged, checked against PDF/UA-1 while it is made."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=job["fonts"])
    made: bytes = typst.compile(
        folder / "report.typ",
        root=folder,
        font_paths=fonts,
        pdf_standards=["ua-1"],
        timestamp=job["made_at_s"],
    )
    return made


def main(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    limit(job)
    shrink_photos(folder, job["photo_px"])
    (folder / "report.pdf").write_bytes(compose(folder, job))
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stdout.write(json.dumps({"peak_kb": used.ru_maxrss, "cpu_s": used.ru_utime + used.ru_stime}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
