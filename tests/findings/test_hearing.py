"""A copy of each recording that every phone can play, where the server is able to make one; never in place of the recording."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import av
import pytest
from sqlalchemy import update
from sqlmodel import col

from app.findings import Medium, clean_waiting, cleaning, hear
from app.findings.scrubber import Scrubber
from app.foundation.database import reading, writing
from app.foundation.sound_alone import sound_alone
from app.foundation.vault import vault
from app.keeping import store as kept
from tests.cast import Cast, cast_in
from tests.makers.findings import (
    Phone,
    a_finding,
    a_phone,
    a_photo,
    a_recording,
    a_walk,
    chatty_words,
    lies_there,
    listed,
    media,
    rows,
    sent,
    sha256_of,
    spoken_words,
    take_back,
)


@pytest.fixture
def scrubber() -> Iterator[Scrubber]:
    made = Scrubber()
    yield made
    made.close()


def seconds_in(sound: bytes) -> float:
    with av.open(BytesIO(sound)) as file:
        assert [stream.codec_context.name for stream in file.streams] == ["mp3float"]
        return sum(frame.samples for frame in file.decode(audio=0)) / 24_000


def copy_of(scrubber: Scrubber, folder: Path, content: bytes, sound: str) -> bytes | None:
    source, target = folder / "source", folder / "copy"
    source.write_bytes(content)
    return target.read_bytes() if scrubber.listen(source, target, sound) else None


@pytest.mark.parametrize(("container", "sound"), [("webm", "audio/webm"), ("ogg", "audio/ogg")])
def test_what_browsers_record_can_be_played_everywhere(
    scrubber: Scrubber, tmp_path: Path, container: str, sound: str
) -> None:
    copy = copy_of(scrubber, tmp_path, spoken_words(container), sound)
    assert copy is not None
    assert seconds_in(copy) == pytest.approx(2, abs=0.2)


@pytest.mark.parametrize(("container", "sound"), [("webm", "audio/webm"), ("ogg", "audio/ogg")])
def test_a_recording_that_was_cut_off_gives_what_it_has(
    scrubber: Scrubber, tmp_path: Path, container: str, sound: str
) -> None:
    whole = spoken_words(container, seconds=8)
    copy = copy_of(scrubber, tmp_path, whole[: len(whole) // 2], sound)
    assert copy is not None
    assert 2 < seconds_in(copy) < 6


def test_a_recording_with_damage_in_it_does_not_stop_the_next(scrubber: Scrubber, tmp_path: Path) -> None:
    damaged = bytearray(spoken_words())
    for place in range(1_500, len(damaged), 89):
        damaged[place] ^= 0xFF
    copy_of(scrubber, tmp_path, bytes(damaged), "audio/webm")  # whatever comes of it
    assert copy_of(scrubber, tmp_path, a_recording(), "audio/webm") is None, "a head without a voice"
    assert copy_of(scrubber, tmp_path, spoken_words(), "audio/webm") is not None


def test_a_playlist_that_calls_itself_a_recording_opens_nothing(scrubber: Scrubber, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(spoken_words("ogg"))
    for content in (b"ffconcat version 1.0\nfile secret\n", b"#EXTM3U\n#EXTINF:2,\nsecret\n"):
        for sound in hear.CONTAINERS:
            assert copy_of(scrubber, tmp_path, content, sound) is None


def test_whatever_a_decoder_does_with_a_recording_costs_the_copy_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source").write_bytes(spoken_words())

    def breaks(_frames: object) -> Iterator[object]:
        raise ValueError("no such layout")
        yield

    with monkeypatch.context() as patch:
        patch.setattr(hear, "_in_one_voice", breaks)
        assert hear.copy_sound(tmp_path / "source", tmp_path / "copy", "audio/webm") == 0
    with pytest.raises(OSError, match="space") as full:
        hear.copy_sound(tmp_path / "source", Path("/dev/full"), "audio/webm")
    assert full.value.errno == errno.ENOSPC


def test_a_recording_over_which_the_cleaner_died_three_times_is_kept_without_a_copy(cast: Cast) -> None:
    phone = a_phone(a_walk(cast.facilitator))
    finding = a_finding(phone.walk, media=[listed(words := spoken_words(), kind="voice", indicator=None)])
    phone.send(finding)
    phone.put(finding["id"], words, kind="audio/webm")
    with writing() as session:
        [medium] = rows(session, Medium)
        medium.claims = cleaning.MOST_CLAIMS
        session.add(medium)
    clean_waiting()
    with reading() as session:
        [medium] = rows(session, Medium)
    assert (medium.state, medium.sound, medium.listening_sha256) == ("clean", "audio/webm", None)


def test_no_copy_is_longer_than_ten_minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hear, "LONGEST_S", 1)
    (tmp_path / "source").write_bytes(spoken_words(seconds=3))
    assert 1 <= hear.copy_sound(tmp_path / "source", tmp_path / "copy", "audio/webm") < 1.2


def test_without_the_library_there_is_no_copy_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hear, "av", None)
    (tmp_path / "source").write_bytes(spoken_words())
    assert hear.copy_sound(tmp_path / "source", tmp_path / "copy", "audio/webm") == 0
    assert not (tmp_path / "copy").exists()


def spoken_to(phone: Phone, *recordings: bytes) -> str:
    finding = a_finding(phone.walk, media=[listed(one, kind="voice", indicator=None) for one in recordings])
    phone.send(finding)
    for one in recordings:
        assert phone.put(finding["id"], one, kind="audio/webm").status_code == 201
    clean_waiting()
    return str(finding["id"])


def test_a_facilitator_with_an_old_phone_hears_the_copy_and_the_recording_stays(cast: Cast) -> None:
    phone, words, head = a_phone(a_walk(cast.facilitator)), spoken_words(), a_recording()
    finding_id = spoken_to(phone, words, head)
    with reading() as session:
        media = {medium.sha256: medium for medium in rows(session, Medium)}
    assert [one.state for one in media.values()] == ["clean"] * 2
    amara = cast.client(cast.facilitator)
    page = amara.get(f"/findings/{finding_id}").text
    with_copy, without = (f"/voices/{media[sha256_of(one)].id}" for one in (words, head))
    assert f'<source src="{with_copy}" type="audio/webm">' in page
    assert f'<source src="{with_copy}/copy.mp3" type="audio/mpeg">' in page
    assert f"{without}/copy.mp3" not in page
    copy = amara.get(f"{with_copy}/copy.mp3")
    assert (copy.status_code, copy.headers["content-type"]) == (200, "audio/mpeg")
    assert seconds_in(copy.content) == pytest.approx(2, abs=0.2)
    assert amara.get(f"{with_copy}/copy.mp3", headers={"Range": "bytes=0-1"}).content == copy.content[:2]
    assert amara.get(f"{without}/copy.mp3").status_code == 404
    assert amara.get(with_copy).content == words


def test_the_copy_goes_with_the_recording(cast: Cast) -> None:
    phone = a_phone(a_walk(cast.facilitator))
    before = {kept.sha256 for kept in vault().every()}
    finding_id = spoken_to(phone, spoken_words())
    assert len({kept.sha256 for kept in vault().every()} - before) == 2
    phone.client.delete(f"/api/v1/findings/{finding_id}", headers=phone.headers)
    assert {kept.sha256 for kept in vault().every()} == before


# ---- what a recording tells beside its sound

HOME = "Calle Luna 17"


def test_nobody_hears_or_keeps_what_a_recording_told_beside_its_sound(house_of_files: Path) -> None:
    cast = cast_in(house_of_files)
    phone, told = a_phone(a_walk(cast.facilitator)), chatty_words(title=HOME, location="+60.1682+024.9430/")
    finding_id = spoken_to(phone, told)
    [medium] = media()
    assert (medium.state, medium.sha256) == ("clean", sha256_of(told))
    heard = cast.client(cast.facilitator).get(f"/voices/{medium.id}")
    assert (heard.status_code, heard.headers["content-type"]) == (200, "audio/webm")
    assert heard.content == sound_alone(told, "audio/webm") != told
    assert lies_there() == {medium.bare_sha256, medium.listening_sha256}
    assert not any(HOME.encode() in b"".join(vault().pieces(sha256)) for sha256 in lies_there())
    assert phone.put(finding_id, told, kind="audio/webm").json()["receipts"][0]["state"] == "unchanged"
    with kept.one_picture() as connection:
        assert lies_there() <= kept.named_files(connection).needed, "a backup takes it along"
        assert sha256_of(told) not in kept.named_files(connection).every
    take_back(phone, finding_id)
    assert lies_there() == set()


def test_the_same_recording_of_another_whose_bytes_went_with_its_cleaning_is_heard_too(either_phone: Phone) -> None:
    told, other = chatty_words(title=HOME), a_phone(either_phone.walk)
    for phone in (either_phone, other):
        sent(phone, told, kind="audio/webm")
    first = cleaning._claim()
    second = cleaning._claim()
    assert first and second
    outcome = cleaning._outcome_of(second)
    assert cleaning._keep(first, cleaning._outcome_of(first)) and cleaning._keep(second, outcome)
    with writing() as session:  # it came in the moment in which its twin was settled
        session.execute(update(Medium).where(col(Medium.id) == second.id).values(state="received", bare_sha256=None))
    clean_waiting()
    assert {(medium.state, medium.bare_sha256) for medium in media()} == {("clean", outcome.columns["bare_sha256"])}


@pytest.mark.parametrize("claims_to_be", ["audio/mp4", "audio/webm"])
def test_a_photo_or_film_that_calls_itself_a_recording_is_given_to_nobody(cast: Cast, claims_to_be: str) -> None:
    phone = a_phone(a_walk(cast.facilitator))
    film = BytesIO()
    with av.open(film, "w", format="mp4") as file:
        track = file.add_stream("mpeg4", rate=10, width=64, height=64, pix_fmt="yuv420p")
        file.mux(track.encode(av.VideoFrame(64, 64, "yuv420p")))
        file.mux(track.encode(None))
    sent(phone, film.getvalue(), a_photo(), kind=claims_to_be)
    clean_waiting()
    assert [(medium.state, medium.reason) for medium in media()] == [("broken", "not-a-recording")] * 2
    for medium in media():
        assert cast.client(cast.facilitator).get(f"/voices/{medium.id}").status_code == 404
