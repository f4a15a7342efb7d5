"""A recording with nothing in it is told from one that can be heard, however short."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.sounds import has_sound, sound_in
from tests.makers.findings import a_recording, spoken_words


def on_an_iphone(movflags: str = "") -> bytes:
    """A second of a tone in AAC, as Safari records it (in pieces) or as a file from elsewhere (whole)."""
    out = BytesIO()
    with av.open(out, "w", format="mp4", options={"movflags": movflags} if movflags else {}) as file:
        track = file.add_stream("aac", rate=48_000, layout="mono")
        for start in range(0, 48_000, 1_024):
            tone = np.sin(np.arange(start, start + 1_024) / 20).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            file.mux(track.encode(frame))
        file.mux(track.encode(None))
    return out.getvalue()


IN_PIECES = "frag_keyframe+empty_moov"
KINDS: dict[str, Callable[[], bytes]] = {
    "webm": lambda: spoken_words("webm", seconds=0.1),
    "ogg": lambda: spoken_words("ogg", seconds=0.1),
    "mp4 in pieces": lambda: on_an_iphone(IN_PIECES),
    "mp4": on_an_iphone,
}
# What stands right behind the head of each: the first cluster, the third page, the first fragment, the sound itself.
BEHIND_THE_HEAD = {"webm": b"\x1f\x43\xb6\x75", "ogg": b"OggS", "mp4 in pieces": b"moof", "mp4": b"mdat"}


def head_of(kind: str, content: bytes) -> bytes:
    """As much as a recorder wrote before it heard anything."""
    mark = BEHIND_THE_HEAD[kind]
    place = content.rindex(mark) if kind == "ogg" else content.index(mark)
    return content[: place - 4 if kind.startswith("mp4") else place]


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_spoken_is_heard_and_a_head_alone_is_not(kind: str) -> None:
    whole = KINDS[kind]()
    head = head_of(kind, whole)
    assert has_sound(whole)
    assert sound_in(head[:64]) and not has_sound(head)


@pytest.mark.parametrize("kind", KINDS)
def test_wherever_a_recording_was_cut_off_it_is_judged_and_never_loses_its_sound_again(kind: str) -> None:
    whole = KINDS[kind]()
    judged = [has_sound(whole[:length]) for length in range(0, len(whole), 7)]
    assert judged == sorted(judged), "once there is sound, more of it takes nothing away"


def test_a_cluster_without_a_block_and_a_head_with_rubbish_behind_it_hold_no_sound() -> None:
    head = head_of("webm", KINDS["webm"]())
    assert not has_sound(head + b"\x1f\x43\xb6\x75\xff")
    assert not has_sound(head + b"\x1f\x43\xb6\x75\x80")
    assert not has_sound(a_recording())
    assert not has_sound(head + b"\x18\x53\x80\x67\xff" * 50_000), "boxes in boxes without end"


@given(st.sampled_from([b"\x1a\x45\xdf\xa3\x84webm", b"OggS", b"\0\0\0\x18ftyp", b""]), st.binary(max_size=200))
def test_no_bytes_at_all_are_too_much_for_it(start: bytes, rest: bytes) -> None:
    assert has_sound(start + rest) in (True, False)
