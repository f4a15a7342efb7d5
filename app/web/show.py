"""Pages and parts. A page includes its parts, so one template serves the whole page, htmx, and a browser without scripts."""

from __future__ import annotations

import base64
import hmac
import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.foundation import language as words
from app.foundation.identifiers import keyed_digest
from app.web.csrf import FIELD, csrf_token
from app.web.static_files import static_url
from app.web.tongues import languages_at
from app.web.visits import cookie_of, drop_cookie, inner_path, keep_cookie, visitor_of

__all__ = ["environment", "offer", "redirect", "show", "wants_part"]

ROOMS = Path(__file__).resolve().parent.parent
THEME_COOKIE = "farola_theme"
NOTICE_COOKIE = "farola_said"
NOTICE_S = 60
THEMES = ("auto", "day", "night")
SPRITE = "icons/ui.svg"

_offers: dict[str, Any] = {}


def offer(**things: Any) -> None:
    """The socket for rooms that give every template a function or value of theirs."""
    _offers.update(things)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Jinja with every room's templates under the room's name, autoescape on, and unknown names as errors."""
    rooms = {folder.parent.name: FileSystemLoader(folder) for folder in sorted(ROOMS.glob("*/templates"))}
    made = Environment(
        loader=PrefixLoader(rooms),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(words._, words.ngettext_, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        static_url=static_url,
        icon=icon,
        name_of_language=words.name_of_language,
        direction_of=words.direction_of,
        format_date=words.format_date,
        format_time=words.format_time,
        format_number=words.format_number,
        format_percent=words.format_percent,
    )
    return made


def icon(name: str) -> Markup:
    """A drawing of the sprite, silent for screen readers: the words beside it carry the meaning."""
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>').format(
        static_url(SPRITE), name
    )


def wants_part(request: Request) -> bool:
    """Whether htmx asks for a piece of the page that it has, and not for a page."""
    headers = request.headers
    is_whole = headers.get("HX-Request-Type") == "full" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not is_whole


def show(request: Request, page: str, part: str | None = None, status: int = 200, **context: Any) -> HTMLResponse:
    """Render `page`, or only `part` of it when htmx asks, in the language of the moment.

    Raises jinja2.UndefinedError for a name that the template uses and nobody gave.
    """
    is_part = part is not None and wants_part(request)
    notice = None if is_part else _notice_of(request)
    template = environment().get_template(part if part is not None and is_part else page)
    body = template.render(_surroundings(request) | {"notice": notice} | context)
    answer = HTMLResponse(body, status_code=status, headers={"Vary": "HX-Request, Cookie, Accept-Language"})
    if notice:
        drop_cookie(answer, NOTICE_COOKIE)
    return answer


def redirect(request: Request, path: str, said: str | None = None) -> Response:
    """Go to `path` on this site (303), and say `said` there once. htmx is told by header to load the page anew."""
    target = inner_path(path)
    answer: Response
    if request.headers.get("HX-Request") == "true":
        answer = Response(headers={"HX-Redirect": target})
    else:
        answer = RedirectResponse(target, status_code=303)
    if said:
        keep_cookie(answer, NOTICE_COOKIE, _sealed(said), max_age_s=NOTICE_S)
    return answer


def _surroundings(request: Request) -> dict[str, Any]:
    """What every template can count on."""
    language = words.language_now()
    theme = cookie_of(request, THEME_COOKIE)

    def csrf() -> Markup:
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, csrf_token(request))

    def in_tongue(tag: str) -> str:
        kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
        # A browser reads "//name/..." as another site, also when it is only the path that somebody asked us for.
        return f"{inner_path(request.url.path)}?{urlencode([*kept, ('lang', tag)])}"

    return _offers | {
        "request": request,
        "viewer": visitor_of(request),
        "language": language,
        "direction": words.direction_of(language),
        "languages": languages_at(request),
        "theme": theme if theme in THEMES else "auto",
        "csrf": csrf,
        "csrf_token": _Late(request),
        "here_in": in_tongue,
        "path_here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
    }


class _Late:
    """A CSRF token that is made when a template writes it, so that pages without forms start no visit."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def __str__(self) -> str:
        return csrf_token(self.request)

    def __html__(self) -> str:
        return escape(str(self))


def _sealed(text: str) -> str:
    packed = base64.urlsafe_b64encode(json.dumps(text).encode()).decode()
    return f"{packed}.{keyed_digest('notice', packed)[:32]}"


def _notice_of(request: Request) -> str | None:
    """The one-time notice, if it is one that we sealed: nobody else may put words on our pages."""
    packed, _dot, seal = cookie_of(request, NOTICE_COOKIE).partition(".")
    if not packed or not hmac.compare_digest(keyed_digest("notice", packed)[:32].encode(), seal.encode()):
        return None
    return str(json.loads(base64.urlsafe_b64decode(packed)))
