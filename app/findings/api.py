"""The phone's doors: findings, media, what is held of me, taking back. The contract is frozen; see `wire.py`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Path, Request
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.findings import cleaning, erasing, holding, uploading
from app.findings.admission import RETRY_AFTER_S, TooBusy, findings_gate, media_gate, remember
from app.findings.arrival import bodies_in
from app.findings.counting import count_receipts
from app.findings.delivering import keep_medium_together, keep_together
from app.findings.hands import FINDING_HANDS, MEDIA_HANDS
from app.findings.intake import judge_arrivals
from app.findings.quotas import check_media_quota
from app.findings.receiving import check_agreed, note_again
from app.findings.store_intake import HOUR, held_medium, sent_before
from app.findings.turns import writing_in_turn
from app.findings.wire import Held, Receipt, ReceiptNumber, Receipts, SentBatch, Withdrawn
from app.foundation import clock
from app.foundation.database import Session, reading
from app.foundation.errors import Problem
from app.foundation.language import N_
from app.foundation.vault import vault
from app.walks import Sender, TokenUnknown, sender_with_token, walker_with_receipt
from app.walks.doors_for_phones import Credentials, PhoneReader, PhoneWalker
from app.web.requests import Reading, Writing

router = APIRouter(prefix="/api/v1")
Sha256Path = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
FindingHeader = Annotated[UUID, Header(alias="Farola-Finding")]
OffsetHeader = Annotated[int, Header(alias="Upload-Offset", ge=0)]
LengthHeader = Annotated[int | None, Header(alias="Upload-Length", ge=0)]


class StorageFull(Problem):
    status = 507
    code = "storage-full"
    sentence = N_(
        "The server has no room left. Your phone keeps everything and will try again. Tell the leader of the walk."
    )


class BrokeOff(Problem):
    status = 400
    code = "broke-off"
    sentence = N_("The connection broke off. What arrived is kept, and your phone goes on from there.")


def _openapi_body(model: type) -> dict[str, Any]:
    """The doors read their bodies themselves, so that one malformed finding cannot fail a batch; this describes them."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}  # type: ignore[attr-defined]


@router.post("/findings", response_model=Receipts, openapi_extra=_openapi_body(SentBatch))
async def send_findings(request: Request, credentials: Credentials) -> Response:
    """Take a batch; the answer has one receipt for each finding, in order."""
    token = token_of(credentials)
    with findings_gate.passing(token), _said_plainly():
        # The whole body first, the transaction after: a slow phone must not hold the database's lock while it talks.
        return await FINDING_HANDS.do(_take_findings, token, await request.body())


def _take_findings(token: str, body: bytes) -> Response:
    with reading() as session:
        sender = _sender(session, token)
        arrivals = judge_arrivals(session, sender, bodies_in(body), clock.now())
    keep_together(sender, arrivals)
    return _answer([arrival.receipt() for arrival in arrivals])


@router.head("/media/{sha256}")
def look_for_medium(credentials: Credentials, sha256: Sha256Path) -> Response:
    """200 when the server has these bytes of this walker; `Upload-Offset` says how many bytes are durable."""
    with reading() as session:
        walker = sender_with_token(session, token_of(credentials))
        held = held_medium(session, walker.id, sha256)
    offset = held.size_bytes if held else uploading.durable_bytes(walker.id, sha256)
    return Response(status_code=200 if held else 404, headers={"Upload-Offset": str(offset)})


@router.put("/media/{sha256}", status_code=201, response_model=Receipts)
async def send_medium(
    request: Request, credentials: Credentials, sha256: Sha256Path, finding_id: FindingHeader
) -> Response:
    """Take a photo or recording whole."""
    token = token_of(credentials)
    with media_gate.passing(token), _said_plainly():
        kind = request.headers.get("content-type", "")
        walker, is_held = await MEDIA_HANDS.do(_admit, token, sha256, kind)
        if is_held:
            async for _piece in request.stream():
                pass  # a phone that is cut off while it sends would only send again
            return await MEDIA_HANDS.do(_note_again, walker, finding_id, sha256)
        upload = await uploading.receive_whole(walker.id, sha256, request.stream())
        return await MEDIA_HANDS.do(_finish, walker, finding_id, sha256, upload, kind)


