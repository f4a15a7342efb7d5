"""The phone's doors: findings, what is held of me, taking back. The contract is frozen; see `wire.py`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.findings import erasing, holding, media_doors
from app.findings.admission import findings_gate
from app.findings.arrival import bodies_in
from app.findings.delivering import keep_together
from app.findings.doors_for_phones import answer_with, let_in, sender_at_door, token_of
from app.findings.hands import FINDING_HANDS
from app.findings.intake import judge_arrivals
from app.findings.quotas import check_take_back_quota
from app.findings.wire import Held, ReceiptNumber, Receipts, SentBatch, Withdrawn
from app.foundation import clock
from app.foundation.database import reading
from app.walks import walker_with_receipt
from app.walks.doors_for_phones import Credentials, PhoneReader, PhoneWalker
from app.web.requests import Reading, Writing

router = APIRouter()  # log and metrics name a door by the pattern of its own router, so each says its whole path
router.include_router(media_doors.router)


def _openapi_body(model: type) -> dict[str, Any]:
    """The doors read their bodies themselves, so that one malformed finding cannot fail a batch; this describes them."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}  # type: ignore[attr-defined]


@router.post("/api/v1/findings", response_model=Receipts, openapi_extra=_openapi_body(SentBatch))
async def send_findings(request: Request, credentials: Credentials) -> Response:
    """Take a batch; the answer has one receipt for each finding, in order."""
    token = token_of(credentials)
    async with let_in(findings_gate, FINDING_HANDS, token):
        # The whole body first, the transaction after: a slow phone must not hold the database's lock while it talks.
        return await FINDING_HANDS.do(_take_findings, token, await request.body())


def _take_findings(token: str, body: bytes) -> Response:
    with reading() as session:
        sender = sender_at_door(session, token)
        arrivals = judge_arrivals(session, sender, bodies_in(body), clock.now())
    keep_together(sender, arrivals)
    return answer_with([arrival.receipt() for arrival in arrivals])


@router.get("/api/v1/me", response_model=Held, response_model_exclude_none=True)
def what_is_held_of_me(session: Reading, walker: PhoneReader) -> Held:
    """What the server holds of this walker, and which photos could not be opened."""
    return holding.held_of(session, walker)


@router.delete("/api/v1/findings/{finding_id}", response_model=Receipts)
def take_back(session: Writing, walker: PhoneWalker, finding_id: UUID) -> Response:
    """Erase one finding of this walker."""
    check_take_back_quota(session, walker, finding_id)
    return answer_with([erasing.withdraw_finding(session, walker, finding_id)])


# A token is welcome and never needed.
@router.post("/api/v1/withdraw", response_model=Withdrawn, openapi_extra={"security": [{}]})
def take_everything_back(session: Writing, credentials: Credentials, number: ReceiptNumber) -> Response:
    """Erase everything of the walker with this receipt number; from any device.

    With her phone's token it works also while somebody else guesses numbers and all others are asked to wait.
    """
    token = credentials.credentials if credentials else None
    return answer_with(erasing.withdraw_walker(session, walker_with_receipt(session, number.receipt, token)))
