"""Doors of the codebook: open to everybody, because a definition that cannot be read cannot be shared."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.foundation.language import direction_of, language_now
from app.instruments import about, instrument_named, instruments, languages_of, packed, words_sha256
from app.instruments.codebook import codebook
from app.instruments.consent import consent_hash, consent_languages, consent_pages, consent_scopes
from app.web.show import show

router = APIRouter()


@router.get("/instruments")
def list_of_instruments(request: Request, lang: str = "") -> Response:
    """Every instrument, and what a walker is told before she agrees."""
    spoken = _nearest(lang, consent_languages())
    shelf = [(one, about(one.code, _nearest(lang, languages_of(one.code)))) for one in instruments()]
    return show(
        request,
        "instruments/instruments.html",
        shelf=shelf,
        pages=consent_pages(spoken),
        scopes=consent_scopes(spoken),
        consent_sha256=consent_hash(spoken),
        **_tongue(spoken),
    )


@router.get("/instruments/{code}")
def instrument_page(request: Request, code: str, lang: str = "") -> Response:
    """The codebook of one instrument in one language."""
    instrument = instrument_named(code)
    spoken = _nearest(lang, languages_of(code))
    return show(
        request,
        "instruments/codebook.html",
        instrument=instrument,
        told=about(code, spoken),
        sections=codebook(instrument, spoken),
        offered=languages_of(code),
        words_sha256=words_sha256(instrument, spoken),
        **_tongue(spoken),
    )


@router.get("/instruments/{code}/codebook.json")
def codebook_for_machines(code: str) -> dict[str, Any]:
    """The same for programs, in every language, in the shape that phones get."""
    return packed(instrument_named(code), languages_of(code))


def _nearest(wanted: str, offered: list[str]) -> str:
    """The language asked for, else the reader's own, else the first offered."""
    return next((tag for tag in (wanted, language_now()) if tag in offered), offered[0] if offered else language_now())


def _tongue(spoken: str) -> dict[str, Any]:
    return {"spoken": spoken, "spoken_direction": direction_of(spoken)}
