"""Of a recording nothing is left but its sound: not its title, its place, when it was made, nor with what."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.foundation.sound_alone import NotSoundAlone, sound_alone
from app.foundation.sounds import sound_in

SECRET = "PLANTED-SECRET"
NOTES = ("title", "artist", "album", "comment", "location", "description", "synopsis")


def telling(container: str, codec: str, shape: str = "flt", channels: str = "mono", **options: str) -> bytes:
    """A tone of two seconds in a file that tells all that such files can."""
    out, rate = BytesIO(), 48_000
    with av.open(out, "w", format=container, options=options) as file:
        file.metadata.update(dict.fromkeys(NOTES, SECRET * 9) | {"creation_time": "2026-11-28T21:34:56Z"})
        track = file.add_stream(codec, rate=rate, layout=channels, options={"strict": "experimental"})
        track.metadata.update({"title": SECRET, "handler_name": SECRET})
        for start in range(0, 2 * rate, 960):
            tone = np.sin(np.arange(start, start + 960) / 20).astype(np.float32)
            planes = np.stack([tone] * (2 if channels == "stereo" else 1))
            frame = av.AudioFrame.from_ndarray(planes, format=shape, layout=channels)
            frame.sample_rate, frame.pts = rate, start
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return out.getvalue()


KINDS: dict[str, Callable[[], bytes]] = {
    "webm": lambda: telling("webm", "libopus"),
    "webm as it is recorded": lambda: telling("webm", "libopus", live="1"),
    "ogg": lambda: telling("ogg", "libopus"),
    "ogg of old": lambda: telling("ogg", "vorbis", "fltp", "stereo"),
    "mp4": lambda: telling("mp4", "aac", "fltp"),
    "mp4 in pieces": lambda: telling("mp4", "aac", "fltp", movflags="frag_keyframe+empty_moov"),
    "voice memo": lambda: telling("ipod", "aac", "fltp"),
    "quicktime": lambda: telling("mov", "aac", "fltp", movflags="use_metadata_tags"),
}


def alone(content: bytes) -> bytes:
    return sound_alone(content, sound_in(content[:64]))


def heard_in(content: bytes) -> tuple[bytes, dict[str, str]]:
    """Every sample of it, and what a player reads beside it."""
    with av.open(BytesIO(content)) as file:
        told = file.metadata | file.streams[0].metadata
        return b"".join(frame.to_ndarray().tobytes() for frame in file.decode(audio=0)), told


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_sounds_as_it_did_and_tells_nothing_else(kind: str) -> None:
    content = KINDS[kind]()
    bare = alone(content)
    assert SECRET.encode() in content and SECRET.encode() not in bare
    (before, told), (after, left) = heard_in(content), heard_in(bare)
    assert (len(before) > 0, before) == (True, after)
    assert "2026" in str(told) and "Lavf" in str(told) + content.decode("latin-1")
    assert "2026" not in str(left) and b"Lavf" not in bare
    assert (len(bare), alone(bare)) == (len(content), bare)


@pytest.mark.parametrize("kind", KINDS)
def test_a_recording_that_was_cut_off_keeps_what_it_has(kind: str) -> None:
    content = KINDS[kind]()
    for length in range(64, len(content), 977):
        assert len(alone(content[:length])) == length


@pytest.mark.parametrize(("container", "codec"), [("webm", "libvpx"), ("mp4", "mpeg4")])
def test_what_shows_pictures_is_no_recording(container: str, codec: str) -> None:
    out = BytesIO()
    with av.open(out, "w", format=container) as film:
        track = film.add_stream(codec, rate=10, width=64, height=64, pix_fmt="yuv420p")
        for _frame in range(3):
            film.mux(track.encode(av.VideoFrame(64, 64, "yuv420p")))
        film.mux(track.encode(None))
    with pytest.raises(NotSoundAlone):
        alone(out.getvalue())


def test_a_film_of_old_is_no_recording() -> None:
    page = b"OggS\0\x02" + bytes(20) + b"\x01\x2a" + (b"\x80theora").ljust(42, b"\0")
    with pytest.raises(NotSoundAlone):
        alone(page)


def test_a_photo_of_an_iphone_is_no_recording_though_it_begins_like_one() -> None:
    heif = pytest.importorskip("pillow_heif")
    heif.register_heif_opener()
    out = BytesIO()
    Image.new("RGB", (64, 64), "navy").save(out, "HEIF")
    assert sound_in(out.getvalue()[:64]) == "audio/mp4"
    with pytest.raises(NotSoundAlone):
        alone(out.getvalue())


@given(st.sampled_from([b"\x1a\x45\xdf\xa3\x84webm", b"OggS", b"\0\0\0\x18ftyp"]), st.binary(max_size=300))
def test_no_bytes_at_all_are_too_much_for_it(start: bytes, rest: bytes) -> None:
    try:
        assert len(alone(start + rest)) == len(start + rest)
    except NotSoundAlone:
        pass
