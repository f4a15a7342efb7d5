"""Photos and recordings from the phone to whoever may see them, with the files on disk or in an object store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from app.findings import LeavingFile, clean_waiting, cleaning, holding_files, store_leaving
from app.findings.leaving import LONGEST_HOLD, remove_leaving
from app.findings.sweeping import sweep_files
from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.identifiers import new_id
from app.foundation.vault import VaultAway, vault
from tests.cast import Cast, cast_in
from tests.findings.conftest import a_viewer
from tests.makers.findings import (
    Phone,
    a_finding,
    a_phone,
    a_photo,
    a_recording,
    a_walk,
    lies_there,
    listed,
    media,
    sent,
    sha256_of,
)
from tests.object_store import out_of_reach


def leaving() -> list[str]:
    with reading() as session:
        return [one.sha256 for one in session.exec(select(LeavingFile)) if one.gone_at is None]


@pytest.fixture
def far_phone(house_in_s3: Path) -> Phone:
    """A phone whose server keeps its files in an object store."""
    return a_phone(a_walk(a_viewer()))


def test_a_photo_is_kept_cleaned_and_its_upload_removed(phone_of_files: Phone) -> None:
    content = a_photo()
    sent(phone_of_files, content)
    assert lies_there() == {sha256_of(content)}
    clean_waiting()
    [medium] = media()
    assert lies_there() == {medium.large_sha256, medium.small_sha256}
    with vault().open(medium.large_sha256 or "") as file:
        assert Image.open(BytesIO(file.read())).size == (800, 600)
    assert [path.name for path in (vault().folder / "incoming").iterdir()] == []


def test_an_upload_that_broke_off_goes_on(phone_of_files: Phone) -> None:
    content, finding_id = a_photo(), str(new_id())
    sha256 = sha256_of(content)
    assert phone_of_files.append(finding_id, sha256, content[:1000], 0).status_code == 204
    assert phone_of_files.append(finding_id, sha256, content[1000:], 1000).json()["receipts"][0]["state"] == "kept"
    assert lies_there() == {sha256}


def test_the_same_photo_of_two_findings_outlives_one_of_them(phone_of_files: Phone) -> None:
    content = a_photo()
    first, second = (
        a_finding(phone_of_files.walk, media=[listed(content)]),
        a_finding(phone_of_files.walk, media=[listed(content)]),
    )
    phone_of_files.send(first, second)
    assert phone_of_files.put(first["id"], content).status_code == 201
    clean_waiting()
    made = lies_there()
    phone_of_files.client.delete(f"/api/v1/findings/{first['id']}", headers=phone_of_files.headers)
    assert lies_there() == made
    assert [(medium.state, str(medium.finding_id)) for medium in media()] == [("clean", second["id"])]
    phone_of_files.client.delete(f"/api/v1/findings/{second['id']}", headers=phone_of_files.headers)
    assert lies_there() == set()


def test_a_photo_that_could_not_be_opened_goes_after_two_weeks(phone_of_files: Phone) -> None:
    content = b"not a photo"
    sent(phone_of_files, content)
    clean_waiting()
    assert lies_there() == {sha256_of(content)}
    with clock.standing_at(clock.now() + timedelta(days=15)):
        assert sweep_files(is_dry_run=True).unopened == 1
        assert lies_there() == {sha256_of(content)}
        assert sweep_files().unopened == 1
    assert lies_there() == set()


def test_a_photo_that_the_server_lost_may_be_sent_again_by_a_phone_that_still_has_it(phone_of_files: Phone) -> None:
    content = a_photo()
    finding_id = sent(phone_of_files, content)
    vault().remove(sha256_of(content))
    clean_waiting()
    [held] = phone_of_files.me()["media"]
    assert (held["state"], held["code"]) == ("awaited", "lost")
    assert phone_of_files.look(sha256_of(content)).status_code == 404
    assert phone_of_files.put(finding_id, content).json()["receipts"][0]["state"] == "kept"
    clean_waiting()
    [held] = phone_of_files.me()["media"]
    assert (held["state"], held.get("code")) == ("clean", None)


# ---- looking and listening


class Desk:
    """A facilitator's browser and one photo and recording that she may open."""

    def __init__(self, cast: Cast) -> None:
        phone = a_phone(a_walk(cast.facilitator))
        self.voice = a_recording()
        sent(phone, a_photo())
        sent(phone, self.voice, kind="audio/webm")
        clean_waiting()
        photo, voice = (next(one for one in media() if one.kind == kind) for kind in ("photo", "voice"))
        with vault().open(photo.large_sha256 or "") as file:
            self.photo = file.read()
        self.photo_sha256 = photo.large_sha256
        self.photo_url, self.voice_url = f"/photos/{photo.id}/large.jpg", f"/voices/{voice.id}"
        self.browser = cast.client(cast.facilitator)


