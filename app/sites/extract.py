"""Streets out of an uploaded file: OpenStreetMap (.osm.pbf, .osm) or GeoJSON."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.foundation.errors import BadInput, FieldFault, Problem
from app.foundation.language import N_, _, format_number
from app.sites.extract_child import MOST_STREETS

MOST_BYTES = 20 << 20  # a whole city centre as .osm.pbf; more belongs to a desktop tool
PATIENCE_S = 60  # wall time of the reading process, whose CPU time is limited too
AT_ONCE = 2  # each may take 1.5 GB; the third uploader waits
WAIT_S = 90
CHILD = Path(__file__).with_name("extract_child.py")

SENTENCES = {
    "unreadable": N_(
        "We could not read this file. Upload OpenStreetMap data (.osm.pbf or .osm) or GeoJSON (.geojson)."
    ),
    "too-large": N_("This file is larger than {megabytes} MB. Cut out a smaller area and upload that."),
    "too-much": N_(
        "This file has more than {streets} streets. Cut out a smaller area, about 5 by 5 km, and upload that."
    ),
    "no-streets": N_(
        "There are no streets for walking in this file. Choose an area with streets, or draw without a file."
    ),
    "in-metres": N_("The coordinates look like metres. Export the file again in WGS 84 (EPSG:4326) degrees."),
    "out-of-range": N_("Some coordinates are outside the world. In GeoJSON, longitude comes first, then latitude."),
}


class TooManyReaders(Problem):
    status = 503
    code = "too-many-readers"
    sentence = N_("Others are uploading street files right now. Wait a minute and try again.")


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A line for walking. `places` are (lon, lat) in WGS 84 degrees, two at least."""

    name: str
    kind: str
    is_lit: bool | None
    places: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """What an uploaded file holds: lines, perhaps polygons (GeoJSON), and whom to thank for them."""

    streets: list[StreetLine]
    areas: list[dict[str, Any]]
    credit: str


_readers = threading.BoundedSemaphore(AT_ONCE)


def read_extract(content: bytes | Path, pointer: str = "streets") -> Extract:
    """Read a street file in a process of its own, so that a hostile one cannot take the server down.

    Raises BadInput with a sentence for `pointer`, or TooManyReaders (503) when the machine is busy with others.
    """
    if isinstance(content, Path):
        content = content.read_bytes()
    if len(content) > MOST_BYTES:
        raise _fault("too-large", pointer)
    if not _readers.acquire(timeout=WAIT_S):
        raise TooManyReaders(retry_after_s=60)
    try:
        found = _read_apart(content)
    finally:
        _readers.release()
    if "fault" in found:
        raise _fault(found["fault"], pointer)
    streets = [StreetLine(**{**line, "places": tuple(map(tuple, line["places"]))}) for line in found["streets"]]
    if not streets and not found["areas"]:
        raise _fault("no-streets", pointer)
    return Extract(streets, found["areas"], found["credit"])


def streets_in_pbf(content: bytes | Path) -> list[StreetLine]:
    """The walkable lines of an OpenStreetMap file (.osm.pbf or .osm). Raises BadInput."""
    return read_extract(content).streets


def streets_in_geojson(content: bytes | Path) -> list[StreetLine]:
    """The lines of a GeoJSON file; properties `name`, `highway` and `lit` are read when there. Raises BadInput."""
    return read_extract(content).streets


def _kind_of(content: bytes) -> str:
    """By what the bytes are, since phones and mail programs rename files."""
    if content[4:15].find(b"OSMHeader") >= 0:
        return "pbf"
    return "osm" if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else "geojson"


def _read_apart(content: bytes) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile(prefix="farola-streets-") as file:
        file.write(content)
        file.flush()
        try:
            done = subprocess.run(  # noqa: S603 our own script, on a file that we named
                # -I: neither the caller's environment nor its folder can put other code in the reader's way
                [sys.executable, "-I", str(CHILD), file.name, _kind_of(content)],
                capture_output=True,
                timeout=PATIENCE_S,
                env={},
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {"fault": "too-much"}
    if done.returncode != 0:
        return {"fault": "unreadable"}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _fault(code: str, pointer: str) -> BadInput:
    words = {"megabytes": format_number(MOST_BYTES >> 20), "streets": format_number(MOST_STREETS)}
    return BadInput(errors=(FieldFault(pointer, _(SENTENCES[code]).format(**words)),))
