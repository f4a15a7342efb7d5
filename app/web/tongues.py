"""Which language a request is answered in: asked for in the address, remembered, the account's, or the browser's."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import HTTPConnection

from app.foundation.language import LANGUAGES, SOURCE_LANGUAGE, WALKER_LANGUAGES, known_language
from app.web.visits import cookie_of, visitor_of

LANGUAGE_COOKIE = "farola_language"
WALKERS_DOORS = (
    "/api/",
    "/w/",
    "/withdraw",
    "/paper",
)  # what is not a walker's is spoken only in the languages of the desk
LONGEST_HEADER = 200  # characters of Accept-Language that are looked at; browsers send less than 100


def language_of(connection: HTTPConnection) -> str:
    """The first that names a language of ours: `?lang=`, cookie, account, Accept-Language; else English."""
    asked = asked_language(connection)
    if asked:
        return asked
    spoken = languages_at(connection)
    remembered = cookie_of(connection, LANGUAGE_COOKIE)
    if remembered in spoken:
        return remembered
    visitor = visitor_of(connection)
    if visitor:
        return known_language(visitor.language)
    return preferred(connection.headers.get("accept-language", ""), spoken)


def languages_at(connection: HTTPConnection) -> Sequence[str]:
    """The languages in which this address can answer."""
    return WALKER_LANGUAGES if connection.scope["path"].startswith(WALKERS_DOORS) else LANGUAGES


def asked_language(connection: HTTPConnection) -> str | None:
    """The language in `?lang=`, when it is one of ours."""
    asked = connection.query_params.get("lang")
    return asked if asked in languages_at(connection) else None


def preferred(header: str, among: Sequence[str] = LANGUAGES) -> str:
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
        if liking > 0 and primary in among:
            return primary
    return SOURCE_LANGUAGE