@pytest.fixture
def desk(house_of_files: Path) -> Iterator[Desk]:
    yield Desk(cast_in(house_of_files))


def test_she_sees_the_photo_and_hears_the_recording_whole(desk: Desk) -> None:
    photo, voice = desk.browser.get(desk.photo_url), desk.browser.get(desk.voice_url)
    assert (photo.status_code, photo.content, photo.headers["content-type"]) == (200, desk.photo, "image/jpeg")
    assert (voice.status_code, voice.content, voice.headers["content-type"]) == (200, desk.voice, "audio/webm")
    assert photo.headers["cache-control"] == "private, no-store"
    assert photo.headers["x-content-type-options"] == "nosniff"


def test_a_player_gets_the_part_that_it_asks_for(desk: Desk) -> None:
    whole, length = desk.photo, len(desk.photo)
    parts = {"0-1": (0, 2), "100-": (100, length), "-50": (length - 50, length), "7-999999999": (7, length)}
    for wanted, (start, end) in parts.items():
        answer = desk.browser.get(desk.photo_url, headers={"Range": f"bytes={wanted}"})
        assert (answer.status_code, answer.content) == (206, whole[start:end]), wanted
        assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{length}"
        assert answer.headers["content-length"] == str(end - start)


def test_what_is_no_single_range_is_answered_whole(desk: Desk) -> None:
    for wanted in ("bytes=2-1", "bytes=a-b", "bytes=-", "lines=1-2", "bytes=0-1,5-6", "bytes=", "bytes=٣-٥"):
        answer = desk.browser.get(desk.photo_url, headers={"Range": wanted.encode()})
        assert (answer.status_code, answer.content) == (200, desk.photo), wanted


