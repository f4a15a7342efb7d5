"""Our own scripts, styles and drawings: under an address that changes with their content, so browsers may keep them for good."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, Response

from app.foundation.errors import NotFound

STATIC = Path(__file__).resolve().parents[2] / "static"
# Python's own table depends on files of the operating system; modules with a wrong type do not run at all.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
}
SQUEEZED = {".css", ".js", ".mjs", ".json", ".svg", ".webmanifest", ".txt", ".md"}
# Walkers pay for every byte: a fifth of the modules is comments, which go no further than this server. So with our styles.
COMMENT_LINES = {
    # Behind code only where no quote follows: what looks like a comment may stand inside a string.
    ".js": re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)[ \t]*\n|[ \t]+// [^\n\"'`]*$", re.MULTILINE | re.DOTALL),
    ".css": re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL),
}
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

router = APIRouter()
_in_place: dict[str, bytes] = {}


def put_in_place_of(path: str, content: bytes | None) -> None:
    """The socket for rooms whose operator brings a file of their own: serve `content` as `static/<path>`; None takes it away."""
    if content is None:
        _in_place.pop(path, None)
    else:
        _in_place[path] = content
    for kept in (tree_hash, _squeezed):
        kept.cache_clear()


@dataclass(frozen=True, slots=True)
class Squeezed:
    """A text file as it is and as gzip, with the hash that names it."""

    plain: bytes
    small: bytes
    etag: str


@lru_cache(maxsize=1)
def files() -> dict[str, Path]:
    """Every file that may be served, by its path below `static/`. Nothing else can be reached, whatever is asked for."""
    found = (path for path in STATIC.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(STATIC).as_posix(): path for path in sorted(found)}


def content_of(path: str) -> bytes:
    """What is served as `static/<path>`. Raises KeyError when there is no such file."""
    return _in_place[path] if path in _in_place else files()[path].read_bytes()


@lru_cache(maxsize=1)
def tree_hash() -> str:
    """One hash of the whole tree, so that modules that import each other by relative paths change address together."""
    whole = hashlib.sha256()
    for name in files():
        whole.update(f"{name}\0{hashlib.sha256(content_of(name)).hexdigest()}\n".encode())
    return whole.hexdigest()[:16]


def static_url(path: str) -> str:
    """Where `static/<path>` is served. A test holds every template to files that exist."""
    return f"/static/{tree_hash()}/{path}"


@router.get("/static/{version}/{path:path}", include_in_schema=False)
def serve(request: Request, version: str, path: str) -> Response:
    """One file. An older address still answers, but is not kept: pages opened before an update go on working."""
    if path not in files():
        raise NotFound()
    headers = {"Cache-Control": FOR_GOOD if version == tree_hash() else ASK_AGAIN}
    file = files()[path]
    kind = TYPES.get(file.suffix, "application/octet-stream")
    if file.suffix not in SQUEEZED:
        return FileResponse(file, media_type=kind, headers=headers)  # knows ranges, which map archives need
    return _text(request, _squeezed(path), kind, headers)


def _text(request: Request, file: Squeezed, kind: str, headers: dict[str, str]) -> Response:
    headers |= {"ETag": file.etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(file.small, media_type=kind, headers=headers | {"Content-Encoding": "gzip"})
    return Response(file.plain, media_type=kind, headers=headers)


def without_comments(text: str, suffix: str = ".js") -> str:
    """A module, or a style, without its comments. A test compares the rest line by line."""
    return COMMENT_LINES[suffix].sub("", text)


@lru_cache(maxsize=512)
def _squeezed(path: str) -> Squeezed:
    plain = content_of(path)
    suffix = PurePosixPath(path).suffix
    if path.startswith(("phone/", "style/")) and suffix in COMMENT_LINES:
        plain = without_comments(plain.decode(), suffix).encode()
    return Squeezed(plain, gzip.compress(plain, 9, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:32]}"')
