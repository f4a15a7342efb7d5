"""What kind of recording some bytes are, by their bytes and never by what was claimed, and whether there is sound in it."""

from __future__ import annotations

SEGMENT, CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
SIMPLE_BLOCK, BLOCK_GROUP = b"\xa3", b"\xa0"
HEAD_OF_BLOCK = 4  # bytes: track, time, flags
HEAD_OF_PAGE = 27  # bytes, before the lengths of its segments


def sound_in(head: bytes) -> str:
    """The media type of a recording that browsers make, from its first 64 bytes; empty when it is none."""
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "audio/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    return ""


def has_sound(content: bytes) -> bool:
    """Whether anything was recorded: a recorder that is stopped at once, or hears nothing, writes a head and no more.

    In WebM sound lies in the blocks of a cluster (RFC 9559, section 5.1). In Ogg each page says how many samples end with it,
    and pages of heads say none (RFC 3533, section 6; RFC 7845, section 4). In MP4 it lies in media data boxes (ISO/IEC 14496-12,
    section 8.1.1). Whether somebody speaks in it, nobody can tell from that.
    """
    asked = {"audio/webm": _has_block, "audio/ogg": _has_samples, "audio/mp4": _has_media_data}.get(
        sound_in(content[:64])
    )
    return bool(asked and asked(content))


def _has_block(content: bytes) -> bool:
    place, is_in_cluster = 0, False
    while element := _element_at(content, place):
        name, start, stop = element
        is_in_cluster |= name == CLUSTER
        if is_in_cluster and name in (SIMPLE_BLOCK, BLOCK_GROUP) and stop - start > HEAD_OF_BLOCK:
            return True
        place = start if name in (SEGMENT, CLUSTER) else stop
    return False


def _element_at(content: bytes, place: int) -> tuple[bytes, int, int] | None:
    """Name, start and end of an EBML element (RFC 8794, section 4); None where there is none."""
    end = len(content)
    at_size = place + _length(content[place]) if place < end else end
    if at_size >= end:
        return None
    start = at_size + _length(content[at_size])
    bits = 7 * (start - at_size)
    size = int.from_bytes(content[at_size:start]) - (1 << bits)
    is_open = size == (1 << bits) - 1  # a recorder does not know how long it will be
    return content[place:at_size], start, end if is_open else min(end, start + max(0, size))


def _length(first: int) -> int:
    """Of an EBML number, in bytes, by the zeros that its first byte begins with."""
    return 9 - first.bit_length()


def _has_samples(content: bytes) -> bool:
    place = 0
    while content[place : place + 4] == b"OggS" and place + HEAD_OF_PAGE <= len(content):
        if int.from_bytes(content[place + 6 : place + 14], "little", signed=True) > 0:
            return True
        body = place + HEAD_OF_PAGE + content[place + 26]
        place = body + sum(content[place + HEAD_OF_PAGE : body])
    return False


def _has_media_data(content: bytes) -> bool:
    place = 0
    while place + 8 <= len(content):
        size, head = int.from_bytes(content[place : place + 4]), 8
        if size == 1:
            size, head = int.from_bytes(content[place + 8 : place + 16]), 16
        stop = min(len(content), place + size) if size else len(content)
        if content[place + 4 : place + 8] == b"mdat" and stop - place > head:
            return True
        if stop < place + head:
            return False
        place = stop
    return False
