"""A recording without what stands beside its sound: titles (a voice memo is called by its street), places, times, pictures.

Each such note is overwritten where it stands, so that nothing else of the file moves. Pure, and of nothing but Python's own
library: `findings/scrub.py` loads it by its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# WebM (RFC 9559): what is opened, what a player needs, and what it needs but may be empty. Nothing else stays.
OPENED = {b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75", b"\x15\x49\xa9\x66", b"\x16\x54\xae\x6b", b"\xae", b"\xa0"}
NEEDED = {
    *(b"\x1a\x45\xdf\xa3", b"\x11\x4d\x9b\x74", b"\x1c\x53\xbb\x6b"),  # head, where things are, where times are
    *(b"\x2a\xd7\xb1", b"\x44\x89"),  # of the whole: unit of time, length
    *(b"\xd7", b"\x73\xc5", b"\xb9", b"\x88", b"\x55\xaa", b"\x9c", b"\x6d\xe7", b"\x23\xe3\x83", b"\x55\xee"),
    *(b"\x83", b"\x86", b"\x63\xa2", b"\x56\xaa", b"\x56\xbb", b"\xe1", b"\x6d\x80", b"\x22\xb5\x9c", b"\x22\xb5\x9d"),
    *(b"\xe7", b"\xab", b"\xa3", b"\xa1", b"\x9b", b"\xfb", b"\x75\xa2"),  # of a cluster and its blocks
}
EMPTIED = {b"\x4d\x80", b"\x57\x41"}  # which program wrote it
TRACK_TYPE, A_SOUND = b"\x83", 2
LONGEST_NAME, LONGEST_SHORT, HEAD_OF_LONG = (
    4,
    128,
    9,
)  # bytes: a name, an element with a size of one byte, a longer one's head

# MP4 (ISO/IEC 14496-12), as above.
BOXES_OPENED = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"edts", b"mvex", b"moof", b"traf", b"mfra"}
BOXES_NEEDED = {
    b"url ",
    *b"ftyp styp mdat sidx mvhd tkhd mdhd hdlr smhd nmhd elst dref stsd stts ctts cslg stsc stsz stz2 stco co64 stss".split(),
    *b"sgpd sbgp sdtp mehd trex mfhd tfhd tfdt trun tfra mfro saio saiz iods".split(),
}
TIMED = {b"mvhd", b"tkhd", b"mdhd"}
PICTURES = {b"vide", b"pict", b"auxv"}  # handlers, in both senses of moving and still

# Ogg (RFC 3533): what the packet of comments begins with, and the whole of it when nothing is said (RFC 7845, section 5.2;
# Vorbis I, section 5.2.1).
COMMENTS = {b"OpusTags": b"OpusTags", b"\x03vorbis": b"\x03vorbis" + bytes(8) + b"\x01"}
MOVING = b"\x80theora"
HEAD_OF_PAGE, FULL = 27, 255  # bytes: before the lengths of its segments; of a segment after which its packet goes on


class NotSoundAlone(ValueError):
    """There are pictures in it, moving or still."""


def sound_alone(content: bytes, sound: str) -> bytes:
    """The same recording, of the type that `sounds.sound_in` says, of the same length. Raises NotSoundAlone.

    What cannot be read to its end, as when a recorder was killed, is left as it is from there.
    """
    made = bytearray(content)
    {"audio/webm": _clear_webm, "audio/ogg": _clear_ogg, "audio/mp4": _clear_mp4}[sound](made)
    return bytes(made)


def _clear_webm(made: bytearray) -> None:
    place = 0
    while element := _element_at(made, place):
        name, start, stop = element
        if name == TRACK_TYPE and int.from_bytes(made[start:stop]) != A_SOUND:
            raise NotSoundAlone
        if name in EMPTIED:
            made[start:stop] = bytes(stop - start)
        elif name not in OPENED | NEEDED:
            made[place:stop] = _void(stop - place)
        place = start if name in OPENED else stop


def _element_at(made: bytearray, place: int) -> tuple[bytes, int, int] | None:
    """Name, start and end of an element (RFC 8794, section 4); None where there is none."""
    at_size = place + _length(made[place]) if place < len(made) else len(made)
    if at_size >= len(made) or at_size - place > LONGEST_NAME:
        return None
    start = at_size + _length(made[at_size])
    bits = 7 * (start - at_size)
    size = int.from_bytes(made[at_size:start]) - (1 << bits)
    is_open = size == (1 << bits) - 1
    name = bytes(made[place:at_size])
    if start > len(made) or size < 0 or (is_open and name not in OPENED):
        return None
    return name, start, len(made) if is_open else min(len(made), start + size)


def _length(first: int) -> int:
    return 9 - first.bit_length()


def _void(length: int) -> bytes:
    """An element of this length, at least two bytes, that means nothing."""
    if length <= LONGEST_SHORT:
        return b"\xec" + bytes((0x80 | length - 2,)) + bytes(length - 2)
    return b"\xec\x01" + (length - HEAD_OF_LONG).to_bytes(7) + bytes(length - HEAD_OF_LONG)


@dataclass
class _Stream:
    """Where in its packets a stream is, and what its comments are when nothing is said in them."""

    packet: int = 0
    comments: bytes | None = None
    done: int = 0  # bytes of this packet, which may go on for some pages


def _clear_ogg(made: bytearray) -> None:
    """In every stream the second packet holds the comments, also the picture on the cover."""
    streams: dict[bytes, _Stream] = {}
    place = 0
    while made[place : place + 4] == b"OggS" and place + HEAD_OF_PAGE <= len(made):
        at = place + HEAD_OF_PAGE + made[place + 26]
        stream = streams.setdefault(bytes(made[place + 14 : place + 18]), _Stream())
        if made[place + 5] & 2:  # it begins here
            stream.packet = 0
        is_changed = False
        for length, is_end in _parts(made[place + HEAD_OF_PAGE : at]):
            is_changed |= _clear_part(made, at, min(len(made), at + length), stream)
            stream.packet, stream.done = stream.packet + is_end, 0 if is_end else stream.done + length
            at += length
        if is_changed:
            made[place + 22 : place + 26] = bytes(4)
            made[place + 22 : place + 26] = _checksum(made[place:at]).to_bytes(4, "little")
        place = at


def _parts(lengths: bytearray) -> Iterator[tuple[int, bool]]:
    """(bytes, whether they end a packet) of what lies in a page."""
    whole = 0
    for length in lengths:
        whole += length
        if length < FULL:
            yield whole, True
            whole = 0
    if whole:
        yield whole, False


def _clear_part(made: bytearray, start: int, stop: int, stream: _Stream) -> bool:
    """Whether this part of a packet was comments, of which nothing is left."""
    if stream.packet == 0 and made[start:stop].startswith(MOVING):
        raise NotSoundAlone
    if stream.packet == 1 and stream.done == 0:
        said = (nothing for begin, nothing in COMMENTS.items() if made[start:stop].startswith(begin))
        stream.comments = next(said, None)
    if stream.packet != 1 or stream.comments is None:
        return False
    made[start:stop] = stream.comments[stream.done :][: stop - start].ljust(stop - start, b"\0")
    return True


def _checksum(page: bytearray) -> int:
    """RFC 3533, section 6: a CRC that zlib does not know."""
    seen = 0
    for byte in page:
        seen = (seen << 8 & 0xFFFFFFFF) ^ _CRC[seen >> 24 ^ byte]
    return seen


def _crc_of(byte: int) -> int:
    seen = byte << 24
    for _bit in range(8):
        seen = (seen << 1 ^ (0x04C11DB7 if seen & 0x80000000 else 0)) & 0xFFFFFFFF
    return seen


_CRC = [_crc_of(byte) for byte in range(256)]


def _clear_mp4(made: bytearray) -> None:
    seen = {name for name, _place, _start, _stop in _boxes(made, 0, len(made))}
    if b"meta" in seen and b"moov" not in seen:  # a still picture, which calls itself by the same head
        raise NotSoundAlone
    _clear_boxes(made, 0, len(made))


def _clear_boxes(made: bytearray, start: int, stop: int) -> None:
    for name, place, inside, end in list(_boxes(made, start, stop)):
        if name in BOXES_OPENED:
            _clear_boxes(made, inside, end)
        elif name in TIMED:
            width = 16 if made[inside : inside + 1] == b"\x01" else 8  # when it was made, and when it was changed
            made[inside + 4 : min(end, inside + 4 + width)] = bytes(max(0, min(end, inside + 4 + width) - inside - 4))
        elif name == b"hdlr":
            if bytes(made[inside + 8 : inside + 12]) in PICTURES:
                raise NotSoundAlone
            made[inside + 24 : end] = bytes(max(0, end - inside - 24))
        elif name not in BOXES_NEEDED:
            made[place + 4 : place + 8] = b"free"
            made[inside:end] = bytes(end - inside)


def _boxes(made: bytearray, place: int, stop: int) -> Iterator[tuple[bytes, int, int, int]]:
    """(name, place, where its content starts, where it ends) of each box; the last one may have been cut off."""
    while place + 8 <= stop:
        size, head = int.from_bytes(made[place : place + 4]), 8
        if size == 1:
            size, head = int.from_bytes(made[place + 8 : place + 16]), 16
        end = min(stop, place + size) if size else stop
        if end < place + head:
            return
        yield bytes(made[place + 4 : place + 8]), place, place + head, end
        place = end
