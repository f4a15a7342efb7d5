"""The desk's doors for phones without a network: the files that their walkers kept are taken in here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Request, UploadFile
from starlette.responses import Response

from app.findings.taking_in import TakenIn, take_in
from app.foundation.errors import FieldFault, Problem
from app.foundation.language import _
from app.people import SignedIn, Viewer
from app.web.bodies import allow_body
from app.web.show import show
from app.web.typed import FormDoor

router = APIRouter(route_class=FormDoor)

# Twelve phones with thirty photos of 300 kB and ten voice notes each, before the bus leaves.
allow_body("/copies", 200_000_000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: what was taken in, or why it could not be read."""

    name: str
    taken: TakenIn | None = None
    sentence: str = ""


@router.get("/copies")
def copies_page(request: Request, viewer: SignedIn) -> Response:
    """Where to choose the files."""
    viewer.require("walks.lead")
    return show(request, "findings/copies.html", outcomes=[], faults=())


@router.post("/copies")
def take_copies_in(
    request: Request, viewer: SignedIn, copies: Annotated[list[UploadFile] | None, File()] = None
) -> Response:
    """Take in each file by itself, so that one that cannot be read keeps no other out."""
    viewer.require("walks.lead")
    files = [file for file in copies or [] if file.filename]
    if not files:
        fault = FieldFault("copies", _("Choose a file first."))
        return show(request, "findings/copies.html", status=422, outcomes=[], faults=(fault,))
    return show(request, "findings/copies.html", outcomes=[_outcome(viewer, file) for file in files], faults=())


def _outcome(viewer: Viewer, file: UploadFile) -> Outcome:
    name = file.filename or ""
    try:
        return Outcome(name, take_in(viewer, file.file))
    except Problem as problem:
        return Outcome(name, sentence=problem.said())
