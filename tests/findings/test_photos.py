"""Photos from the phone to the desk: kept, resumed, cleaned, refused, never served before they are clean."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from app.findings import Medium, clean_waiting
from app.findings.cleaning import REASONS
from app.foundation.database import reading
from app.foundation.identifiers import new_id
from app.foundation.vault import vault
from tests.findings.conftest import a_viewer
from tests.makers.findings import (
    COMMENT,
    Phone,
    a_finding,
    a_phone,
    a_photo,
    a_recording,
    a_walk,
    listed,
    pictures_and_uploads,
    rows,
    sha256_of,
)


def media() -> list[Medium]:
    with reading() as session:
        return rows(session, Medium)


def sent_photo(phone: Phone, content: bytes, **changes: Any) -> str:
    """Send a finding that lists a photo, then the photo, then clean it."""
    finding = a_finding(phone.walk, media=[listed(content, **changes)])
    phone.send(finding)
    assert phone.put(finding["id"], content).status_code == 201
    clean_waiting()
    return finding["id"]


def a_bomb(side: int) -> bytes:
    """A PNG whose header promises side x side pixels in a few kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_photo_is_kept_when_it_comes_after_its_finding(either_phone: Phone) -> None:
    sent_photo(either_phone, a_photo())
    [medium] = media()
    assert (medium.state, medium.is_listed, medium.width, medium.height) == ("clean", True, 800, 600)


