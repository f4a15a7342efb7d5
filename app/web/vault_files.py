"""A file of the vault as an answer: whole, or the one range that was asked for, wherever the vault lies."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from app.foundation.errors import NotFound, Problem
from app.foundation.language import N_
from app.foundation.vault import vault

log = logging.getLogger("farola.vault")

READ_FIRST_BYTES = 2_000_000  # a clean photo has 100 to 500 kB: what is no larger is looked at before a byte is sent

# Players ask for one range, open at one end or at neither. What else may be asked is answered whole, as RFC 9110 allows.
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class _Damaged(Exception):
    """In the middle of an answer nothing can be explained any more; the line ends."""


class FileDamaged(Problem):
    status = 500
    code = "file-damaged"
    sentence = N_(
        "This file was damaged on the server's disk, so it is not shown. Tell whoever runs the server: a backup may have it."
    )


def vault_file(request: Request, sha256: str, media_type: str, headers: Mapping[str, str]) -> Response:
    """Raises NotFound when the vault has no such file, FileDamaged when its bytes changed or cannot be read, VaultAway when it
    cannot be asked.

    A file that was asked for whole is held against its name. Too large to be looked at first, it ends before its end
    when it is damaged, so that nobody takes it for right.
    """
    try:
        size = vault().size(sha256)
        span = _span_wanted(request, sha256, size)
        if span is not None and not span:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        start, end = (span[0], span[-1] + 1) if span else (0, size)
        pieces = vault().pieces(sha256, start, end)
        if span is None:
            pieces = _held_against(sha256, pieces)
        if span is None and size <= READ_FIRST_BYTES:
            pieces = iter([b"".join(pieces)])
    except _Damaged:
        raise FileDamaged() from None
    except FileNotFoundError:
        raise NotFound() from None
    except OSError as fault:
        log.error("a file of the vault cannot be read: %s", fault.strerror or type(fault).__name__)
        raise FileDamaged() from None
    said = {**headers, "Accept-Ranges": "bytes", "ETag": f'"{sha256}"', "Content-Length": str(end - start)}
    if span:
        said["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(pieces, status_code=206 if span else 200, media_type=media_type, headers=said)


def _held_against(sha256: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the last one only once all of them have the hash. Raises _Damaged in its place."""
    seen, last = hashlib.sha256(), b""
    for piece in pieces:
        if last:
            yield last
        seen.update(piece)
        last = piece
    if seen.hexdigest() != sha256:
        log.error("a file of the vault is damaged: farola check says which")
        raise _Damaged(sha256)
    yield last


def _span_wanted(request: Request, sha256: str, size: int) -> range | None:
    """The places of the bytes to send; none of them when the range lies outside of the file; None for the whole file."""
    found = ONE_RANGE.fullmatch(request.headers.get("range", "").strip())
    if found is None or found.group(0) == "bytes=-" or request.headers.get("if-range", f'"{sha256}"') != f'"{sha256}"':
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1) if last else size)
