"""The shell of the walker's phone: a page without anyone's data, the worker that keeps it offline, its words, a way out.

Everything else that the phone shows comes from `/api/v1` and from its own storage; see `static/phone/`.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from gettext import c2py  # type: ignore[attr-defined]
from pathlib import PurePosixPath
from typing import Any

from babel.messages.plurals import get_plural
from babel.plural import PluralRule
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.foundation.errors import NotFound
from app.foundation.language import (
    SOURCE_LANGUAGE,
    WALKER_LANGUAGES,
    _,
    catalogue,
    direction_of,
    in_language,
    language_now,
    locale_of,
    phone_catalogue,
)
from app.foundation.settings import settings
from app.web.show import environment, show
from app.web.static_files import STATIC, files, static_url

SIGNS = (("app-192", 192, "any"), ("app-512", 512, "any"), ("app-maskable-512", 512, "maskable"))
START = "phone/start.js"
WORKER = "phone/service-worker.js"
NO_WORKER = "phone/no-worker.js"
DRAWN = (
    "style/tokens.css",
    "style/phone.css",
    "style/walking.css",
    "icons/first.svg",
    "icons/phone.svg",
    "icons/late.svg",
    "icons/pictures.svg",
    "icons/scenes.svg",
)
IMPORTS = re.compile(r'^(?:import|export)\b[^;]*?from "(\.[^"]+)"', re.MULTILINE)
ENOUGH_NUMBERS = 1000  # every plural rule of CLDR shows all its forms of whole numbers below this
FRESH = {"Cache-Control": "no-cache"}

router = APIRouter(prefix="/w", include_in_schema=False)


@router.get("/")
def shell(request: Request) -> Response:
    """The one page of the walker's app: no user data, no token, the same for everybody who reads this language."""
    answer = show(
        request,
        "web/phone.html",
        modules=modules_behind(START),
        languages=WALKER_LANGUAGES,
        version=version(),
        start=START,
        words=json.dumps(first_words(language_now()), ensure_ascii=False),
    )
    answer.headers.update(FRESH)
    return answer


@router.get("/quiet")
def quiet(request: Request) -> Response:
    """Where the quick exit leads: a clock, kept on the phone, with a title and a look that give nothing away."""
    answer = show(request, "web/quiet.html")
    answer.headers.update(FRESH)
    return answer


@router.get("/words/{tag}.json")
def words(tag: str) -> Response:
    """The phone's words in one language, with what it needs to count and to write numbers. Raises NotFound."""
    if tag not in WALKER_LANGUAGES:
        raise NotFound()
    return JSONResponse(words_of(tag), headers=FRESH)


@router.get("/manifest.webmanifest")
def manifest() -> Response:
    """Name, colours and icon for the home screen: nothing that says safety, women or audit."""
    told = {
        "id": "/w/",
        "start_url": "/w/",
        "scope": "/w/",
        "name": _("Street notes"),
        "short_name": _("Street notes"),
        "lang": language_now(),
        "dir": direction_of(language_now()),
        "display": "standalone",
        "background_color": "#0c0b12",  # the night theme's ground: no bright flash at the start
        "theme_color": "#0c0b12",
        "icons": [
            {"src": static_url(f"icons/{name}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, size, purpose in SIGNS
        ],
    }
    return JSONResponse(told, media_type="application/manifest+json", headers=FRESH)


@router.get("/sw.js")
def worker() -> Response:
    """The service worker: its source behind the list of all that it keeps. Or the one that only takes itself away."""
    if is_worker_off():
        return Response(_text(NO_WORKER), media_type="text/javascript", headers=FRESH)
    head = f"const VERSION = {json.dumps(version())};\nconst FILES = {json.dumps(kept_files())};\n\n"
    return Response(head + _text(WORKER), media_type="text/javascript", headers=FRESH)


def is_worker_off() -> bool:
    """Whether phones shall let go of the app that they hold: the way back from a release that does not open any more."""
    return settings().phone_worker == "off"


def kept_files() -> list[str]:
    """Addresses of everything that the phone keeps to work without a network.

    Of words only English and the reader's: the phone asks its worker for another language when she chooses it.
    """
    modules = [
        name
        for name in files()
        if name.startswith("phone/") and name.endswith(".js") and name not in (WORKER, NO_WORKER)
    ]
    ours = [static_url(name) for name in (*modules, *DRAWN, "icons/notes.svg") if name in files()]
    spoken = [f"/w/words/{tag}.json" for tag in dict.fromkeys((SOURCE_LANGUAGE, language_now()))]
    return ["/w/", "/w/quiet", *spoken, "/w/manifest.webmanifest", *ours]


@lru_cache(maxsize=1)
def version() -> str:
    """A hash of every input: files, templates, words, the worker and the list. Were one left out, a broken release could
    carry the name of the one that works and clear it away.
    """
    with in_language(SOURCE_LANGUAGE):  # one name in every language, or a phone in two would never stop renewing
        whole = hashlib.sha256("\n".join(kept_files()).encode())  # static addresses change with their content
    whole.update(_text(WORKER).encode())
    for template in ("web/phone.html", "web/quiet.html"):
        loader = environment().loader
        assert loader is not None
        whole.update(loader.get_source(environment(), template)[0].encode())
    for tag in WALKER_LANGUAGES:
        whole.update(json.dumps(words_of(tag), sort_keys=True).encode())
    return whole.hexdigest()[:16]


@lru_cache(maxsize=4)
def modules_behind(name: str) -> list[str]:
    """Every module that the first screen needs, so that the browser asks for all at once and not one after the other."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        module = waiting.pop(0)
        if module in found:
            continue
        found.append(module)
        waiting += [_beside(module, path) for path in IMPORTS.findall(_text(module))]
    return found


@lru_cache(maxsize=32)
def words_of(tag: str) -> dict[str, Any]:
    """The catalogue of the phone and how to read it: the CLDR category of each plural form, the locale of its digits."""
    return {**phone_catalogue(tag), "locale": "ar-EG" if tag == "ar" else tag, "plurals": plural_categories(tag)}


@lru_cache(maxsize=32)
def first_words(tag: str) -> dict[str, Any]:
    """What the first screen says, of `words_of`: it comes inside the page, so that nobody waits for a catalogue to read it."""
    source = "".join(_text(module) for module in modules_behind(START))
    whole = words_of(tag)
    said = {msgid: text for msgid, text in whole["words"].items() if json.dumps(msgid, ensure_ascii=False) in source}
    return whole | {"words": said}


def plural_categories(tag: str) -> list[str]:
    """CLDR's name ("one", "few"...) of each plural form, in the order in which the catalogue has them.

    Told by example, because gettext's order of Arabic forms is not that of CLDR.
    """
    written = catalogue(tag)
    index_of = c2py(written.plural_expr if len(written) else get_plural(tag)[1])
    rule: PluralRule = locale_of(tag).plural_form
    named: dict[int, str] = {}
    for number in range(ENOUGH_NUMBERS):
        named.setdefault(index_of(number), rule(number))
    return [named[index] for index in sorted(named)]


def _beside(module: str, path: str) -> str:
    parts: list[str] = []
    for part in (PurePosixPath(module).parent / path).parts:
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _text(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")
