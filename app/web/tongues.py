"""Which language a request is answered in: asked for in the address, remembered, the account's, or the browser's."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from app.foundation.language import LANGUAGES, SOURCE_LANGUAGE, known_language
from app.web.visits import cookie_of, visitor_of

LANGUAGE_COOKIE = "farola_language"
LONGEST_HEADER = 200  # characters of Accept-Language that are looked at; browsers send less than 100


def language_of(connection: HTTPConnection) -> str:
    """The first that names a language of ours: `?lang=`, cookie, account, Accept-Language; else English."""
    asked = asked_language(connection)
    if asked:
        return asked
    remembered = cookie_of(connection, LANGUAGE_COOKIE)
    if remembered in LANGUAGES:
        return remembered
    visitor = visitor_of(connection)
    return known_language(visitor.language) if visitor else preferred(connection.headers.get("accept-language", ""))


def asked_language(connection: HTTPConnection) -> str | None:
    """The language in `?lang=`, when it is one of ours."""
    asked = connection.query_params.get("lang")
    return asked if asked in LANGUAGES else None


def preferred(header: str) -> str:
    """The language of ours that an Accept-Language header (RFC 9110, 12.5.4) likes best."""
    wishes: list[tuple[float, str]] = []
    for wish in header[:LONGEST_HEADER].split(","):
        tag, _semicolon, quality = wish.strip().partition(";q=")
        try:
            wishes.append((float(quality or 1), tag))
        except ValueError:
            continue
    for liking, wanted in sorted(wishes, key=lambda each: -each[0]):
        primary = wanted.lower().split("-")[0]
        if liking > 0 and primary in LANGUAGES:
            return primary
    return SOURCE_LANGUAGE
