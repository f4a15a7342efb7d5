"""What a walker took back is in no byte of the house: not in the database, its journal, its tallies, nor among the files."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import h3
import pytest

from app.findings import accept, clean_waiting, cleaning, hide_words, move_place, withdraw_finding, withdraw_walker
from app.foundation import journal
from app.foundation.database import forget_engine, writing
from app.walks import Walker
from tests.conftest import living_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import a_finding, a_phone, a_photo, a_recording, a_walk, listed, sha256_of

WORD, CAPTION = "planted-zarzuela", "planted-caption"
AWAY = (24.9481, 60.1711)  # a hexagon in which nobody else stood


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def evening(house):
    """A walker who wrote, photographed, spoke and was moderated, and whose second finding was set aside."""
    viewer = a_viewer()
    walk = a_walk(viewer)
    phone = a_phone(walk)
    photo, voice = a_photo(), a_recording()
    place = a_finding(walk)["place"] | {"lon": AWAY[0], "lat": AWAY[1]}
    sent = a_finding(
        walk,
        place=place,
        words={"nar_worry": WORD},
        media=[listed(photo, caption=CAPTION), listed(voice, kind="voice", indicator=None)],
    )
    phone.send(sent, a_finding(walk, answers={"lgt_level": 9}, words={"nar_worry": WORD}))
    phone.send(sent | {"revision": 2, "words": {"nar_worry": f"{WORD} again"}})
    phone.put(sent["id"], photo)
    phone.put(sent["id"], voice, kind="audio/webm")
    # Of another photo only the first half came: it is as it left the camera, and her number stands in its name.
    half = a_photo(colour="maroon")
    phone.send(sent | {"revision": 3, "media": [*sent["media"], listed(half)]})
    assert phone.append(sent["id"], sha256_of(half), half[: len(half) // 2], 0).status_code == 204
    clean_waiting()
    cleaning.scrubber.close()
    with writing() as session:
        accept(session, viewer, UUID(sent["id"]))
        hide_words(session, viewer, UUID(sent["id"]), "nar_worry", True)
        move_place(session, viewer, UUID(sent["id"]), *AWAY)
    return phone, UUID(sent["id"])


@pytest.mark.parametrize("takes_back", ["everything", "one finding"])
def test_what_a_walker_took_back_is_in_no_byte_of_the_house(house, evening, takes_back):
    phone, finding_id = evening
    cell = h3.latlng_to_cell(AWAY[1], AWAY[0], 10).encode()
    photos = {path.read_bytes() for path in house.rglob("*") if path.is_file() and path.read_bytes()[:2] == b"\xff\xd8"}
    assert len(photos) == 3
    for planted in (WORD, CAPTION):
        assert planted.encode() in bytes_of(house)
    assert cell in bytes_of(house), "the tally of her spot"
    with writing() as session:
        walker = session.get_one(Walker, phone.walker_id)
        if takes_back == "everything":
            withdraw_walker(session, walker)
        else:
            withdraw_finding(session, walker, finding_id)
    left = bytes_of(house)
    assert CAPTION.encode() not in left
    assert cell not in left
    assert not [photo for photo in photos if photo in left]
    assert b"PlantedCamera" not in left
    assert not [path.name for path in house.rglob("*") if phone.walker_id.hex in path.name]
    if takes_back == "everything":  # the one that was set aside was not this finding
        assert WORD.encode() not in left


def test_the_journal_of_a_database_that_lies_elsewhere_keeps_nothing_of_it_either(tmp_path, empty_database):
    elsewhere = tmp_path / "srv"
    elsewhere.mkdir()
    shutil.copy(empty_database, elsewhere / "walks.db")
    with living_in(tmp_path / "data", f"sqlite:///{elsewhere / 'walks.db'}"):
        phone = a_phone(a_walk(a_viewer()))
        phone.send(a_finding(phone.walk, words={"nar_worry": WORD}))
        assert WORD.encode() in bytes_of(elsewhere)
        with writing() as session:
            withdraw_walker(session, session.get_one(Walker, phone.walker_id))
        assert (elsewhere / "walks.db-wal").stat().st_size == 0
        assert WORD.encode() not in bytes_of(elsewhere)


def test_while_somebody_reads_an_older_picture_the_journal_is_emptied_later(house, evening):
    phone, finding_id = evening
    with closing(sqlite3.connect(house / "farola.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM finding").fetchone()
        with writing() as session:
            withdraw_finding(session, session.get_one(Walker, phone.walker_id), finding_id)
        assert (house / "farola.sqlite3-wal").stat().st_size, "her withdrawal is kept, and did not wait for the reader"
        assert not journal.empty_journal()
        reader.execute("COMMIT")
    assert journal.empty_journal()
    assert CAPTION.encode() not in bytes_of(house)


def test_a_server_that_starts_empties_what_another_left(house, evening, monkeypatch):
    monkeypatch.setattr(journal, "AGAIN_S", 0.01)
    phone, finding_id = evening
    monkeypatch.setattr("app.findings.erasing.empty_journal", lambda: False)  # it was killed right after the commit
    with writing() as session:
        withdraw_finding(session, session.get_one(Walker, phone.walker_id), finding_id)
    wal = house / "farola.sqlite3-wal"
    assert wal.stat().st_size
    with journal.paying():
        for _try in range(500):
            if not wal.stat().st_size:
                break
            journal.threading.Event().wait(0.02)
    assert not wal.stat().st_size
    forget_engine()
