"""The desk's doors: which languages speak already, and recording one line after the other."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from starlette.responses import Response

from app.foundation.database import Session
from app.foundation.errors import BadInput, NotFound
from app.foundation.language import _, direction_of, language_now, name_of_language
from app.instruments import Instrument, about, consent_languages, instrument_named, instruments
from app.people import SignedIn, Viewer
from app.prompts.recording import MOST_BYTES, record, silence, spoken_lines
from app.prompts.script import first_lines, further_lines
from app.web.bodies import allow_body
from app.web.requests import Reading, Writing
from app.web.show import redirect, show, wants_part
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor, include_in_schema=False)
allow_body("/prompts/", MOST_BYTES + 20_000)  # one recording and the form around it


@router.get("/prompts")
def choose(request: Request, viewer: SignedIn, session: Reading) -> Response:
    """Every question set in every language, and how much of it can be heard."""
    viewer.require("walks.lead")
    shelf = [(one, about(one.code, language_now()), _progress(session, viewer, one)) for one in instruments()]
    return show(request, "prompts/choose.html", shelf=shelf)


@router.get("/prompts/{instrument_code}/{language}")
def lines(request: Request, viewer: SignedIn, session: Reading, instrument_code: str, language: str) -> Response:
    """The script, line by line."""
    viewer.require("walks.lead")
    return _shown(request, viewer, session, instrument_named(instrument_code), language)


@router.post("/prompts/{instrument_code}/{language}")
def keep(
    request: Request,
    viewer: SignedIn,
    session: Writing,
    instrument_code: str,
    language: str,
    code: Annotated[str, Form()],
    do: Annotated[str, Form()] = "record",
    sound: UploadFile | None = None,
) -> Response:
    """Keep or forget the recording of one line."""
    viewer.require("walks.lead")
    instrument = instrument_named(instrument_code)
    try:
        if do == "silence":
            silence(session, viewer, language, code)
        else:
            content = sound.file.read(MOST_BYTES + 1) if sound else b""
            record(session, viewer, instrument, language, code, content)
    except BadInput as problem:
        return _shown(request, viewer, session, instrument, language, status=422, wrong=code, faults=problem.errors)
    if wants_part(request):
        session.flush()
        return _shown(request, viewer, session, instrument, language)
    return redirect(request, f"/prompts/{instrument_code}/{language}#{code}")


def _shown(
    request: Request,
    viewer: Viewer,
    session: Session,
    instrument: Instrument,
    language: str,
    status: int = 200,
    **more: Any,
) -> Response:
    if language not in consent_languages():
        raise NotFound()
    context = {"wrong": "", "faults": ()} | more
    return show(
        request,
        "prompts/script.html",
        part="prompts/_script.html",
        status=status,
        instrument=instrument,
        told=about(instrument.code, language_now()),
        spoken=language,
        spoken_name=name_of_language(language),
        spoken_direction=direction_of(language),
        parts=[
            (title, spoken_lines(session, viewer, language, lines))
            for title, lines in (
                (_("First: what every walker meets"), first_lines(instrument, language)),
                (_("Later: what is asked of those who have time"), further_lines(instrument, language)),
            )
        ],
        **context,
    )


def _progress(session: Session, viewer: Viewer, instrument: Instrument) -> list[tuple[str, int, int]]:
    """(language, lines that can be heard, lines in all) of what every walker meets."""
    progress = []
    for language in consent_languages():
        spoken = spoken_lines(session, viewer, language, first_lines(instrument, language))
        progress.append((language, sum(one.sha256 is not None for one in spoken), len(spoken)))
    return progress
