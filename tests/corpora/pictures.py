"""Pictures that were made to do harm, that tell too much, or that some phone really makes (reliability.md A12 to A14)."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from PIL import Image, ImageDraw, PngImagePlugin

SECRET = b"PLANTED-SECRET-7f3a"  # stands wherever a file can hold what is not a pixel
GPS_IFD, EXIF_IFD, MAKER_NOTE, USER_COMMENT, XMP_TAG = 0x8825, 0x8769, 0x927C, 0x9286, 0x02BC
CLEAN, REFUSED = "clean", "broken"


class Item(NamedTuple):
    name: str
    content: bytes
    ends: str  # the state of its medium, once it was looked at


def every_picture() -> Iterator[Item]:
    yield from _telling()
    yield from _odd_but_honest()
    yield from _polyglots()
    yield from _bombs()
    yield from _broken()


def _scene(mode: str = "RGB", size: tuple[int, int] = (96, 64)) -> Image.Image:
    picture = Image.new("RGB", size, "navy")
    ImageDraw.Draw(picture).rectangle([0, 0, size[0], size[1] // 2], fill="yellow")
    return picture.convert(mode)


def _saved(picture: Image.Image, kind: str = "JPEG", **more: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def _segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def _with_segments(*segments: bytes) -> bytes:
    jpeg = _saved(_scene())
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _png(*chunks: bytes, size: tuple[int, int] = (1, 1), depth: int = 8, rows: bytes | None = None) -> bytes:
    header = struct.pack(">IIBBBBB", *size, depth, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0" if rows is None else rows, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + b"".join(chunks)
        + _chunk(b"IDAT", pixels)
        + _chunk(b"IEND", b"")
    )


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[XMP_TAG] = SECRET.decode(), SECRET.decode(), SECRET
    exif.get_ifd(GPS_IFD).update({1: "N", 2: (60.0, 10.0, 5.5), 3: "E", 4: (24.0, 56.0, 34.8), 29: SECRET.decode()})
    exif.get_ifd(EXIF_IFD).update({MAKER_NOTE: SECRET * 20, USER_COMMENT: b"ASCII\0\0\0" + SECRET})
    return exif


def _telling() -> Iterator[Item]:
    """Every place in which a file can say where, when, with what and by whom it was taken."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_text("Comment", SECRET.decode(), zip=True)
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    thumbnail = _saved(_scene(size=(16, 16)), comment=SECRET)
    video = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + SECRET * 50
    second = _saved(_scene(), comment=SECRET)
    mpf = b"MPF\0II*\0\x08\0\0\0" + SECRET
    told = {
        "exif, gps, maker note": _saved(_scene(), exif=_exif()),
        "xmp": _with_segments(_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET)),
        "extended xmp": _with_segments(_segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + SECRET)),
        "iptc": _with_segments(
            _segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x18\x1c\x02\x50\0\x13" + SECRET)
        ),
        "comment": _with_segments(_segment(0xFE, SECRET)),
        "colour profile": _saved(_scene(), icc_profile=SECRET * 9),
        "thumbnail in jfif": _with_segments(_segment(0xE0, b"JFXX\0\x10" + thumbnail)),
        "an application nobody knows": _with_segments(
            *(_segment(one, SECRET) for one in range(0xE3, 0xEF) if one != 0xEE)
        ),
        "two pictures in one": _with_segments(_segment(0xE2, mpf)) + second,
        "motion photo": _saved(_scene(), exif=_exif()) + video,
        "samsung trailer": _saved(_scene()) + SECRET + b"SEFHk\0\0\0\0SEFT",
        "png words": _saved(_scene(), "PNG", pnginfo=words, exif=_exif(), icc_profile=SECRET * 9),
        "png after its end": _saved(_scene(), "PNG") + SECRET,
        "png private chunk": _png(_chunk(b"seCr", SECRET), size=(8, 8), rows=b"\0" * 72),
        "webp": _saved(_scene(), "WEBP", exif=_exif(), xmp=SECRET, icc_profile=SECRET * 9),
    }
    yield from (Item(f"telling: {name}", content, CLEAN) for name, content in told.items())


