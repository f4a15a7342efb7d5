"""A corpus of pictures goes through the real doors: each ends clean or refused, and no clean one tells anything."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from app.findings import Finding, Medium, clean_waiting
from app.findings.cleaning import REASONS
from app.foundation.database import reading
from app.foundation.vault import vault
from tests.corpora.pictures import CLEAN, SECRET, Item, every_picture
from tests.makers.findings import Phone, a_finding, a_photo, listed, rows, sha256_of
from tests.makers.keeping import everything_below

# What a picture needs to be drawn: start, JFIF, tables, frame, scan, end. Anything else could tell something.
STRUCTURE = {0xD8, 0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDA, 0xD9}


@pytest.fixture(scope="module")
def corpus() -> list[Item]:
    return list(every_picture())


def test_every_picture_ends_clean_or_refused_and_costs_nothing_else(phone: Phone, corpus: list[Item]) -> None:
    kept = a_finding(phone.walk, media=[listed(a_photo())])
    phone.send(kept)
    phone.put(kept["id"], a_photo())
    clean_waiting()
    row_before, files_before = _row_of(kept["id"]), everything_below(vault().folder)
    for start in range(0, len(corpus), 30):
        finding = a_finding(phone.walk, media=[listed(one.content) for one in corpus[start : start + 30]])
        for one in corpus[start : start + 30]:
            assert phone.put(finding["id"], one.content).json()["receipts"][0]["state"] == "kept", one.name
        assert phone.send(finding)[0]["state"] == "kept"
    clean_waiting()
    with reading() as session:
        ended = {medium.sha256: medium for medium in rows(session, Medium)}
    assert {one.name: ended[sha256_of(one.content)].state for one in corpus} == {one.name: one.ends for one in corpus}
    for one in corpus:
        _looks_well(one, ended[sha256_of(one.content)])
    assert _row_of(kept["id"]) == row_before
    files_now = everything_below(vault().folder)
    assert {name: files_now.get(name) for name in files_before} == files_before


def _row_of(finding_id: str) -> dict[str, object]:
    with reading() as session:
        return session.get_one(Finding, UUID(finding_id)).model_dump()


def _looks_well(item: Item, medium: Medium) -> None:
    if item.ends != CLEAN:
        assert medium.reason in REASONS, item.name
        assert medium.large_sha256 is None and medium.small_sha256 is None, item.name
        return
    for sha256 in (medium.large_sha256, medium.small_sha256):
        content = vault().open(sha256 or "").read()
        assert SECRET not in content, item.name
        assert set(_markers(content)) <= STRUCTURE, (item.name, [hex(one) for one in _markers(content)])
        picture = Image.open(BytesIO(content))
        picture.load()
        assert (picture.format, picture.mode) == ("JPEG", "RGB"), item.name


def _markers(jpeg: bytes) -> list[int]:
    """Every marker of a JPEG, in order. Raises AssertionError when anything follows its end."""
    found, place = [], 0
    while place < len(jpeg):
        assert jpeg[place] == 0xFF
        found.append(jpeg[place + 1])
        if found[-1] == 0xD9:
            assert place + 2 == len(jpeg), "something lies behind the end"
        if found[-1] in (0xD8, 0xD9):
            place += 2
            continue
        place += 2 + int.from_bytes(jpeg[place + 2 : place + 4])
        if found[-1] == 0xDA:
            while jpeg[place] != 0xFF or jpeg[place + 1] == 0 or 0xD0 <= jpeg[place + 1] <= 0xD7:
                place += 1
    return found


def test_no_byte_of_a_secret_stays_on_the_disk_once_all_is_clean(phone: Phone, corpus: list[Item]) -> None:
    """What was refused waits two weeks for its facilitator; of what is clean the upload goes at once."""
    telling = [one for one in corpus if one.ends == CLEAN]
    finding = a_finding(phone.walk, media=[listed(one.content) for one in telling][:40])
    phone.send(finding)
    for one in telling[:40]:
        phone.put(finding["id"], one.content)
    clean_waiting()
    assert [
        str(path) for path in Path(vault().folder).rglob("*") if path.is_file() and SECRET in path.read_bytes()
    ] == []
