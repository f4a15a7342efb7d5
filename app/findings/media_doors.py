"""The phone's doors for photos and recordings: is it here, take it whole, go on with it. The contract is frozen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Path, Request
from starlette.responses import Response

from app.findings import cleaning, uploading
from app.findings.admission import RETRY_AFTER_S, TooBusy, media_gate
from app.findings.delivering import keep_medium_together
from app.findings.doors_for_phones import answer_with, let_in, sender_at_door, token_of
from app.findings.hands import MEDIA_HANDS
from app.findings.leaving import traces_in
from app.findings.putting import putting
from app.findings.quotas import check_media_quota
from app.findings.receiving import Traces, check_agreed, note_again
from app.findings.room import check_room_for_media
from app.findings.store_intake import HOUR, held_medium, sent_before, standing_of
from app.findings.wire import Receipts
from app.foundation import clock
from app.foundation.database import reading, writing
from app.foundation.vault import vault
from app.walks import Sender, sender_with_token
from app.walks.doors_for_phones import Credentials

router = APIRouter(prefix="/api/v1/media")
Sha256Path = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
FindingHeader = Annotated[UUID, Header(alias="Farola-Finding")]
OffsetHeader = Annotated[int, Header(alias="Upload-Offset", ge=0)]
LengthHeader = Annotated[int | None, Header(alias="Upload-Length", ge=0)]


@router.head("/{sha256}")
def look_for_medium(credentials: Credentials, sha256: Sha256Path) -> Response:
    """200 when the server has these bytes of this walker; `Upload-Offset` says how many bytes are durable."""
    with reading() as session:
        walker = sender_with_token(session, token_of(credentials))
        held = held_medium(session, walker.id, sha256)
    offset = held.size_bytes if held else uploading.durable_bytes(walker.id, sha256)
    return Response(status_code=200 if held else 404, headers={"Upload-Offset": str(offset)})


@router.put("/{sha256}", status_code=201, response_model=Receipts)
async def send_medium(
    request: Request, credentials: Credentials, sha256: Sha256Path, finding_id: FindingHeader
) -> Response:
    """Take a photo or recording whole."""
    token = token_of(credentials)
    async with let_in(media_gate, MEDIA_HANDS, token):
        coming = await MEDIA_HANDS.do(_admit, token, finding_id, sha256, request.headers.get("content-type", ""))
        if coming.is_held:
            async for _piece in request.stream():
                pass  # a phone that is cut off while it sends would only send again
            return await MEDIA_HANDS.do(_note_again, coming)
        async with _nothing_left_of_what_was_taken_back(coming):
            upload = await uploading.receive_whole(coming.walker.id, sha256, request.stream())
            return await MEDIA_HANDS.do(_finish, coming, upload)


@router.patch("/{sha256}", response_model=Receipts)
async def send_rest_of_medium(
    request: Request,
    credentials: Credentials,
    sha256: Sha256Path,
    finding_id: FindingHeader,
    offset: OffsetHeader,
    length: LengthHeader = None,
) -> Response:
    """Go on with an upload that broke off. 204 with the new `Upload-Offset` while more is to come.

    With `Upload-Length`, or when a whole file turns out damaged, the phone learns `hash-differs` and begins anew.
    """
    token = token_of(credentials)
    async with let_in(media_gate, MEDIA_HANDS, token):
        coming = await MEDIA_HANDS.do(_admit, token, finding_id, sha256, request.headers.get("content-type", ""))
        if coming.is_held:
            return await MEDIA_HANDS.do(_note_again, coming)
        async with _nothing_left_of_what_was_taken_back(coming):
            path, durable = await uploading.receive_rest(coming.walker.id, sha256, offset, request.stream())
            if path is not None:
                return await MEDIA_HANDS.do(_settle, coming, path)
        if length is not None and durable >= length:
            uploading.forget_partial(coming.walker.id, sha256)
            raise uploading.HashDiffers()
        return Response(status_code=204, headers={"Upload-Offset": str(durable)})


@dataclass(frozen=True, slots=True)
class Coming:
    """A file whose phone was let in, before a byte of it is read; `before` is what was known then of its removal."""

    walker: Sender
    finding_id: UUID
    sha256: str
    content_type: str
    is_held: bool  # whether we have it already
    before: Traces


def _admit(token: str, finding_id: UUID, sha256: str, content_type: str) -> Coming:
    with reading() as session:
        walker = sender_at_door(session, token)
        check_agreed(walker, content_type)
        sent = sent_before(session, walker.id, sha256, clock.now() - HOUR)
        # Long before the file is put, which is as good as just before: a removal in between only makes her send it again.
        before = traces_in(session, [sha256])
    if not sent.is_held:
        check_room_for_media()
    check_media_quota(sent, uploading.broken_off(walker.id, sha256))
    return Coming(walker, finding_id, sha256, content_type, sent.is_held, before)


def _note_again(coming: Coming) -> Response:
    with writing() as session:
        receipt = note_again(session, coming.walker, coming.finding_id, coming.sha256)
    if receipt is None:
        raise TooBusy(retry_after_s=RETRY_AFTER_S)  # forgotten since we looked: send it again
    uploading.forget_partial(coming.walker.id, coming.sha256)  # of a tab that broke off while another sent it whole
    return answer_with([receipt])


def _finish(coming: Coming, upload: uploading.Upload) -> Response:
    return _settle(coming, upload.finish(coming.sha256))


def _settle(coming: Coming, path: FilePath) -> Response:
    walker, sha256 = coming.walker, coming.sha256
    with uploading.kept_for_later(walker.id, sha256, path), putting([sha256]):
        with uploading.told_to_come_again(path):
            size_bytes = path.stat().st_size
            vault().put_file(path, sha256)
        receipt = keep_medium_together(
            walker, coming.finding_id, sha256, size_bytes, coming.content_type, coming.before
        )
    uploading.forget_partial(walker.id, sha256)
    cleaning.call()
    return answer_with([receipt], status=201 if receipt.state == "kept" else 200)


@asynccontextmanager
async def _nothing_left_of_what_was_taken_back(coming: Coming) -> AsyncIterator[None]:
    """While a photo arrives, she may take it back. If it then breaks off, it must not wait for a rest that never comes."""
    try:
        yield
    finally:
        if uploading.durable_bytes(coming.walker.id, coming.sha256):
            await MEDIA_HANDS.do(_forget_if_taken_back, coming)


def _forget_if_taken_back(coming: Coming) -> None:
    with reading() as session:
        is_gone = "gone" in standing_of(session, coming.walker.id, coming.finding_id, coming.sha256)
    if is_gone:
        uploading.forget_partial(coming.walker.id, coming.sha256)
