"""What somebody finds in the ZIP that she took along, and what she must not find."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

import pytest
from PIL import Image
from sqlmodel import select

from app.findings import (
    Finding,
    Medium,
    accept,
    clean_waiting,
    cleaning,
    decide_medium,
    hide,
    hide_words,
    withdraw_finding,
)
from app.foundation.database import reading, writing
from app.people import ReadEntry
from app.walks import Walker
from tests.makers.findings import COMMENT, a_finding, a_phone, a_photo, a_recording, a_walk, listed, sent

SAID = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def evening(cast):
    """One walk of one phone: a finding with photo, voice and words, a hidden one, one with hidden words, one taken back."""
    walk = a_walk(cast.facilitator)
    phone = a_phone(walk)
    photo, second, voice = a_photo(), a_photo(colour="red"), a_recording()
    full = a_finding(
        walk,
        answers={"lgt_level": 1, "fee_safe": 0, "lgt_cause": ["lamp_out", "power_cut"]},
        words={"nar_worry": SAID, "lgt_level": "by the kiosk"},
        media=[listed(photo, caption="corner-planted"), listed(voice, kind="voice", indicator=None)],
        marks=["harassment"],
    )
    hidden = a_finding(walk, words={"nar_worry": "hidden-planted"}, media=[listed(second)])
    mouthless = a_finding(walk, answers={"fee_safe": 2}, words={"nar_worry": "muted-planted"})
    gone = a_finding(walk, words={"nar_worry": "withdrawn-planted"})
    receipts = phone.send(full, hidden, mouthless, gone)
    assert [one["state"] for one in receipts] == ["kept"] * 4, receipts
    phone.put(full["id"], photo)
    phone.put(full["id"], voice, kind="audio/webm")
    phone.put(hidden["id"], second)
    clean_waiting()
    cleaning.scrubber.close()
    with writing() as session:
        hide(session, cast.facilitator, UUID(hidden["id"]))
        hide_words(session, cast.facilitator, UUID(mouthless["id"]), "nar_worry", True)
        withdraw_finding(session, session.get_one(Walker, phone.walker_id), UUID(gone["id"]))
        for one in (full, mouthless):
            accept(session, cast.facilitator, UUID(one["id"]))
    return walk, phone, full, mouthless


def taken_by(cast, viewer, walk) -> ZipFile:
    answer = cast.client(viewer).get(f"/audits/{walk.audit_id}/export.zip")
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["cache-control"] == "no-store"
    archive = ZipFile(BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def table(archive: ZipFile, name: str = "findings.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(archive.read(name).decode("utf-8-sig"))))


def everything(archive: ZipFile) -> bytes:
    return b"".join(archive.read(name) + name.encode() for name in archive.namelist())


def test_the_facilitator_takes_along_what_her_desk_shows(cast, evening):
    walk, _phone, full, _mouthless = evening
    archive = taken_by(cast, cast.facilitator, walk)
    rows = table(archive)
    assert len(rows) == 2
    [row] = [one for one in rows if one["lgt_level"] == "1"]
    assert row["fee_safe"] == "0"
    assert row["lgt_level_means"]
    assert row["lgt_cause"] == "lamp_out;power_cut"
    assert (row["checked"], row["may_be_quoted"], row["marks"]) == ("yes", "yes", "harassment")
    assert row["words_beside_answers"] == "lgt_level: by the kiosk"
    features = json.loads(archive.read("findings.geojson"))["features"]
    assert sorted(feature["properties"]["number"] for feature in features) == [int(one["number"]) for one in rows]
    assert features[0]["geometry"]["coordinates"] == [full["place"]["lon"], full["place"]["lat"]]
    assert {line["indicator"] for line in table(archive, "codebook.csv")} >= {"lgt_level", "fee_safe"}


def test_what_was_hidden_or_taken_back_is_in_no_file(cast, evening):
    content = everything(taken_by(cast, cast.facilitator, evening[0]))
    for planted in (b"hidden-planted", b"muted-planted", b"withdrawn-planted"):
        assert planted not in content


def test_no_file_tells_who_sent_what_or_in_which_minute(cast, evening):
    walk, phone, full, mouthless = evening
    archive = taken_by(cast, cast.facilitator, walk)
    content = everything(archive)
    for told in (phone.walker_id, full["id"], mouthless["id"], full["started_at"][:16]):
        assert str(told).encode() not in content
    assert {info.date_time[3:] for info in archive.infolist()} == {(0, 0, 0)}


def test_photos_are_clean_renamed_and_stored_and_recordings_stay(cast, evening):
    archive = taken_by(cast, cast.facilitator, evening[0])
    [photo] = [info for info in archive.infolist() if info.filename.startswith("photos/")]
    assert photo.compress_type == ZIP_STORED
    content = archive.read(photo)
    assert not Image.open(BytesIO(content)).getexif()
    assert COMMENT not in content
    [line] = table(archive, "photos.csv")
    assert (line["photo"], line["caption"]) == (photo.filename, "corner-planted")
    assert b"webm" not in everything(archive)
    with reading() as session:
        medium = session.exec(select(Medium).where(Medium.kind == "photo", Medium.moderation == "new")).first()
    assert medium.sha256.encode() not in everything(archive)


def test_a_cell_that_begins_like_a_formula_is_text(cast, evening):
    rows = table(taken_by(cast, cast.facilitator, evening[0]))
    assert f"'{SAID}" in [row["words_nar_worry"] for row in rows]


def test_a_planner_gets_things_and_faults_that_were_checked_and_nobodys_feelings_or_words(cast, evening):
    walk, _phone, full, _mouthless = evening
    with writing() as session:
        photo = session.exec(select(Medium).where(Medium.finding_id == UUID(full["id"]), Medium.kind == "photo")).one()
        decide_medium(session, cast.facilitator, photo.id, "accepted")
    archive = taken_by(cast, cast.planner, walk)
    [row] = table(archive)
    assert row["lgt_level"] == "1"
    assert not {"fee_safe", "marks", "words_nar_worry", "may_be_quoted", "mode", "accuracy_m"} & set(row)
    assert len([name for name in archive.namelist() if name.startswith("photos/")]) == 1
    for planted in (SAID, "corner-planted", "by the kiosk", "harassment"):
        assert planted.encode() not in everything(archive)


def test_a_planner_gets_nothing_that_nobody_checked(cast, evening):
    walk = evening[0]
    with writing() as session:
        for finding in session.exec(select(Finding).where(Finding.moderation == "accepted")):
            finding.moderation = "new"
            session.add(finding)
    archive = taken_by(cast, cast.planner, walk)
    assert table(archive) == []
    assert not [name for name in archive.namelist() if name.startswith("photos/")]


def test_who_took_an_export_is_written_down_before_the_first_byte(cast, evening):
    taken_by(cast, cast.planner, evening[0])
    with reading() as session:
        [entry] = session.exec(select(ReadEntry).where(ReadEntry.what == "export of an audit"))
    assert (entry.account_id, entry.thing_id) == (cast.planner.account_id, str(evening[0].audit_id))


def test_what_is_taken_back_while_the_archive_is_on_its_way_is_left_out(cast, evening, monkeypatch):
    from app.exports import contents
    from app.exports.choosing import chosen

    walk, phone, full, _mouthless = evening
    monkeypatch.setattr(contents, "AT_ONCE", 1)
    with reading() as session:
        choice = chosen(session, cast.facilitator, walk.audit_id)
    with writing() as session:
        withdraw_finding(session, session.get_one(Walker, phone.walker_id), UUID(full["id"]))
    archive = ZipFile(BytesIO(b"".join(contents.stream_export(choice))))
    assert [row["fee_safe"] for row in table(archive)] == ["2"]
    assert "by the kiosk" not in everything(archive).decode(errors="replace")


@pytest.mark.parametrize("what", ["photo", "finding"])
def test_a_photo_that_is_hidden_while_the_archive_is_on_its_way_stays_out(cast, monkeypatch, what):
    from app.exports import zipping
    from app.exports.choosing import chosen
    from app.exports.contents import stream_export

    monkeypatch.setattr(zipping, "AT_ONCE", 1)  # the photos of tests are smaller than what is gathered for one piece
    walk = a_walk(cast.facilitator)
    phones = [a_phone(walk), a_phone(walk)]
    for phone, colour in zip(phones, ("red", "green"), strict=True):
        sent(phone, a_photo(colour=colour))
    clean_waiting()
    with reading() as session:
        choice = chosen(session, cast.facilitator, walk.audit_id)
        media = {one.finding_id: one for one in session.exec(select(Medium))}
    second = media[choice.ids[1]]
    pieces, is_hidden = [], False
    for piece in stream_export(choice):
        pieces.append(piece)
        if not is_hidden and b"photos/00001-1.jpg" in piece:
            with writing() as session:
                if what == "photo":
                    decide_medium(session, cast.facilitator, second.id, "hid")
                else:
                    hide(session, cast.facilitator, second.finding_id)
            is_hidden = True
    assert is_hidden
    archive = ZipFile(BytesIO(b"".join(pieces)))
    assert [name for name in archive.namelist() if name.startswith("photos/")] == ["photos/00001-1.jpg"]
    assert [(row["photo"], row["why"]) for row in table(archive, "left_out.csv")] == [("photos/00002-1.jpg", "gone")]


def test_a_photo_whose_file_left_a_moment_ago_does_not_break_the_archive(cast, evening):
    from app.foundation.vault import vault

    with reading() as session:
        for medium in session.exec(select(Medium).where(Medium.kind == "photo")):
            vault().remove(medium.large_sha256)
    archive = taken_by(cast, cast.facilitator, evening[0])
    assert len(table(archive)) == 2
    assert not [name for name in archive.namelist() if name.startswith("photos/")]
    assert [row["why"] for row in table(archive, "left_out.csv")] == ["gone"]


def test_a_photo_whose_bytes_have_changed_is_named_and_handed_to_nobody(cast, evening):
    from app.foundation.vault import vault

    assert "left_out.csv" not in taken_by(cast, cast.facilitator, evening[0]).namelist()
    with reading() as session:
        [photo] = session.exec(
            select(Medium).where(Medium.kind == "photo", Medium.finding_id == UUID(evening[2]["id"]))
        )
    path = vault().path(photo.large_sha256)
    path.write_bytes(path.read_bytes()[:-2] + b"\x00\x00")
    archive = taken_by(cast, cast.facilitator, evening[0])
    assert not [name for name in archive.namelist() if name.startswith("photos/")]
    [row] = table(archive, "left_out.csv")
    [listed_photo] = table(archive, "photos.csv")
    assert (row["photo"], row["why"]) == (listed_photo["photo"], "damaged")
    assert archive.namelist()[-1] == "left_out.csv"
