"""How the phone's doors let a phone in, tell it plainly what went wrong, and answer with receipts."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import orjson
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from app.findings.admission import Turnstile, is_known, remember
from app.findings.counting import count_receipts
from app.findings.hands import Hands
from app.findings.room import StorageFull
from app.findings.wire import Receipt
from app.foundation import clock
from app.foundation.database import Session, reading
from app.foundation.errors import Problem
from app.foundation.language import N_
from app.walks import Sender, TokenUnknown, sender_with_token
from app.walks.doors_for_phones import Credentials


class BrokeOff(Problem):
    status = 400
    code = "broke-off"
    sentence = N_("The connection broke off. What arrived is kept, and your phone goes on from there.")


def token_of(credentials: Credentials) -> str:
    """The bearer token. Raises TokenUnknown (401) when there is none."""
    if credentials is None:
        raise TokenUnknown()
    return credentials.credentials


@asynccontextmanager
async def let_in(gate: Turnstile, hands: Hands, token: str) -> AsyncIterator[None]:
    """A place inside for as long as the phone talks. Raises TooBusy (503), TokenUnknown (401), StorageFull, BrokeOff.

    A phone that was never here is looked up before a byte of its body is awaited: bodies may drip for minutes, and strangers
    who hold the places of all that are new would keep every phone out after a restart. Then it passes as one of its walk.
    """
    with _said_plainly():
        if not is_known(token):
            async with gate.passing(token):
                await hands.do(_introduce, token)
        async with gate.passing(token):
            yield


def sender_at_door(session: Session, token: str) -> Sender:
    """Who sends, remembered as one of her walk. Raises TokenUnknown (401)."""
    sender = sender_with_token(session, token)
    remember(token, sender.walk_id)
    return sender


def answer_with(receipts: list[Receipt], status: int = 200) -> Response:
    """The receipts, in order, and the server's time."""
    count_receipts(receipts)
    said = {"receipts": [receipt.worded() for receipt in receipts], "server_time": clock.now().isoformat()}
    return Response(orjson.dumps(said), status_code=status, media_type="application/json")


def _introduce(token: str) -> None:
    with reading() as session:
        sender_at_door(session, token)


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