def test_a_photo_is_kept_when_it_comes_before_its_finding(either_phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(either_phone.walk, media=[listed(content, caption="The arch")])
    answer = either_phone.put(finding["id"], content)
    assert (answer.status_code, answer.json()["receipts"][0]["state"]) == (201, "kept")
    assert media()[0].is_listed is False
    either_phone.send(finding)
    clean_waiting()
    [medium] = media()
    assert (medium.state, medium.is_listed, medium.caption) == ("clean", True, "The arch")


def test_the_same_photo_in_two_findings_is_sent_once_and_kept_in_both(either_phone: Phone) -> None:
    content = a_photo()
    one, two = (a_finding(either_phone.walk, media=[listed(content)]) for _ in range(2))
    either_phone.send(one)
    either_phone.put(one["id"], content)
    clean_waiting()
    either_phone.send(two)
    assert [medium.state for medium in media()] == ["clean", "clean"]
    assert len({medium.finding_id for medium in media()}) == 2


def test_sending_a_photo_again_is_unchanged_also_after_it_was_cleaned(phone: Phone) -> None:
    content = a_photo()
    finding_id = sent_photo(phone, content)
    answer = phone.put(finding_id, content)
    assert (answer.status_code, answer.json()["receipts"][0]["state"]) == (200, "unchanged")
    assert len(media()) == 1


def test_what_she_uploaded_is_gone_once_it_is_clean_and_still_said_to_be_kept(phone: Phone) -> None:
    content = a_photo()
    sent_photo(phone, content)
    assert not vault().has(sha256_of(content))
    assert phone.look(sha256_of(content)).status_code == 200


def test_a_clean_photo_tells_nothing_of_where_and_by_whom_it_was_taken(phone: Phone) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        sent_photo(phone, a_photo(kind=kind))
    for medium in media():
        for sha256 in (medium.large_sha256, medium.small_sha256):
            content = vault().path(sha256 or "").read_bytes()
            assert not any(
                planted in content for planted in (b"PlantedCamera", b"PlantedProfile", COMMENT, b"Exif", b"ICC_")
            )
            picture = Image.open(BytesIO(content))
            assert picture.format == "JPEG" and not picture.getexif()
            assert not {"comment", "icc_profile", "exif", "xmp"} & set(picture.info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_phone_gives_an_upright_photo(phone: Phone, orientation: int) -> None:
    """The light half of the scene is where the orientation tag says that up is."""
    sent_photo(phone, a_photo(640, 480, orientation))
    [medium] = media()
    picture = Image.open(vault().path(medium.large_sha256 or ""))
    assert picture.size == ((640, 480) if orientation <= 4 else (480, 640))
    width, height = picture.size
    light = {
        1: (0.5, 0.1),
        2: (0.5, 0.1),
        3: (0.5, 0.9),
        4: (0.5, 0.9),
        5: (0.1, 0.5),
        6: (0.9, 0.5),
        7: (0.9, 0.5),
        8: (0.1, 0.5),
    }
    x, y = light[orientation]
    red, _green, blue = picture.convert("RGB").getpixel((int(width * x), int(height * y)))
    assert red > 200 and blue < 100


def test_large_photos_become_two_sizes(phone: Phone) -> None:
    sent_photo(phone, a_photo(4032, 3024))
    [medium] = media()
    assert (medium.width, medium.height) == (1600, 1200)
    assert max(Image.open(vault().path(medium.small_sha256 or "")).size) == 660


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_photo()[: len(a_photo()) // 2], "cut-off"),
        (b"\xff\xd8\xff\xe0 not a photo at all", "not-a-picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not-a-picture"),
        (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "not-a-picture"),
        (b"\x00", "not-a-picture"),
        (a_bomb(12_000), "too-many-pixels"),
        (a_bomb(5_100), "too-many-pixels"),
    ],
    ids=["truncated", "garbage", "svg", "gif", "one byte", "bomb", "just too large"],
)
def test_a_photo_that_cannot_be_opened_is_said_to_be_and_costs_nothing_else(
    phone: Phone, content: bytes, reason: str
) -> None:
    good = a_photo()
    finding = a_finding(phone.walk, media=[listed(content), listed(good)])
    phone.send(finding)
    assert phone.put(finding["id"], content).json()["receipts"][0]["state"] == "kept"
    phone.put(finding["id"], good)
    clean_waiting()
    states = {one["sha256"]: (one["state"], one.get("code"), one.get("sentence")) for one in phone.me()["media"]}
    assert states == {
        sha256_of(content): ("broken", reason, REASONS[reason]),
        sha256_of(good): ("clean", None, None),
    }
    assert phone.me()["findings"][0]["state"] == "kept"


def test_a_photo_damaged_on_the_way_is_refused_and_leaves_nothing(phone: Phone) -> None:
    content = a_photo()
    answer = phone.put(str(new_id()), content[:-1], sha256=sha256_of(content))
    assert (answer.status_code, answer.json()["code"]) == (422, "hash-differs")
    assert media() == [] and phone.look(sha256_of(content)).status_code == 404
    assert pictures_and_uploads() == []


def test_a_photo_larger_than_8_mb_is_refused(phone: Phone) -> None:
    answer = phone.put(str(new_id()), b"\0" * 8_000_001)
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")


def test_a_broken_off_upload_goes_on_where_the_server_has_it(phone: Phone) -> None:
    content = a_photo()
    sha256, finding_id = sha256_of(content), str(new_id())
    first = phone.append(finding_id, sha256, content[:1000], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    looked = phone.look(sha256)
    assert (looked.status_code, looked.headers["Upload-Offset"]) == (404, "1000")
    wrong = phone.append(finding_id, sha256, content[500:], 500)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "offset-differs")
    assert phone.look(sha256).headers["Upload-Offset"] == "1000"
    last = phone.append(finding_id, sha256, content[1000:], 1000)
    assert (last.status_code, last.json()["receipts"][0]["state"]) == (201, "kept")
    assert phone.look(sha256).status_code == 200


def test_a_resumed_upload_that_ends_damaged_begins_anew(phone: Phone) -> None:
    content = a_photo()
    sha256, finding_id = sha256_of(content), str(new_id())
    phone.append(finding_id, sha256, b"\0" * 1000, 0)
    answer = phone.append(finding_id, sha256, content[1000:], 1000, **{"Upload-Length": str(len(content))})
    assert (answer.status_code, answer.json()["code"]) == (422, "hash-differs")
    assert phone.look(sha256).headers["Upload-Offset"] == "0"
    assert phone.put(finding_id, content).status_code == 201


def test_another_walkers_phone_cannot_ask_what_she_sent(phone: Phone) -> None:
    content = a_photo()
    sent_photo(phone, content)
    other = a_phone(phone.walk)
    assert other.look(sha256_of(content)).status_code == 404
    assert other.me()["media"] == []


def test_a_photo_cannot_be_hung_on_another_walkers_finding(phone: Phone) -> None:
    finding = a_finding(phone.walk)
    phone.send(finding)
    content = a_photo()
    a_phone(phone.walk).put(finding["id"], content)
    phone.send(finding | {"revision": 2, "media": [listed(content)]})
    hers = [medium for medium in media() if medium.walker_id == phone.walker_id]
    assert [medium.state for medium in hers] == ["awaited"]


def test_a_photo_is_not_taken_from_a_walker_who_did_not_agree(house: Any) -> None:
    phone = a_phone(a_walk(a_viewer()), scopes=("take-part", "place"))
    answer = phone.put(str(new_id()), a_photo())
    assert (answer.status_code, answer.json()["code"]) == (403, "not-agreed")


def test_a_photo_she_removed_from_her_finding_is_erased(phone: Phone) -> None:
    content = a_photo()
    finding = a_finding(phone.walk, media=[listed(content)])
    phone.send(finding)
    phone.put(finding["id"], content)
    clean_waiting()
    phone.send(finding | {"revision": 2, "media": []})
    assert media() == []
    assert pictures_and_uploads() == []


def test_a_recording_is_known_by_its_bytes(phone: Phone) -> None:
    good, bad = a_recording(), b"<script>alert(1)</script>"
    finding = a_finding(phone.walk, media=[listed(one, kind="voice", seconds=4) for one in (good, bad)])
    phone.send(finding)
    for one in (good, bad):
        phone.put(finding["id"], one, kind="audio/webm")
    clean_waiting()
    told = {medium.sha256: (medium.state, medium.sound, medium.reason) for medium in media()}
    assert told == {sha256_of(good): ("clean", "audio/webm", ""), sha256_of(bad): ("broken", "", "not-a-recording")}
    assert vault().has(sha256_of(good))


def test_one_phone_cannot_fill_the_disk(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.findings.quotas.MOST_BYTES", 1_000)
    assert phone.put(str(new_id()), a_photo()).status_code == 201
    answer = phone.put(str(new_id()), a_photo(colour="red"))
    assert answer.status_code == 429 and answer.json()["code"] == "too-many"


def test_too_many_uploads_at_once_are_asked_to_wait(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.findings.admission.media_gate.inside", 64)
    answer = phone.put(str(new_id()), a_photo())
    assert answer.status_code == 503 and answer.headers["Retry-After"]


def test_a_picture_that_kills_its_cleaner_is_given_up_after_three_times(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies leaves only its claim behind; the photo is claimed anew, and in the end said to be too hard."""
    from datetime import timedelta

    from app.findings import cleaning
    from app.foundation import clock

    content = a_photo()
    finding = a_finding(phone.walk, media=[listed(content)])
    phone.send(finding)
    phone.put(finding["id"], content)
    started = clock.now()
    for attempt in range(3):
        with clock.standing_at(started + attempt * timedelta(minutes=3)):
            claimed = cleaning._claim()  # and then the process is gone
            assert claimed is not None and cleaning._claim() is None
    with clock.standing_at(started + timedelta(minutes=10)):
        clean_waiting()
    assert [(medium.state, medium.reason) for medium in media()] == [("broken", "too-hard")]


def test_a_database_that_dies_when_a_photo_is_clean_does_not_take_the_photo_with_it(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the cleaning and its commit nothing may be gone that the database still counts on."""
    from contextlib import contextmanager
    from datetime import timedelta

    from app.findings import cleaning
    from app.foundation import clock

    content = a_photo()
    finding = a_finding(phone.walk, media=[listed(content)])
    phone.send(finding)
    phone.put(finding["id"], content)
    medium = cleaning._claim()
    assert medium is not None

    whole = cleaning.writing_in_turn

    @contextmanager
    def dying() -> Any:
        with whole() as session:
            yield session
            raise ConnectionError("the database is gone before it could keep this")

    with monkeypatch.context() as patch, pytest.raises(ConnectionError):
        patch.setattr(cleaning, "writing_in_turn", dying)
        cleaning._settle(medium, cleaning._outcome_of(medium))
    assert vault().has(sha256_of(content)), "the upload is gone, and the database says that it waits for cleaning"
    with clock.standing_at(clock.now() + timedelta(minutes=3)):
        clean_waiting()
    assert [one.state for one in media()] == ["clean"]
    assert not vault().has(sha256_of(content))
