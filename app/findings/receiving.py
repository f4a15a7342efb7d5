"""A photo or recording is kept: on disk and in the database, for every finding that awaits it, before anyone is told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from uuid import UUID

from app.findings import store, store_intake
from app.findings.admission import RETRY_AFTER_S, TooBusy
from app.findings.leaving import are_still_here, forget_files_after, traces_in
from app.findings.listing import new_medium
from app.findings.medium import PHOTO, RECEIVED, VOICE, Medium
from app.findings.proving import proof_of
from app.findings.quotas import check_media_quota
from app.findings.store_leaving import Trace
from app.findings.uploading import LARGEST_BYTES, FileTooLarge, HashDiffers, broken_off
from app.findings.wire import Receipt, ReceiptState
from app.foundation import clock
from app.foundation.database import Session
from app.foundation.errors import Problem
from app.foundation.language import N_
from app.foundation.vault import vault
from app.walks import Sender, Walker

Traces = Mapping[str, Trace]


class NotAgreed(Problem):
    status = 403
    code = "not-agreed"
    sentence = N_(
        "You did not agree to send this kind of thing, so it was not taken. You can change that on your phone."
    )


def kind_of(content_type: str) -> str:
    """What the phone says it sends; what it is, the cleaning finds out."""
    return VOICE if content_type.partition(";")[0].strip().lower().startswith("audio/") else PHOTO


def check_agreed(walker: Walker | Sender, content_type: str) -> None:
    """Raises NotAgreed when she did not agree to photos, or to recordings."""
    if kind_of(content_type) not in walker.scopes:
        raise NotAgreed()


def accept_medium(
    session: Session, walker: Walker, finding_id: UUID, sha256: str, content: bytes | Iterable[bytes], content_type: str
) -> Receipt:
    """Keep a medium whose bytes are at hand. Raises HashDiffers, FileTooLarge, NotAgreed, TooMany.

    True once the session's transaction is committed, as with findings.
    """
    check_agreed(walker, content_type)
    sent = store_intake.sent_before(session, walker.id, sha256, clock.now() - store_intake.HOUR)
    check_media_quota(sent, broken_off(walker.id, sha256))
    whole = content if isinstance(content, bytes) else b"".join(content)
    if len(whole) > LARGEST_BYTES:
        raise FileTooLarge(megabytes=LARGEST_BYTES // 1_000_000)
    if hashlib.sha256(whole).hexdigest() != sha256:
        raise HashDiffers()
    store.lock_walkers(session, [walker.id])
    store.lock_file(session, sha256)
    before = traces_in(session, [sha256])
    vault().put(whole)
    return settle(session, walker, finding_id, sha256, len(whole), content_type, before)


def settle(
    session: Session,
    walker: Walker | Sender,
    finding_id: UUID,
    sha256: str,
    size_bytes: int,
    content_type: str,
    before: Traces,
) -> Receipt:
    """Note a file that lies in the vault already on every finding that awaits it. Raises TooBusy.

    It was put there, durable, before this transaction and after `before` was asked: disks and object stores are slow, and
    everybody waits for the database's lock.
    """
    store.lock_walkers(session, [walker.id])
    store.lock_file(session, sha256)
    if not are_still_here(session, before):
        # Somebody's cleaning or taking back of the same bytes removed them a moment ago. Hers come again.
        raise TooBusy(retry_after_s=RETRY_AFTER_S)
    receipt = _noted(session, walker, finding_id, sha256, size_bytes, kind_of(content_type))
    if receipt.state != "kept":
        forget_files_after(session, [sha256])
    return receipt


def note_again(session: Session, walker: Walker | Sender, finding_id: UUID, sha256: str) -> Receipt | None:
    """The bytes are here already, perhaps with another finding: note them on this one as well. None if they are not."""
    store.lock_walkers(session, [walker.id])
    store.lock_file(session, sha256)  # its cleaning would not see a row that is not kept yet
    return _noted_again(session, walker, finding_id, sha256, _standing(session, walker, finding_id, sha256))


def _standing(session: Session, walker: Walker | Sender, finding_id: UUID, sha256: str) -> set[str]:
    return store_intake.standing_of(session, walker.id, finding_id, sha256)


def _noted_again(
    session: Session, walker: Walker | Sender, finding_id: UUID, sha256: str, standing: set[str]
) -> Receipt | None:
    if "gone" in standing:
        return _receipt(sha256, "withdrawn")
    held = store_intake.held_medium(session, walker.id, sha256) if "held" in standing else None
    if held is None:
        return None
    if "noted" not in standing:
        store_intake.add_medium(session, _unlisted(walker, finding_id, sha256, held.kind, held))
    return _receipt(sha256, "unchanged")


def _noted(
    session: Session, walker: Walker | Sender, finding_id: UUID, sha256: str, size_bytes: int, kind: str
) -> Receipt:
    standing = _standing(session, walker, finding_id, sha256)
    if receipt := _noted_again(session, walker, finding_id, sha256, standing):
        return receipt
    arrived = {"state": RECEIVED, "size_bytes": size_bytes, "received_at": clock.now()}
    if "awaited" in standing:
        store_intake.fulfil_media(session, walker.id, sha256, arrived)
    if "noted" not in standing:
        store_intake.add_medium(session, _unlisted(walker, finding_id, sha256, kind, None) | arrived)
    return _receipt(sha256, "kept")


def _unlisted(
    walker: Walker | Sender, finding_id: UUID, sha256: str, kind: str, held: Medium | None
) -> dict[str, object]:
    """A row for a medium that came before the finding that lists it."""
    said = {
        "kind": kind,
        "indicator": None,
        "taken_at": None,
        "seconds": None,
        "caption": "",
        "position": 0,
        "is_listed": False,
    }
    return new_medium(finding_id, sha256, said | {"walk_id": walker.walk_id, "walker_id": walker.id}, held)


def _receipt(sha256: str, state: ReceiptState) -> Receipt:
    return Receipt(sha256=sha256, state=state, token=proof_of(sha256, 0, state, sha256))