def _odd_but_honest() -> Iterator[Item]:
    """What phones and scanners really make."""
    frames = [_scene(), _scene().rotate(90)]
    deep = Image.new("I;16", (32, 32), 40_000)
    palette = _scene("P")
    made = {
        "cmyk": _saved(_scene("CMYK")),
        "grey": _saved(_scene("L")),
        "progressive": _saved(_scene(), progressive=True),
        "4:1:1": _saved(_scene(), subsampling=2),
        "16 bits": _saved(deep, "PNG"),
        "1 bit": _saved(_scene("1"), "PNG"),
        "palette": _saved(palette, "PNG"),
        "palette, see-through": _saved(palette, "PNG", transparency=0),
        "grey, see-through": _saved(_scene("LA"), "PNG"),
        "see-through": _saved(_scene("RGBA"), "PNG"),
        "moving png": _saved(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "moving webp": _saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "lossless webp": _saved(_scene("RGBA"), "WEBP", lossless=True),
        "one pixel": _saved(_scene(size=(1, 2)), "PNG"),
        "a narrow strip": _saved(Image.new("RGB", (9_000, 3), "red")),
        "every way up": _saved(_scene(), exif=_turned(6)),
        "a way up that there is not": _saved(_scene(), exif=_turned(77)),
        "turned, and a word where a number belongs": _with_segments(_notes((0x0213, 2, b"ab\0\0"))),
        "turned, and a fraction where a word belongs": _with_segments(_notes((0x010F, 11, b"\0\0\x80?"))),
        "notes that are none": _with_segments(_segment(0xE1, b"Exif\0\0" + b"!" * 40)),
    }
    yield from (Item(f"honest: {name}", content, CLEAN) for name, content in made.items())


def _turned(way: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = way
    return exif


def _notes(*entries: tuple[int, int, bytes]) -> bytes:
    """Exif by hand, of a phone that was held upright: (tag, type, value) of what Pillow would not write."""
    told = ((0x0112, 3, b"\6\0\0\0"), *entries)
    content = b"".join(struct.pack("<HHI4s", tag, kind, 1, value) for tag, kind, value in told)
    return _segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + struct.pack("<H", len(told)) + content + bytes(4))


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("evil.class", SECRET)
    return out.getvalue()


def _polyglots() -> Iterator[Item]:
    """Files that are two things at once. A picture of ours is rebuilt from pixels; what is no picture is none."""
    page = b"<html><script>alert(1)</script>" + SECRET + b"</html>"
    yield Item("polyglot: a page inside a photo", _with_segments(_segment(0xFE, page)), CLEAN)
    yield Item(
        "polyglot: php inside a photo", _with_segments(_segment(0xFE, b"<?php system($_GET[0]);" + SECRET)), CLEAN
    )
    yield Item("polyglot: an archive behind a photo", _saved(_scene()) + _archive(), CLEAN)
    yield Item("polyglot: a script behind a png", _saved(_scene(), "PNG") + b"\n#!/bin/sh\n" + SECRET, CLEAN)
    yield Item("polyglot: gifar", b"GIF89a\x01\0\x01\0\0\0\0;" + _archive(), REFUSED)
    yield Item("polyglot: a photo behind a page", page + _saved(_scene()), REFUSED)
    yield Item("polyglot: pdf and zip", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n" + _archive(), REFUSED)
    yield Item("no photo: svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", REFUSED)
    yield Item(
        "no photo: svg that includes a file",
        b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
        REFUSED,
    )
    for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "PCX"):
        yield Item(f"no photo: {kind.lower()}", _saved(_scene(), kind), REFUSED)
    yield Item("no photo: postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n", REFUSED)
    yield Item("no photo: video", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(200), REFUSED)
    yield Item("no photo: a program", b"\x7fELF\x02\x01\x01" + bytes(200), REFUSED)
    yield Item("no photo: a link of windows", b"L\0\0\0\x01\x14\x02\0" + bytes(80), REFUSED)


def _bombs() -> Iterator[Item]:
    """A few kilobytes that stand for gigabytes of pixels or words, or for endless work."""
    side = 12_000
    yield Item(
        "bomb: 144 megapixels of nothing",
        _png(size=(side, side), depth=1, rows=b"\0" * ((side // 8 + 1) * side)),
        REFUSED,
    )
    yield Item("bomb: taller than it says", _png(size=(8, 60_000), rows=b"\0" * 9), REFUSED)
    yield Item("bomb: the largest size that a header can say", _png(size=(2**31 - 1, 2**31 - 1)), REFUSED)
    huge = bytearray(_saved(_scene()))
    place = huge.find(b"\xff\xc0")
    huge[place + 5 : place + 9] = struct.pack(">HH", 65_500, 65_500)
    yield Item("bomb: a jpeg that claims 65,500 by 65,500", bytes(huge), REFUSED)
    canvas = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + (16_383).to_bytes(3, "little") * 2
    yield Item(
        "bomb: a webp with a huge canvas", b"RIFF" + struct.pack("<I", len(canvas) + 4) + b"WEBP" + canvas, REFUSED
    )
    words = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 120_000_000, 9))
    yield Item("bomb: 120 MB of words in a png", _png(words), REFUSED)
    profile = _chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(120_000_000), 9))
    yield Item("bomb: 120 MB of colour profile", _png(profile), REFUSED)
    scans = _saved(_scene(), progressive=True)
    start = scans.rfind(b"\xff\xda")
    yield Item("bomb: a thousand passes over one picture", scans[:-2] + scans[start:-2] * 1_000 + scans[-2:], CLEAN)


def _broken() -> Iterator[Item]:
    """Cut off and scrambled. A picture whose end is missing is said to be cut off, whatever could be shown of it."""
    noise = random.Random(12)
    whole = _saved(_scene(size=(320, 240)), quality=92, exif=_exif())
    for part in (2, 20, len(whole) // 4, len(whole) // 2, len(whole) - 40):
        yield Item(f"broken: the first {part} bytes", whole[:part], REFUSED)
    png = _saved(Image.frombytes("RGB", (64, 64), noise.randbytes(64 * 64 * 3)), "PNG")
    yield Item("broken: half a png", png[: len(png) // 2], REFUSED)
    webp = _saved(Image.frombytes("RGB", (64, 64), noise.randbytes(64 * 64 * 3)), "WEBP")
    yield Item("broken: half a webp", webp[: len(webp) // 2], REFUSED)
    yield Item("broken: noise", noise.randbytes(5_000), REFUSED)
    yield Item("broken: a head and noise", b"\xff\xd8\xff\xe0" + noise.randbytes(5_000), REFUSED)
    yield Item("broken: zeros", bytes(5_000), REFUSED)
    yield Item("broken: one byte", b"\xff", REFUSED)
