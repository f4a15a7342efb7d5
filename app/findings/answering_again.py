"""What was set aside is answered again when the reason is gone: a walk reopened, a question set added, a stop, an update.

Nobody has to remember to: a server looks once a minute, by the same rules as intake and through the same door.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from app.findings import store
from app.findings.intake import accept_batch, judge_arrivals
from app.findings.parked import Parked
from app.findings.refusals import HOPEFUL
from app.findings.turns import writing_in_turn
from app.findings.wire import Receipt
from app.foundation import clock
from app.foundation.database import Session, reading
from app.foundation.language import in_language
from app.walks import Walker, sender_of

EVERY_S = 60.0  # a leader who reopened her walk sees them come while she still looks
AT_ONCE = 100

log = logging.getLogger(__name__)


def answer_again(session: Session, parked: Parked, walker: Walker) -> Receipt:
    """Try once more; when it can be kept it leaves the parking, else it stays with the reason of today."""
    with in_language(walker.language):
        receipt = accept_batch(session, walker, [parked.body], clock.now())[0]
    if receipt.state == "parked":
        store.retell_parked(session, parked.id, receipt.code or parked.code, receipt.sentence or parked.sentence)
    elif receipt.state != "older" or parked.code not in ("same-revision",):
        store.drop_parked_row(session, parked.id)
    return receipt


def answer_all_again() -> int:
    """Go through all that is set aside; returns how many have left the parking."""
    answered, after = 0, None
    while True:
        with reading() as session:
            page = store.parked_after(session, after, HOPEFUL, AT_ONCE)
            ready = [parked.id for parked in page if _may_be_kept(session, parked)]
        for parked_id in ready:
            answered += _answered(parked_id)
        if len(page) < AT_ONCE:
            return answered
        after = page[-1].id


@contextmanager
def working() -> Iterator[None]:
    """Look once a minute, in a thread of its own, for as long as the block lasts."""
    stopping = threading.Event()
    worker = threading.Thread(target=_work, args=(stopping,), name="answering again", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stopping.set()
        worker.join(EVERY_S)


def _work(stopping: threading.Event) -> None:
    while not stopping.wait(EVERY_S):
        try:
            if answered := answer_all_again():
                log.info("%s findings that were set aside are kept now", answered)
        except SQLAlchemyError as fault:
            log.warning("what is set aside could not be looked at: %s", type(fault).__name__)


def _may_be_kept(session: Session, parked: Parked) -> bool:
    """By today's rules, without writing anything."""
    judged = judge_arrivals(session, sender_of(session, parked.walker_id), [parked.body], clock.now())
    return judged[0].refusal is None


def _answered(parked_id: UUID) -> bool:
    with writing_in_turn() as session:
        parked = session.get(Parked, parked_id, with_for_update=True)
        if parked is None:  # another server was quicker, or she took it back
            return False
        return answer_again(session, parked, store.walker_of(session, parked.walker_id)).state != "parked"
