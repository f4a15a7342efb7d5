"""What kind of recording some bytes are, by their first bytes and never by what was claimed."""

from __future__ import annotations


def sound_in(head: bytes) -> str:
    """The media type of a recording that browsers make, from its first 64 bytes; empty when it is none."""
    if head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head:
        return "audio/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head[4:8] == b"ftyp":
        return "audio/mp4"
    return ""
