"""Photos that say who they are: a number is painted into the pixels, so that a clean photo can be told from any other.

Made cheaply: the picture is small, and its weight is a comment of random bytes, which a camera's file has in plenty too.
"""

from __future__ import annotations

import random
import struct
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image

SIDE, FIELDS = 192, 8  # pixels; 8 x 8 fields are 64 bits
FIELD = SIDE // FIELDS
LONGEST_COMMENT = 65_000


def numbered_photo(number: int, weight: int) -> bytes:
    """A JPEG of about `weight` bytes that shows this 64-bit number, black and white."""
    picture = Image.new("L", (FIELDS, FIELDS))
    picture.putdata([255 if number >> place & 1 else 0 for place in range(FIELDS * FIELDS)])
    out = BytesIO()
    picture.resize((SIDE, SIDE), Image.Resampling.NEAREST).convert("RGB").save(out, "JPEG", quality=60)
    return padded(out.getvalue(), weight, number)


def padded(jpeg: bytes, weight: int, number: int) -> bytes:
    """The same picture in about `weight` bytes, no two alike: comments are put behind its first marker."""
    noise, comments = random.Random(number), b""
    while not comments or len(jpeg) + len(comments) < weight:
        length = min(LONGEST_COMMENT, max(16, weight - len(jpeg) - len(comments) - 4))
        comments += b"\xff\xfe" + struct.pack(">H", length + 2) + noise.randbytes(length)
    return jpeg[:2] + comments + jpeg[2:]


def number_in(path: Path) -> int:
    """The number that a picture shows, also after it was made anew in another size."""
    with Image.open(path) as picture:
        grey = picture.convert("L").resize((SIDE, SIDE))
    middles = [(FIELD // 2 + FIELD * x, FIELD // 2 + FIELD * y) for y in range(FIELDS) for x in range(FIELDS)]
    return sum(1 << place for place, at in enumerate(middles) if grey.getpixel(at) > 127)  # type: ignore[operator]


@lru_cache(maxsize=16)
def street_at_night(width: int = 1280, height: int = 960, seed: int = 1) -> bytes:
    """A picture with as much in it as a phone's photo of a street, in 150 to 300 kB: what cleaning really costs."""
    noise = random.Random(seed)
    coarse = Image.frombytes("RGB", (160, 120), noise.randbytes(160 * 120 * 3)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    fine = Image.frombytes("RGB", (width // 2, height // 2), noise.randbytes(width * height * 3 // 4)).resize(
        (width, height)
    )
    out = BytesIO()
    Image.blend(coarse, fine, 0.25).save(out, "JPEG", quality=70)
    return out.getvalue()


def recording(number: int, weight: int) -> bytes:
    """A WebM file as browsers record, of noise. Every second one is called by a street, as voice memos are."""
    head = b"\x1a\x45\xdf\xa3\x97B\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    title = b"\x15\x49\xa9\x66\x90\x7b\xa9\x8dCanal Road 24" if number % 2 else b""
    head += b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + title + b"\x1f\x43\xb6\x75\x01" + b"\xff" * 7
    noise = random.Random(number).randbytes(max(16, weight - len(head) - 9))
    return head + b"\xa3\x01" + len(noise).to_bytes(7) + noise


def left_of_recording(number: int, weight: int) -> bytes:
    """What may be heard of it, written down without the code that cleans."""
    return recording(number, weight).replace(b"\x7b\xa9\x8dCanal Road 24", b"\xec\x8e" + bytes(14))
