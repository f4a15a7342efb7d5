"""Doors to the files: clean photos under names and types of our own, recordings for moderators only."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.findings.medium import PHOTO, VOICE, Medium
from app.findings.seeing import medium_seen_by
from app.foundation.database import Session, writing
from app.foundation.errors import NotFound
from app.foundation.language import N_
from app.people import MaybeSignedIn, SignedIn, Viewer, note_read
from app.web.requests import Reading
from app.web.vault_files import vault_file

router = APIRouter(include_in_schema=False)
# Never the type or the name that came with the upload, and never kept by a shared computer's cache.
SAFE = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
ENDINGS = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "m4a", "audio/mpeg": "mp3"}


@router.get("/photos/{medium_id}/{size}.jpg")
def photo(
    request: Request, viewer: MaybeSignedIn, session: Reading, medium_id: UUID, size: Literal["large", "small"]
) -> Response:
    """A clean photo. Looking at a large one is written down; small ones come with pages that are."""
    medium, _finding = medium_seen_by(session, viewer, medium_id)
    sha256 = medium.large_sha256 if size == "large" else medium.small_sha256
    if medium.kind != PHOTO or sha256 is None:
        raise NotFound()
    headers = SAFE | {"Content-Disposition": f'inline; filename="photo-{medium.id}.jpg"'}
    answer = vault_file(request, sha256, "image/jpeg", headers)
    if viewer and size == "large":
        with writing() as notes:
            note_read(notes, viewer, N_("photo"), str(medium.id))
    return answer


@router.get("/voices/{medium_id}")
def voice(request: Request, viewer: SignedIn, session: Reading, medium_id: UUID) -> Response:
    """A recording, for those who read findings. Voices tell who speaks, so they never leave this room."""
    medium = _recording(session, viewer, medium_id)
    if medium.sound not in ENDINGS:
        raise NotFound()
    return _heard(request, viewer, medium, medium.bare_sha256 or medium.sha256, medium.sound)


@router.get("/voices/{medium_id}/copy.mp3")
def voice_copy(request: Request, viewer: SignedIn, session: Reading, medium_id: UUID) -> Response:
    """The same for a player that does not know what the phone recorded."""
    medium = _recording(session, viewer, medium_id)
    if medium.listening_sha256 is None:
        raise NotFound()
    return _heard(request, viewer, medium, medium.listening_sha256, "audio/mpeg")


def _recording(session: Session, viewer: Viewer, medium_id: UUID) -> Medium:
    viewer.require("findings.read")
    medium, _finding = medium_seen_by(session, viewer, medium_id)
    if medium.kind != VOICE:
        raise NotFound()
    return medium


def _heard(request: Request, viewer: Viewer, medium: Medium, sha256: str, sound: str) -> Response:
    headers = SAFE | {"Content-Disposition": f'attachment; filename="voice-{medium.id}.{ENDINGS[sound]}"'}
    answer = vault_file(request, sha256, sound, headers)
    with writing() as notes:
        note_read(notes, viewer, N_("recording"), str(medium.id))
    return answer
