"""The drawings of the answers, and an organisation's own in their place: figures carry culture, and ours are only a beginning.

`scenes.svg` in the folder of FAROLA_TEMPLATES holds symbols named as ours (`lgt_level-0` to `lgt_level-3`) or figures named
as ours in its `defs` (`you`, `guard`). Each takes the place of the one with its name; new names are added. What it holds is
shapes and nothing else: a drawing that could carry a script or call another server is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from app.foundation.language import N_, _
from app.foundation.settings import settings
from app.instruments.reading import TemplateFault
from app.web.static_files import STATIC

SCENES = "icons/scenes.svg"
OWN = "scenes.svg"
SVG = "http://www.w3.org/2000/svg"
FRAME = "0 0 96 72"  # four wide by three high, as the phone's tiles are
# A third of what the phone keeps in all (ux.md 3); ours have 3 kB as gzip.
LARGEST_BYTES = 120_000
SHAPES = {"g", "use", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon", "title"}
# Where a shape stands, and how it is drawn; nothing that names another file or acts.
PLACING = {"id", "viewBox", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "y1", "x2", "y2", "width", "height"}
LOOKS = PLACING | {"points", "transform", "opacity", "fill", "fill-rule", "fill-opacity", "clip-rule", "stroke"}
STROKE = re.compile(r"stroke-(width|linecap|linejoin|dasharray|opacity)")
INWARD = re.compile(r"#[\w-]+")
OUTWARD = re.compile(r"url\s*\(|javascript:|data:|//", re.IGNORECASE)

NO_SVG = N_("This is not a whole SVG file. Save it again as plain SVG.")
TOO_LARGE = N_("The drawings are too heavy for phones: at most {most} kB. Draw simpler shapes.")
NOT_A_SHAPE = N_("A drawing holds <{name}>. Only shapes are taken: save it as plain SVG, with text turned into paths.")
NOT_A_LOOK = N_("The drawing “{drawing}” has the attribute {name}, which is not taken. Save it as plain SVG.")
NO_FRAME = N_('The drawing “{drawing}” needs viewBox="0 0 96 72": four wide by three high.')


def drawings() -> bytes | None:
    """The sprite with the organisation's own drawings in it; None when there are none. Raises TemplateFault."""
    path = own_file()
    if path is None:
        return None
    return merged((STATIC / SCENES).read_bytes(), path)


def own_file() -> Path | None:
    """The organisation's own sprite, when it has one."""
    folder = settings().templates
    path = folder / OWN if folder else None
    return path if path and path.is_file() else None


def merged(ours: bytes, path: Path) -> bytes:
    """Our sprite with every drawing and figure of the file at `path` in the place of the one with its name."""
    ElementTree.register_namespace("", SVG)
    sprite = ElementTree.fromstring(ours)  # noqa: S314 our own file
    own = _checked(path)
    figures = sprite.find(f"{{{SVG}}}defs")
    assert figures is not None, "ours has figures"
    for drawing in own.iter(f"{{{SVG}}}symbol"):
        _put(sprite, drawing)
    for shelf in own.iter(f"{{{SVG}}}defs"):
        for figure in shelf:
            _put(figures, figure)
    return ElementTree.tostring(sprite)


def _put(shelf: Element, new: Element) -> None:
    for place, one in enumerate(shelf):
        if one.get("id") == new.get("id"):
            shelf[place] = new
            return
    shelf.append(new)


def _checked(path: Path) -> Element:
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        raise TemplateFault(path, _(TOO_LARGE).format(most=LARGEST_BYTES // 1000))
    if b"<!" in content.replace(b"<!--", b""):  # entities: a few bytes that stand for gigabytes
        raise TemplateFault(path, _(NO_SVG))
    try:
        own = ElementTree.fromstring(content)  # noqa: S314 without entities, and small
    except ElementTree.ParseError:
        raise TemplateFault(path, _(NO_SVG)) from None
    for sentence in _faults_in(own):
        raise TemplateFault(path, sentence)
    return own


def _faults_in(own: Element) -> Iterator[str]:
    for drawing in own.iter(f"{{{SVG}}}symbol"):
        if drawing.get("viewBox") != FRAME:
            yield _(NO_FRAME).format(drawing=drawing.get("id", ""))
    for shelf in (*own.iter(f"{{{SVG}}}symbol"), *own.iter(f"{{{SVG}}}defs")):
        for part in shelf.iter():
            name = str(part.tag).removeprefix(f"{{{SVG}}}")
            if part is not shelf and name not in SHAPES:
                yield _(NOT_A_SHAPE).format(name=name)
            for look, value in part.attrib.items():
                if not _is_harmless(look, value):
                    yield _(NOT_A_LOOK).format(drawing=shelf.get("id", ""), name=look)


def _is_harmless(look: str, value: str) -> bool:
    if look == "href":
        return bool(INWARD.fullmatch(value))
    return (look in LOOKS or bool(STROKE.fullmatch(look))) and not OUTWARD.search(value)
