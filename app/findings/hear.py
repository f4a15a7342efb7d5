"""Part of the program that opens untrusted files (`scrub.py`): makes a copy of a recording that every phone can play.

Browsers record Opus in WebM or Ogg, which older iPhones do not play; MP3 plays everywhere. Needs PyAV, the
extra `listening`; without it there is no copy and the recording itself stays all there is.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

try:
    import av
except ImportError:
    av = None  # type: ignore[assignment]

# Named, never guessed: a playlist or a list of parts would make FFmpeg open other files and addresses.
CONTAINERS = {"audio/webm": "matroska", "audio/ogg": "ogg"}
LONGEST_S = 600  # our phones stop after two minutes
SAMPLES_A_SECOND, BITS_A_SECOND = 24_000, 48_000  # speech, at 6 kB a second


def copy_sound(source: Path, target: Path, sound: str) -> float:
    """Write the copy and return its length in seconds; 0.0 when none was made. A recording that is cut off gives what it has.

    Raises OSError when the disk is full, which says nothing of the recording.
    """
    if av is None or sound not in CONTAINERS:
        return 0.0
    try:
        return _copied(source, target, CONTAINERS[sound])
    except Exception as fault:  # decoders raise whatever they like on a broken file
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        return 0.0


def _copied(source: Path, target: Path, container: str) -> float:
    written = 0
    with av.open(str(target), "w", format="mp3") as copy:
        track = copy.add_stream("libmp3lame", rate=SAMPLES_A_SECOND, layout="mono")
        track.bit_rate = BITS_A_SECOND
        for frame in _in_one_voice(_frames(source, container)):
            frame.pts = written
            written += frame.samples
            copy.mux(track.encode(frame))
            if written >= LONGEST_S * SAMPLES_A_SECOND:
                break
        if written:
            copy.mux(track.encode(None))
    return written / SAMPLES_A_SECOND


def _frames(source: Path, container: str) -> Iterator[Any]:
    """What can be decoded, until the recording ends or breaks off."""
    try:
        with av.open(str(source), format=container, options={"protocol_whitelist": "file"}) as recording:
            for packet in recording.demux(audio=0):
                yield from _decoded(packet)
    except (av.FFmpegError, IndexError, ValueError):
        return


def _decoded(packet: Any) -> list[Any]:
    """A damaged packet is a gap, not the end."""
    try:
        return list(packet.decode())
    except av.FFmpegError:
        return []


def _in_one_voice(frames: Iterator[Any]) -> Iterator[Any]:
    resampler = av.AudioResampler(format="s16p", layout="mono", rate=SAMPLES_A_SECOND)
    for frame in frames:
        yield from resampler.resample(frame)
    try:
        yield from resampler.resample(None)
    except (av.FFmpegError, ValueError):  # nothing ever went in
        return
