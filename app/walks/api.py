"""The phone's doors to a walk: take the pack, join, say what is still unsent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from starlette.responses import JSONResponse

from app.foundation import clock
from app.foundation.database import writing
from app.foundation.errors import BadInput, FieldFault
from app.foundation.language import N_, _
from app.walks.doors_for_phones import Credentials, PhoneWalker
from app.walks.joining import Consent, check_joinable, join_walk, walk_to_join, walk_with_code
from app.walks.pack import etag_of, pack_of
from app.walks.status import note_pulse
from app.walks.wire import JoinAnswer, JoinAsked, Pack, PackAsked, ProblemAnswer, PulseSent
from app.web.requests import Reading, Writing

router = APIRouter(prefix="/api/v1", tags=["walks"])

MUST_TAKE_PART = N_("Nothing can be kept unless you agree to take part. You can still look at everything.")


def _problems(codes: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's note of the failures that a door may answer with: status and codes."""
    return {
        status: {"model": ProblemAnswer, "description": told} for status, told in (codes | {422: "bad-input"}).items()
    }


CANNOT_JOIN = {
    404: "code-unknown",
    409: "joining-is-closed, walk-not-ready, walker-of-another-walk",
    410: "walk-is-over",
    429: "too-many-tries (with Retry-After)",
}
FULL = {429: "too-many-tries, walk-is-full (with Retry-After)"}


@router.post("/pack", response_model=Pack, responses=_problems(CANNOT_JOIN) | {304: {"description": "As you have it."}})
def give_pack(asked: PackAsked, session: Reading, if_none_match: Annotated[str, Header()] = "") -> Response:
    """What a phone takes along, with an ETag; send it back in If-None-Match and get 304 while nothing changed."""
    walk = walk_with_code(session, asked.code)
    check_joinable(session, walk)
    pack = pack_of(session, walk, asked.languages)
    # A compressing proxy marks the tag as weak on its way; the content is still what the phone has.
    tag = etag_of(pack)
    headers = {"ETag": tag, "Cache-Control": "no-store"}
    if tag in [each.strip().removeprefix("W/") for each in if_none_match.split(",")]:
        return Response(status_code=304, headers=headers)
    return JSONResponse(pack, headers=headers)


# A token is welcome and never needed.
@router.post("/join", status_code=201, responses=_problems(CANNOT_JOIN | FULL), openapi_extra={"security": [{}]})
def join(asked: JoinAsked, response: Response, credentials: Credentials) -> JoinAnswer:
    """Walk along. The same walker again gets the same token and receipt.

    With her phone's token she may tell anew what she allows also when the code is worth nothing any more.
    """
    if "take-part" not in asked.consent.scopes:
        raise BadInput(errors=(FieldFault("/consent/scopes", _(MUST_TAKE_PART)),))
    consent = Consent(asked.consent.text_sha256, tuple(asked.consent.scopes))
    # Whole in one thread, unlike other doors: while hundreds send, each change of threads waits, and everybody for this turn.
    with writing() as session:
        walk = walk_to_join(session, asked.code, asked.walker, credentials.credentials if credentials else "")
        joined = join_walk(session, walk, asked.walker, asked.language, consent, asked.clock)
    response.headers["Cache-Control"] = "no-store"
    return JoinAnswer(token=joined.token, receipt=joined.receipt, server_time=clock.now())


@router.post("/pulse", status_code=204, responses=_problems({401: "token-unknown"}))
def pulse(sent: PulseSent, walker: PhoneWalker, session: Writing) -> None:
    """Say what this phone still holds, so that nobody leaves with findings that only one phone knows."""
    note_pulse(walker, sent.unsent.findings, sent.unsent.media, clock.now())
    session.add(walker)