@router.patch("/media/{sha256}", response_model=Receipts)
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
    with media_gate.passing(token), _said_plainly():
        kind = request.headers.get("content-type", "")
        walker, is_held = await MEDIA_HANDS.do(_admit, token, sha256, kind)
        if is_held:
            return await MEDIA_HANDS.do(_note_again, walker, finding_id, sha256)
        path, durable = await uploading.receive_rest(walker.id, sha256, offset, request.stream())
        if path is not None:
            return await MEDIA_HANDS.do(_settle, walker, finding_id, sha256, path, kind)
        if length is not None and durable >= length:
            uploading.forget_partial(walker.id, sha256)
            raise uploading.HashDiffers()
        return Response(status_code=204, headers={"Upload-Offset": str(durable)})


@router.get("/me", response_model=Held, response_model_exclude_none=True)
def what_is_held_of_me(session: Reading, walker: PhoneReader) -> Held:
    """What the server holds of this walker, and which photos could not be opened."""
    return holding.held_of(session, walker)


@router.delete("/findings/{finding_id}", response_model=Receipts)
def take_back(session: Writing, walker: PhoneWalker, finding_id: UUID) -> Response:
    """Erase one finding of this walker."""
    return _answer([erasing.withdraw_finding(session, walker, finding_id)])


@router.post("/withdraw", response_model=Withdrawn)
def take_everything_back(session: Writing, number: ReceiptNumber) -> Response:
    """Erase everything of the walker with this receipt number; from any device."""
    return _answer(erasing.withdraw_walker(session, walker_with_receipt(session, number.receipt)))


def token_of(credentials: Credentials) -> str:
    """The bearer token. Raises TokenUnknown (401) when there is none."""
    if credentials is None:
        raise TokenUnknown()
    return credentials.credentials


def _sender(session: Session, token: str) -> Sender:
    sender = sender_with_token(session, token)
    remember(token, sender.walk_id)
    return sender


def _admit(token: str, sha256: str, content_type: str) -> tuple[Sender, bool]:
    """Who sends, and whether we have it, before a byte is read."""
    with reading() as session:
        walker = _sender(session, token)
        check_agreed(walker, content_type)
        sent = sent_before(session, walker.id, sha256, clock.now() - HOUR)
    if not sent.is_held:
        check_media_quota(sent)
    return walker, sent.is_held


def _note_again(walker: Sender, finding_id: UUID, sha256: str) -> Response:
    with writing_in_turn() as session:
        receipt = note_again(session, walker, finding_id, sha256)
    if receipt is None:
        raise TooBusy(retry_after_s=RETRY_AFTER_S)  # forgotten since we looked: send it again
    return _answer([receipt])


def _finish(walker: Sender, finding_id: UUID, sha256: str, upload: uploading.Upload, content_type: str) -> Response:
    return _settle(walker, finding_id, sha256, upload.finish(sha256), content_type)


def _settle(walker: Sender, finding_id: UUID, sha256: str, path: FilePath, content_type: str) -> Response:
    size_bytes = path.stat().st_size
    with uploading.kept_for_later(walker.id, sha256, path):
        vault().put_file(path, sha256)
    receipt = keep_medium_together(walker, finding_id, sha256, size_bytes, content_type)
    uploading.forget_partial(walker.id, sha256)
    cleaning.call()
    return _answer([receipt], status=201 if receipt.state == "kept" else 200)


def _answer(receipts: list[Receipt], status: int = 200) -> Response:
    count_receipts(receipts)
    said = {"receipts": [receipt.worded() for receipt in receipts], "server_time": clock.now().isoformat()}
    return Response(orjson.dumps(said), status_code=status, media_type="application/json")


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Raises StorageFull (507) in place of what disk and database say when no room is left, BrokeOff when the phone is gone."""
    try:
        yield
    except ClientDisconnect as fault:
        raise BrokeOff() from fault
    except OSError as fault:
        if fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise StorageFull() from fault
        raise
    except OperationalError as fault:
        if "full" in str(fault.orig).lower() or "no space" in str(fault.orig).lower():
            raise StorageFull() from fault
        raise
