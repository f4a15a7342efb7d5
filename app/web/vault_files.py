"""A file of the vault as an answer: whole, or the one range that was asked for, wherever the vault lies."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from app.foundation.errors import NotFound
from app.foundation.vault import vault

# Players ask for one range, open at one end or at neither. What else may be asked is answered whole, as RFC 9110 allows.
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def vault_file(request: Request, sha256: str, media_type: str, headers: Mapping[str, str]) -> Response:
    """Raises NotFound when the vault has no such file, VaultAway when it cannot be asked."""
    try:
        size = vault().size(sha256)
        span = _span_wanted(request, sha256, size)
        if span is not None and not span:
            return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
        start, end = (span[0], span[-1] + 1) if span else (0, size)
        pieces = vault().pieces(sha256, start, end)
    except FileNotFoundError:
        raise NotFound() from None
    said = {**headers, "Accept-Ranges": "bytes", "ETag": f'"{sha256}"', "Content-Length": str(end - start)}
    if span:
        said["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(pieces, status_code=206 if span else 200, media_type=media_type, headers=said)


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
