"""What becomes of a photo or recording that is here: clean, upright and nameless, or said to be broken; never lost."""

from __future__ import annotations

import errno
import os
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from app.findings import clean_waiting, cleaning
from app.findings.cleaning import REASONS
from app.findings.leaving import forget_files_after
from app.foundation import clock
from app.foundation.database import Session, writing
from app.foundation.vault import vault
from tests.makers.findings import COMMENT, Phone, a_finding, a_photo, a_recording, listed, media, sent, sha256_of


def worked_until(is_done: Callable[[], bool]) -> None:
    """Let the workers of this process do what they do, until that is so."""
    until = time.monotonic() + 20
    with cleaning.working():
        while not is_done():
            assert time.monotonic() < until, "it did not come to pass"
            time.sleep(0.05)


def cleaned(phone: Phone, content: bytes) -> None:
    """A finding with this photo, sent and cleaned."""
    sent(phone, content)
    clean_waiting()


def test_what_she_uploaded_is_gone_once_it_is_clean_and_still_said_to_be_kept(phone: Phone) -> None:
    content = a_photo()
    cleaned(phone, content)
    assert not vault().has(sha256_of(content))
    assert phone.look(sha256_of(content)).status_code == 200


def test_a_clean_photo_tells_nothing_of_where_and_by_whom_it_was_taken(phone: Phone) -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        cleaned(phone, a_photo(kind=kind))
    for medium in media():
        for sha256 in (medium.large_sha256, medium.small_sha256):
            content = vault().path(sha256 or "").read_bytes()
            assert not any(
                planted in content for planted in (b"PlantedCamera", b"PlantedProfile", COMMENT, b"Exif", b"ICC_")
            )
            picture = Image.open(BytesIO(content))
            assert picture.format == "JPEG" and not picture.getexif()
            assert not {"comment", "icc_profile", "exif", "xmp"} & set(picture.info)


def test_the_id_under_which_strangers_see_her_photo_does_not_tell_when_it_came(phone: Phone) -> None:
    content = a_photo()
    before_its_finding, with_it = a_finding(phone.walk), a_finding(phone.walk, media=[listed(content)])
    phone.put(before_its_finding["id"], content)
    phone.send(with_it)
    assert [medium.id.version for medium in media()] == [4, 4]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_of_holding_the_phone_gives_an_upright_photo(phone: Phone, orientation: int) -> None:
    """The light half of the scene is where the orientation tag says that up is."""
    cleaned(phone, a_photo(640, 480, orientation))
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
    cleaned(phone, a_photo(4032, 3024))
    [medium] = media()
    assert (medium.width, medium.height) == (1600, 1200)
    assert max(Image.open(vault().path(medium.small_sha256 or "")).size) == 660


def a_bomb(side: int) -> bytes:
    """A PNG whose header promises side x side pixels in a few kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


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


def test_a_picture_that_kills_its_cleaner_is_given_up_after_three_times(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies leaves only its claim behind; the photo is claimed anew, and in the end said to be too hard."""
    content = a_photo()
    sent(phone, content)
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
    content = a_photo()
    sent(phone, content)
    medium = cleaning._claim()
    assert medium is not None

    whole = cleaning.writing

    @contextmanager
    def dying() -> Iterator[Session]:
        with whole() as session:
            yield session
            raise ConnectionError("the database is gone before it could keep this")

    with monkeypatch.context() as patch, pytest.raises(ConnectionError):
        patch.setattr(cleaning, "writing", dying)
        cleaning._keep(medium, cleaning._outcome_of(medium))
    assert vault().has(sha256_of(content)), "the upload is gone, and the database says that it waits for cleaning"
    with clock.standing_at(clock.now() + timedelta(minutes=3)):
        clean_waiting()
    assert [one.state for one in media()] == ["clean"]
    assert not vault().has(sha256_of(content))


def test_a_file_that_cannot_be_removed_keeps_no_photo_from_being_cleaned(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_what: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    with monkeypatch.context() as patch:
        patch.setattr(type(vault()), "remove", refuse)
        patch.setattr(cleaning, "HANDS", 1)  # while one is at the file, another would find nothing to remove
        with writing() as session:
            forget_files_after(session, [vault().put(b"an immutable file")])
        sent(phone, a_photo())
        worked_until(lambda: media()[0].state == "clean")
