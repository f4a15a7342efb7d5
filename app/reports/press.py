"""The press: a child process that turns one folder into one PDF, with little memory, little time and no network use.

Run as a file, not as a module of the room: it must not pay for (or be able to reach) the rest of the house.
`python press.py FOLDER`: reads FOLDER/job.json, writes FOLDER/report.pdf, and prints one line of JSON about itself.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageOps


def limit(job: dict[str, Any]) -> None:
    """Ask the kernel to stop us; a report is never worth the server. Bytes and seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (job["memory_bytes"], job["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (job["cpu_s"], job["cpu_s"]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (job["file_bytes"], job["file_bytes"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def shrink_photos(folder: Path, longest_px: int) -> None:
    """Bring each photo to the size at which it is printed; whatever is not a whole JPEG becomes a plain grey field."""
    for path in sorted(folder.glob("*.jpg")):
        try:
            with Image.open(path, formats=["JPEG"]) as photo:
                scale = longest_px / max(photo.size)
                if scale < 1:
                    # draft() lets the decoder skip pixels, but only for the right box: 4032x3024 into a square does nothing.
                    photo.draft("RGB", (round(photo.width * scale), round(photo.height * scale)))
                small = ImageOps.exif_transpose(photo.convert("RGB"))
            small.thumbnail((longest_px, longest_px), Image.Resampling.LANCZOS)
        except (OSError, ValueError, SyntaxError):
            small = Image.new("RGB", (longest_px, longest_px * 3 // 4), "#d9d4e3")
        small.info.clear()
        small.save(path, "JPEG", quality=78)


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
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(json.dumps({"peak_kb": peak_kb}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
