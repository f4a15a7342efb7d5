"""The files of an export, each made piece by piece while it is sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from app.exports import store
from app.exports.choosing import Choice
from app.exports.explaining import codebook_lines, letter_of
from app.exports.rows import cells_of, head_of, photo_name, row_of
from app.exports.store import Noticed
from app.exports.zipping import Member, zipped
from app.findings import Medium
from app.foundation import clock
from app.foundation.database import reading
from app.foundation.spreadsheets import BYTE_ORDER_MARK, csv_line, harmless
from app.foundation.vault import vault
from app.instruments import canonical_json, packed

log = logging.getLogger(__name__)
LEFT_OUT = "left_out.csv"  # last, and only when something is in it: what the tables name and the archive does not hold
AT_ONCE = 200  # findings in memory; each look at the database is short, so that nothing waits for a slow download


def stream_export(choice: Choice) -> Iterator[bytes]:
    """The archive. Explanations are made now, in the reader's language; everything else while it is sent."""
    texts = {
        "README.txt": letter_of(choice),
        "codebook.csv": BYTE_ORDER_MARK + "".join(codebook_lines(choice)),
        "instruments.json": canonical_json([packed(one, "en") for one in choice.instruments]),
    }
    return zipped(_members(choice, texts), clock.now().date())


def _members(choice: Choice, texts: dict[str, str]) -> Iterator[Member]:
    for name, text in texts.items():
        yield Member(name, [text.encode()], is_packed=True)
    yield Member("findings.csv", _encoded(_csv(choice)), is_packed=True)
    yield Member("findings.geojson", _encoded(_geojson(choice)), is_packed=True)
    yield Member("photos.csv", _encoded(_photo_lines(choice)), is_packed=True)
    left_out: list[str] = []
    for number, _noticed, photos in _findings(choice):
        for at, photo in enumerate(photos, 1):
            content = _photo(photo) if _may_still_go(choice, photo) else "gone"
            if isinstance(content, bytes):
                yield Member(photo_name(number, at), [content])
            else:
                left_out.append(csv_line([photo_name(number, at), number, content]))
    if left_out:
        yield Member(
            LEFT_OUT, _encoded([BYTE_ORDER_MARK + csv_line(["photo", "finding", "why"]), *left_out]), is_packed=True
        )


def _findings(choice: Choice) -> Iterator[tuple[int, Noticed, list[Medium]]]:
    """(number, finding, its photos) of all that may still go along."""
    ids = iter(enumerate(choice.ids, 1))
    while some := list(islice(ids, AT_ONCE)):
        wanted = [finding_id for _number, finding_id in some]
        with reading() as session:
            found = store.findings(session, wanted, choice.moderation)
            photos = store.photos(session, list(found), choice.moderation)
            session.expunge_all()
        for number, finding_id in some:
            noticed, hers = found.get(finding_id), photos.get(finding_id, [])
            if noticed and choice.says_anything_of(noticed.answers, hers):
                yield number, noticed, hers


def _csv(choice: Choice) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_line(head_of(choice))
    for number, noticed, photos in _findings(choice):
        yield csv_line(cells_of(choice, row_of(choice, number, noticed, photos)))


def _geojson(choice: Choice) -> Iterator[str]:
    """One feature a line, so that even a text editor can open it."""
    yield '{"type": "FeatureCollection", "features": [\n'
    comma = ""
    for number, noticed, photos in _findings(choice):
        row = row_of(choice, number, noticed, photos)
        yield comma + json.dumps(_feature(row), ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    lon, lat = row.pop("lon"), row.pop("lat")
    geometry = None if lon is None or lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": row}


def _may_still_go(choice: Choice, photo: Medium) -> bool:
    """Whether neither it nor its finding was hidden or taken back since they were read: the line may be slow."""
    with reading() as session:
        return store.may_still_go(session, photo.id, choice.moderation)


def _photo(photo: Medium) -> bytes | str:
    """A clean photo, proved by its hash, or why it stays out: "gone" while we were on the way, or "damaged" on the disk.

    A clean picture has some 300 kB; nobody is handed one that is not what was checked.
    """
    assert photo.large_sha256 is not None
    try:
        return vault().whole(photo.large_sha256)
    except FileNotFoundError:
        log.info("a photo left while it was being exported")
        return "gone"
    except OSError:
        log.error("a photo was left out of an export: its file is damaged; farola check names all such files")
        return "damaged"


def _photo_lines(choice: Choice) -> Iterator[str]:
    yield BYTE_ORDER_MARK + csv_line(["photo", "finding", "indicator", "width", "height", "caption"])
    for number, _noticed, photos in _findings(choice):
        for at, photo in enumerate(photos, 1):
            # What she wrote under it is her own words, which no planner reads.
            caption = harmless(photo.caption) if choice.is_inside else ""
            yield csv_line([photo_name(number, at), number, photo.indicator, photo.width, photo.height, caption])


def _encoded(lines: Iterable[str]) -> Iterator[bytes]:
    for line in lines:
        yield line.encode()
