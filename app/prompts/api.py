"""The phone's door to what is spoken: fetched at leisure, by hash, kept for good."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from app.prompts.recording import prompt_with_hash
from app.web.requests import Reading

router = APIRouter(prefix="/api/v1")
FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


SOUND = {"description": "A recording.", "content": {"audio/webm": {}, "audio/ogg": {}, "audio/mp4": {}}}


@router.get("/prompts/{sha256}", response_class=Response, responses={200: SOUND})
def listen(session: Reading, sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]) -> Response:
    """The bytes of one of the pack's sounds. No token: she hears what she agrees to before she has one."""
    prompt = prompt_with_hash(session, sha256)
    return Response(prompt.content, media_type=prompt.media_type, headers=FOR_GOOD)
