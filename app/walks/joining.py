"""How a phone becomes a walker, and how it is known again."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.foundation import clock
from app.foundation.identifiers import digest, keyed_digest
from app.instruments import SCOPES
from app.sites import services_of
from app.walks import store
from app.walks.codes import code_digest, is_secret, secret_digest, typed_code, typed_receipt
from app.walks.places import check_places
from app.walks.problems import (
    CodeUnknown,
    JoiningIsClosed,
    ReceiptUnknown,
    TokenUnknown,
    WalkerElsewhere,
    WalkIsOver,
    WalkNotReady,
)
from app.walks.sender import Sender
from app.walks.tries import TooManyTries, wrong_codes, wrong_receipts
from app.walks.walk import Walk, walk_state_at
from app.walks.walker import Walker

# Phones that were offline come back late; after a month a lost phone should open nothing.
TOKEN_LIFE = timedelta(days=30)
RECEIPT_DIGITS = 16  # 53 bits
MOST_OFFSET_S = 2**31 - 1  # phones whose clock stands at 1970 or 2038 exist


@dataclass(frozen=True, slots=True)
class Consent:
    """What she agreed to: the hash of the very text she was shown, and the scopes she allowed."""

    text_sha256: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """Given to the phone once more whenever it joins again. The server keeps only digests of both."""

    walker: Walker
    token: str
    receipt: str  # 16 digits in groups of four
    is_new: bool


def walk_with_code(session: Session, code: str) -> Walk:
    """The walk of a typed code or of a QR's secret. Raises CodeUnknown, TooManyTries (429).

    Only typed codes can be guessed, so only they are throttled: while somebody floods them, the QR still opens its walk.
    """
    now = clock.now()
    if is_secret(code):
        walk = store.walk_with_digest(session, secret_digest(code))
    else:
        wrong_codes.check(now)
        walk = store.walk_with_digest(session, code_digest(typed_code(code)))
        if walk is None:
            wrong_codes.note(now)
    if walk is None:
        raise CodeUnknown
    return walk


def walk_to_join(session: Session, code: str, walker_id: UUID, token: str) -> Walk:
    """The walk of this code; or that on which this very phone walks along already, by its token, once the code leads nowhere.

    Codes are renewed, and forgotten a day after the walk. Phones join again to tell what their walkers allow, and send nothing
    before that is heard. Raises CodeUnknown, TooManyTries (429).
    """
    try:
        return walk_with_code(session, code)
    except (CodeUnknown, TooManyTries):
        known = store.sender_with_token_digest(session, digest(token))
        walk = store.walk_with_id(session, known.walk_id) if known and known.id == walker_id else None
        if walk is None:
            raise
        return walk


def check_joinable(session: Session, walk: Walk) -> None:
    """Raises WalkIsOver, JoiningIsClosed, or WalkNotReady while its site has no referral card (field.md, rule 3)."""
    if walk_state_at(walk, clock.now()) == "closed":
        raise WalkIsOver
    if not walk.is_joining_open:
        raise JoiningIsClosed
    audit = store.audit_with_id(session, walk.audit_id)
    if audit is None or not services_of(session, audit.site_id):
        raise WalkNotReady


def join_walk(
    session: Session, walk: Walk, walker_id: UUID, language: str, consent: Consent, phone_clock: datetime
) -> Joined:
    """Let a phone walk along; the same id again gives the same walker, token and receipt, also from two tabs at once.

    Raises WalkIsOver, JoiningIsClosed, WalkNotReady or WalkIsFull for new walkers, WalkerElsewhere for an id of another walk.
    """
    walker = store.walker_with_id(session, walker_id)
    is_new = walker is None
    if walker is None:
        check_joinable(session, walk)
        walker = _given_place(session, walk, walker_id, phone_clock)
    if walker.walk_id != walk.id:
        raise WalkerElsewhere
    _note_consent(walker, language, consent)
    session.add(walker)
    session.flush()
    return Joined(walker, token_of(walker.walk_id, walker.id), receipt_of(walker.walk_id, walker.id), is_new)


def admit_from_copy(session: Session, walk: Walk, walker_id: UUID, language: str, consent: Consent) -> Walker:
    """The walker of a copy that her leader takes in, also when nobody new can join any more, or the walk is full: she walked
    with the group.

    A walker who is here already keeps the consent that she last gave: a copy may be older than her change of mind.
    Raises WalkerElsewhere for an id of another walk.
    """
    walker = store.walker_with_id(session, walker_id)
    if walker is None:
        walker = _added(session, _new_walker(walk, walker_id, clock.now()))
        _note_consent(walker, language, consent)
    if walker.walk_id != walk.id:
        raise WalkerElsewhere
    session.add(walker)
    session.flush()
    return walker


def walker_with_token(session: Session, token: str) -> Walker:
    """Raises TokenUnknown (401) for a token that was never given, was taken back, or is older than 30 days after its walk."""
    return session.get_one(Walker, sender_with_token(session, token).id)


def sender_with_token(session: Session, token: str) -> Sender:
    """The same, for whoever takes what a phone sends: quicker, and with what is needed of her walk."""
    found = store.sender_with_token_digest(session, digest(token))
    if found is None or clock.now() > found.closing_at + TOKEN_LIFE:
        raise TokenUnknown
    return found


def walker_with_receipt(session: Session, receipt: str, token: str | None = None) -> Walker:
    """The walker of a 16-digit receipt, typed in any spacing and any script's digits, at any time.

    From the phone whose own number it is, said by its `token`, it is no guess: that works while others guess, too.
    Raises ReceiptUnknown, TooManyTries (429).
    """
    receipt_digest = keyed_digest("receipt digest", typed_receipt(receipt))
    if token and (owner := _owner_of(session, token, receipt_digest)):
        return owner
    now = clock.now()
    wrong_receipts.check(now)
    walker = store.walker_with_receipt_digest(session, receipt_digest)
    if walker is None:
        wrong_receipts.note(now)
        raise ReceiptUnknown
    return walker


def _owner_of(session: Session, token: str, receipt_digest: str) -> Walker | None:
    """The walker who has both. A token that is not known takes nothing away from the number."""
    try:
        walker = walker_with_token(session, token)
    except TokenUnknown:
        return None
    return walker if walker.receipt_digest == receipt_digest else None


def token_of(walk_id: UUID, walker_id: UUID) -> str:
    """The phone's key, 256 bits. Derived instead of drawn by lot, so that a join whose answer got lost can be asked again
    and gives the same token: were it drawn anew, the second of two tabs would lock the first one out.

    It needs the house's key, a walker's id that only her phone knows (over 70 random bits), and the walk's code.
    """
    raw = bytes.fromhex(keyed_digest("walker token", f"{walk_id}:{walker_id}"))
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def receipt_of(walk_id: UUID, walker_id: UUID) -> str:
    """Sixteen digits in groups of four, with which she can take back everything from any phone."""
    number = int(keyed_digest("walker receipt", f"{walk_id}:{walker_id}"), 16) % 10**RECEIPT_DIGITS
    digits = f"{number:0{RECEIPT_DIGITS}d}"
    return " ".join(digits[start : start + 4] for start in range(0, RECEIPT_DIGITS, 4))


def receipt_fits(walk_id: UUID, walker_id: UUID, digest: str) -> bool:
    """Whether this digest is that of the receipt which the key makes for a walker."""
    return _receipt_digest_of(walk_id, walker_id) == digest


def _receipt_digest_of(walk_id: UUID, walker_id: UUID) -> str:
    return keyed_digest("receipt digest", receipt_of(walk_id, walker_id).replace(" ", ""))


def _given_place(session: Session, walk: Walk, walker_id: UUID, phone_clock: datetime) -> Walker:
    """A new walker, one after the other on each walk. Raises WalkIsFull."""
    code_turn = store.lock_walk(session, walk.id)
    if quicker := store.walker_with_id(session, walker_id):
        return quicker  # another tab of this phone, perhaps to the very last place
    check_places(session, walk.id, code_turn)
    return _added(session, _new_walker(walk, walker_id, phone_clock))


def _new_walker(walk: Walk, walker_id: UUID, phone_clock: datetime) -> Walker:
    now = clock.now()
    offset_s = round((phone_clock - now).total_seconds())
    return Walker(
        id=walker_id,
        walk_id=walk.id,
        token_digest=digest(token_of(walk.id, walker_id)),
        receipt_digest=_receipt_digest_of(walk.id, walker_id),
        language="",
        consent_text_sha256="",
        consented_on=now.date(),
        joined_at=now,
        clock_offset_s=max(-MOST_OFFSET_S, min(MOST_OFFSET_S, offset_s)),
    )


def _note_consent(walker: Walker, language: str, consent: Consent) -> None:
    """What she agreed to, and since which day: a phone that only joins again changes nothing (reliability.md P18)."""
    walker.language = language
    scopes = [scope for scope in SCOPES if scope in consent.scopes]
    if (walker.scopes, walker.consent_text_sha256) != (scopes, consent.text_sha256):
        walker.scopes, walker.consent_text_sha256 = scopes, consent.text_sha256
        walker.consented_on = clock.now().date()


def _added(session: Session, walker: Walker) -> Walker:
    """Insert, or take the row that another tab's join put there a moment earlier."""
    try:
        with session.begin_nested():
            session.add(walker)
    except IntegrityError:
        other = store.walker_with_id(session, walker.id)
        if other is None:
            raise
        return other
    return walker
