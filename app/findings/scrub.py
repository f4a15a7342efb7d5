"""A program of its own: opens one untrusted picture after the other and writes clean ones, under limits.

It imports nothing of Farola and is given no secrets, so that a picture made to break the decoder breaks this process only.
Each line on stdin is a job: a picture, `{"source", "large", "small"}` (paths), or a recording, `{"source", "bare", "sound"}` for
what is left of it without its notes, `{"source", "target", "sound"}` for a copy. Each line on stdout is its outcome:
`{"width", "height"}` in pixels of the large picture, `{"seconds"}` of the copy (0 without one), `{}`, `{"reason": code}`, or
`{"errno"}` when the disk refused.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import warnings
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image

MEMORY_BYTES = 700 * 1024 * 1024
CPU_S = 10
# reliability.md A12: a 17 kB file can stand for 432 MB of pixels. No phone takes more than 25 megapixels for us: ours
# sends 1.9, and cameras beyond 12 combine pixels anyway.
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 10_000
LARGE_PX = 1600  # a screen, or half an A4 page at 200 dots per inch
SMALL_PX = 660  # a card on the desk, or two side by side in a report
LARGE_QUALITY, SMALL_QUALITY = 80, 76
FORMATS = ["JPEG", "PNG", "WEBP"]
# What the camera says of how it was held (Exif 2.3, tag 274), and what undoes it.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# The brands of HEIF files whose pictures are HEVC, as phones name them (ISO/IEC 23008-12, annex B).
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

HEAR = Path(__file__).with_name("hear.py")
SOUND_ALONE = Path(__file__).parents[1] / "foundation" / "sound_alone.py"

try:
    import pillow_heif

    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    FORMATS.append("HEIF")
except ImportError:
    pass  # the extra `heic`

Image.MAX_IMAGE_PIXELS = MOST_PIXELS * 2
warnings.simplefilter("error", Image.DecompressionBombWarning)


class Unclean(Exception):
    """Why this is not a picture that can be kept; the argument is a code of `cleaning.REASONS`."""


def scrub(source: Path, large: Path, small: Path) -> dict[str, int]:
    """Write the two clean pictures of `source` and return the large one's size. Raises Unclean."""
    try:
        picture = _opened(source)
        clean = _from_pixels(picture)
        _save(clean, large, LARGE_QUALITY)
        little = clean.copy()
        # Less than half the time of Lanczos, and no eye finds the difference on a card; the large one keeps Lanczos.
        little.thumbnail((SMALL_PX, SMALL_PX), Image.Resampling.HAMMING)
        _save(little, small, SMALL_QUALITY)
    except Unclean:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as fault:
        raise Unclean("too-many-pixels") from fault
    except Exception as fault:  # decoders raise whatever they like on a broken file
        _let_disk_faults_pass(fault)
        raise Unclean("cut-off") from fault
    return {"width": clean.width, "height": clean.height}


def _opened(source: Path) -> Image.Image:
    """The picture, decoded at no more than the size that is wanted. Its header is judged before any pixel is made."""
    try:
        picture = Image.open(source, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise
    except Exception as fault:  # a header may break the reader in any way
        _let_disk_faults_pass(fault)
        raise Unclean("heic" if _is_heic(source) and "HEIF" not in FORMATS else "not-a-picture") from fault
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Unclean("too-many-pixels")
    if min(width, height) < 1:
        raise Unclean("not-a-picture")
    scale = min(1.0, LARGE_PX / max(width, height))
    box = (max(1, round(width * scale)), max(1, round(height * scale)))
    # The decoder shrinks JPEGs by 2, 4 or 8 while reading, which halves the work; it wants the box in the picture's own
    # proportions, or does nothing.
    picture.draft("RGB", box)
    picture.load()
    turn = _turn_of(picture)
    picture.thumbnail(box, Image.Resampling.LANCZOS)
    return picture if turn is None else picture.transpose(turn)


def _turn_of(picture: Image.Image) -> Image.Transpose | None:
    """What puts it upright. Of all that stands beside the pixels only this is asked for, and a photo whose notes are damaged,
    as editors and messengers leave them, is still a photo: it stays as it lies.
    """
    try:
        turn = picture.getexif().get(ExifTags.Base.Orientation)
        return TURNS.get(turn) if isinstance(turn, int) else None
    except Exception:  # whatever a reader makes of damaged notes
        return None


def _is_heic(source: Path) -> bool:
    with source.open("rb") as file:
        head = file.read(12)
    return head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS


def _let_disk_faults_pass(fault: Exception) -> None:
    """What the system says has a number; what a decoder says of a picture has none."""
    if isinstance(fault, OSError) and fault.errno is not None:
        raise fault


def _from_pixels(picture: Image.Image) -> Image.Image:
    """A new picture of the same pixels and of nothing else: no GPS, comment, profile, thumbnail or second picture."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    flat = picture.convert("RGB")
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)
    return clean


def _save(picture: Image.Image, path: Path, quality: int) -> None:
    picture.info.clear()
    # Not straight into the file: the encoder would hide that the disk is full behind an error of its own.
    whole = BytesIO()
    picture.save(whole, "JPEG", quality=quality, optimize=True, progressive=True)
    path.write_bytes(whole.getvalue())


def _limit_cpu() -> None:
    """Each picture has its own allowance; the limit counts the life of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_S
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _done(job: dict[str, str]) -> dict[str, Any]:
    if "sound" not in job:
        return dict(scrub(Path(job["source"]), Path(job["large"]), Path(job["small"])))
    if "bare" in job:
        _bare(Path(job["source"]), Path(job["bare"]), job["sound"])
        return {}
    return {"seconds": _loaded(HEAR).copy_sound(Path(job["source"]), Path(job["target"]), job["sound"])}


def _bare(source: Path, target: Path, sound: str) -> None:
    """Write what is left of a recording when nothing is told beside its sound, if that is less. Raises Unclean."""
    content, alone = source.read_bytes(), _loaded(SOUND_ALONE)
    try:
        bare = alone.sound_alone(content, sound)
    except alone.NotSoundAlone as fault:
        raise Unclean("not-a-recording") from fault
    if bare != content:
        target.write_bytes(bare)


@lru_cache(maxsize=2)
def _loaded(path: Path) -> Any:
    """A module by its path: this process finds none of Farola by name, and pictures need none of these."""
    spec = spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[path.stem] = module  # where dataclasses look for it
    spec.loader.exec_module(module)
    return module


def main() -> None:
    os.nice(10)  # walkers who send come before pictures that wait
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        _limit_cpu()
        job = json.loads(line)
        try:
            outcome = _done(job)
        except Unclean as why:
            outcome = {"reason": str(why)}
        except OSError as fault:
            outcome = {"errno": fault.errno}
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
