"""What was set aside is answered again when the reason is gone: a walk reopened, a question set added, a stop, an update.

Nobody has to remember to: a server looks once a minute, by the same rules as intake and through the same door. What only
other rules could let in waits for those: they come with an update, and a server starts after one.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from app.findings import store, store_parked
from app.findings.intake import judge_arrivals, keep_arrivals
from app.findings.parked import Parked
from app.findings.refusals import HOPEFUL, PASSING, TWIN
from app.findings.wire import Receipt
from app.foundation import clock
from app.foundation.database import Session, reading, writing
from app.walks import Walker, sender_of

EVERY_S = 60.0  # a leader who reopened her walk sees them come while she still looks
AT_ONCE = 100

log = logging.getLogger(__name__)


def answer_again(session: Session, parked: Parked, walker: Walker) -> Receipt:
    """Try once more; when it can be kept it leaves the parking, else it stays with the reason of today."""
    [arrival] = judge_arrivals(session, sender_of(session, walker.id), [parked.body], clock.now())
    arrival.sha256 = parked.content_sha256  # as it was sent, so that sending it again changes nothing
    keep_arrivals(session, [arrival])
    if arrival.state == "parked" and (why := arrival.why):
        store_parked.retell_parked(session, parked.id, why.code, why.detail)
    elif arrival.state == "older" and (arrival.twin_of or parked.code == TWIN):
        store_parked.retell_parked(session, parked.id, TWIN, [])
    else:
        store_parked.drop_parked_row(session, parked.id)
    return arrival.receipt()


def answer_all_again(codes: Collection[str] = HOPEFUL) -> int:
    """Go through all that is set aside for one of these reasons; returns how many have left the parking.

    One at a time: each is up to a megabyte, and what fails with one says nothing about the next.
    """
    answered, after = 0, None
    while page := _page(after, codes):
        answered += sum(_tried(parked_id) for parked_id in page)
        after = page[-1]
    return answered


def _page(after: UUID | None, codes: Collection[str]) -> list[UUID]:
    with reading() as session:
        return store_parked.parked_after(session, after, codes, AT_ONCE)


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
    codes: Collection[str] = HOPEFUL
    while not stopping.wait(EVERY_S):
        try:
            if answered := answer_all_again(codes):
                log.info("%s findings that were set aside are kept now", answered)
            codes = PASSING
        except SQLAlchemyError as fault:
            log.warning("what is set aside could not be looked at: %s", type(fault).__name__)
        except Exception:  # a thread that dies silently would leave all that is set aside waiting
            log.exception("looking at what is set aside failed and goes on")


def _tried(parked_id: UUID) -> bool:
    try:
        return _may_be_kept(parked_id) and _answered(parked_id)
    except OperationalError:
        raise  # the database itself gives way: the next one would fare no better
    except Exception:
        log.exception("something that is set aside could not be answered again")
        return False


def _may_be_kept(parked_id: UUID) -> bool:
    """By today's rules, without writing anything."""
    with reading() as session:
        parked = session.get(Parked, parked_id)
        if parked is None:
            return False
        judged = judge_arrivals(session, sender_of(session, parked.walker_id), [parked.body], clock.now())
        return judged[0].refusal is None


def _answered(parked_id: UUID) -> bool:
    with writing() as session:
        parked = session.get(Parked, parked_id)
        if parked is None:  # she took it back
            return False
        # The walker first, as everywhere: her phone holds her row when it wants this one.
        store.lock_walker(session, parked.walker_id)
        parked = session.get(Parked, parked_id, with_for_update=True, populate_existing=True)
        if parked is None:  # her phone or another server was quicker
            return False
        return answer_again(session, parked, store.walker_of(session, parked.walker_id)).state != "parked"