def test_a_part_beyond_the_end_is_refused_and_one_of_an_older_file_is_not_mixed_in(desk: Desk) -> None:
    beyond = desk.browser.get(desk.photo_url, headers={"Range": f"bytes={len(desk.photo)}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(desk.photo)}")
    older = desk.browser.get(desk.photo_url, headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert (older.status_code, older.content) == (200, desk.photo)
    same = desk.browser.get(desk.photo_url, headers={"Range": "bytes=0-1", "If-Range": f'"{desk.photo_sha256}"'})
    assert (same.status_code, same.content) == (206, desk.photo[:2])


def test_a_photo_whose_file_is_lost_is_not_found(desk: Desk) -> None:
    vault().remove(desk.photo_sha256 or "")
    assert desk.browser.get(desk.photo_url).status_code == 404


# ---- an object store that is away


def test_no_receipt_is_given_while_the_store_is_away_and_nothing_must_be_sent_twice(far_phone: Phone) -> None:
    content = a_photo()
    sha256, finding_id = sha256_of(content), str(new_id())
    with out_of_reach():
        refused = far_phone.put(finding_id, content)
        assert (refused.status_code, refused.json()["code"]) == (503, "files-away")
        assert int(refused.headers["Retry-After"]) > 0
        assert "receipts" not in refused.json()
    assert far_phone.look(sha256).headers["Upload-Offset"] == str(len(content))
    last = far_phone.append(finding_id, sha256, b"", len(content))
    assert (last.status_code, last.json()["receipts"][0]["state"]) == (201, "kept")
    assert lies_there() == {sha256}


def test_of_a_photo_that_the_disk_gives_back_wrong_on_its_way_to_the_store_nothing_stays(
    far_phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, finding_id = a_photo(), str(new_id())
    read_bytes = Path.read_bytes
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda path: read_bytes(path)[:-1] + b"?")
        refused = far_phone.put(finding_id, content)
    assert (refused.status_code, refused.json()["code"]) == (503, "too-busy")
    assert (far_phone.look(sha256_of(content)).headers["Upload-Offset"], lies_there()) == ("0", set())
    assert far_phone.put(finding_id, content).status_code == 201


def test_a_photo_waits_for_its_cleaning_however_often_the_store_is_away(far_phone: Phone) -> None:
    sent(far_phone, a_photo())
    with out_of_reach():
        for _time in range(cleaning.MOST_CLAIMS + 2):
            with pytest.raises(VaultAway):
                clean_waiting()
    assert [(medium.state, medium.claims) for medium in media()] == [("received", 0)]
    assert clean_waiting() == 1
    assert [medium.state for medium in media()] == ["clean"]


def test_a_bucket_of_another_name_does_not_make_photos_lost(far_phone: Phone) -> None:
    from app.foundation.settings import settings

    sent(far_phone, a_photo())
    # A patch of its own: that of the test would be undone after the house's, and bring the house's bucket back for good.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAROLA_FILES", "s3://no-such-bucket/files")
        settings.cache_clear()
        with pytest.raises(VaultAway):
            clean_waiting()
    assert [medium.state for medium in media()] == ["received"]


def test_what_she_takes_back_while_the_store_is_away_leaves_it_later(far_phone: Phone) -> None:
    finding_id = sent(far_phone, a_photo())
    clean_waiting()
    with out_of_reach():
        taken = far_phone.client.delete(f"/api/v1/findings/{finding_id}", headers=far_phone.headers)
        assert taken.json()["receipts"][0]["state"] == "withdrawn"
        with pytest.raises(VaultAway):
            remove_leaving()
    assert lies_there() < set(leaving()), "its two pictures, and the upload that is gone already"
    assert remove_leaving() == 3
    assert (lies_there(), leaving()) == (set(), [])


def test_a_photo_that_came_again_while_its_file_was_leaving_stays(far_phone: Phone) -> None:
    content = a_photo()
    finding_id = sent(far_phone, content)
    with out_of_reach():
        far_phone.client.delete(f"/api/v1/findings/{finding_id}", headers=far_phone.headers)
    sent(far_phone, content)
    remove_leaving()
    assert (lies_there(), leaving()) == ({sha256_of(content)}, [])


def test_no_file_leaves_while_a_backup_reads(far_phone: Phone) -> None:
    finding_id = sent(far_phone, a_photo())
    clean_waiting()
    with holding_files():
        far_phone.client.delete(f"/api/v1/findings/{finding_id}", headers=far_phone.headers)
        assert remove_leaving() == 0
        assert len(lies_there()) == 2
    assert remove_leaving() == 3
    assert lies_there() == set()


def test_a_backup_that_was_killed_holds_files_for_a_day_only(far_phone: Phone) -> None:
    finding_id = sent(far_phone, a_photo())
    with writing() as session:  # and then the process is gone
        store_leaving.note_hold(session, new_id(), clock.now() + LONGEST_HOLD)
    far_phone.client.delete(f"/api/v1/findings/{finding_id}", headers=far_phone.headers)
    assert remove_leaving() == 0
    with clock.standing_at(clock.now() + timedelta(hours=25)):
        assert remove_leaving() == 1
    assert lies_there() == set()


def test_a_full_disk_is_no_fault_of_a_photo(phone_of_files: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(phone_of_files, a_photo())

    def full(_content: bytes) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(vault(), "put", full)
        for _time in range(cleaning.MOST_CLAIMS + 2):
            with pytest.raises(OSError, match="No space"):
                clean_waiting()
    assert clean_waiting() == 1
    assert [medium.state for medium in media()] == ["clean"]
