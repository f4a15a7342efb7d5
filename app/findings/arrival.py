"""One finding on its way in: what came, what it says, and what becomes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from app.findings import refusals
from app.findings.judging import LARGEST_FINDING, Circumstances
from app.findings.merging import Version
from app.findings.proving import proof_of
from app.findings.refusals import Refusal
from app.findings.wire import LARGEST_REVISION, Receipt, ReceiptState, SentFinding, canonical, sha256_of
from app.foundation.errors import Problem
from app.foundation.identifiers import new_id
from app.foundation.language import N_

MOST_IN_BATCH = 100


class BatchUnreadable(Problem):
    status = 400
    code = "batch-unreadable"
    sentence = N_(
        "This could not be read as findings. It must be JSON with a list named findings. Keep them and send again."
    )


class BatchTooLong(Problem):
    status = 413
    code = "batch-too-long"
    sentence = N_("At most {most} findings can be sent at once. Send them in several parts.")


@dataclass
class Arrival:
    """`named` is the id as the phone wrote it, so that the phone finds its receipt whatever it wrote."""

    text: str  # canonical JSON, as far as it may be kept
    sha256: str  # of all that came
    named: str | None
    finding_id: UUID | None
    revision: int
    sent: SentFinding | None
    around: Circumstances
    refusal: Refusal | None = None  # by a rule, whatever else is here
    hindrance: Refusal | None = None  # by what is here already, or by the database, when it was last decided
    state: ReceiptState = "kept"
    is_new: bool = True  # no row with this id is here yet
    twin_of: Version | None = None  # the other text with the same revision, when there is one
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def version(self) -> Version:
        return Version(False, self.revision, self.sha256)

    @property
    def walker_id(self) -> UUID:
        return self.around.sender.id

    def begin_anew(self) -> None:
        """As it was judged, before anything was decided: what could not be written with others is written again."""
        self.state, self.hindrance = "parked" if self.refusal else "kept", None
        self.is_new, self.twin_of, self.row = True, None, {}

    def refuse(self, refusal: Refusal) -> None:
        self.state, self.refusal = "parked", refusal

    def hinder(self, hindrance: Refusal) -> None:
        self.state, self.hindrance = "parked", hindrance

    @property
    def why(self) -> Refusal | None:
        """Why it is set aside."""
        return self.hindrance or self.refusal

    def receipt(self) -> Receipt:
        """The proof is keyed by the house: nobody else can make one, and ours can be checked without a table."""
        said = self.why if self.state == "parked" else None
        return Receipt(
            id=self.named,
            revision=self.revision or None,
            state=self.state,
            code=said.code if said else None,
            sentence=said.sentence if said else None,
            token=proof_of(self.named or "", self.revision, self.state, self.sha256),
        )

    def parked(self, refusal: Refusal | None = None) -> dict[str, Any]:
        """All columns of what is set aside."""
        why = refusal or self.why
        assert why is not None
        return {
            "id": new_id(),
            "finding_id": self.finding_id,
            "walk_id": self.around.sender.walk_id,
            "walker_id": self.walker_id,
            "revision": self.revision,
            "body_text": self.text,
            "content_sha256": self.sha256,
            "code": why.code,
            "detail": why.detail,
            "created_at": self.around.now,
        }


def without_place(body: Any) -> Any:
    """A finding as it came, and nothing of where it was."""
    return body | {"place": None} if isinstance(body, dict) and body.get("place") else body


def bodies_in(text: bytes) -> list[Any]:
    """The findings in a batch as plain JSON values. Raises BatchUnreadable or BatchTooLong; never because of one finding."""
    try:
        batch = _loaded(text)
        bodies = _tidied(batch["findings"]) if b"\\u" in text else batch["findings"]
    except (ValueError, RecursionError, TypeError, KeyError):
        raise BatchUnreadable() from None
    if not isinstance(bodies, list):
        raise BatchUnreadable()
    if len(bodies) > MOST_IN_BATCH:
        raise BatchTooLong(most=MOST_IN_BATCH)
    return bodies


def _loaded(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:  # slower, and more patient with what phones cut in the middle of a letter
        return json.loads(text.decode("utf-8", "replace"), parse_constant=_refuse_constant)


def arrival_of(body: Any, read: SentFinding | Refusal, around: Circumstances) -> Arrival:
    """One finding as it came, and as it was read. Whatever is wrong with it becomes its own refusal.

    Raises BatchUnreadable for hundreds of lists within lists.
    """
    try:
        text = canonical(body)
        bare = text if around.may_keep_place else canonical(without_place(body))
    except RecursionError:
        raise BatchUnreadable() from None
    sent = read if isinstance(read, SentFinding) else None
    named = body.get("id") if isinstance(body, dict) else None
    arrival = Arrival(
        text=bare,
        sha256=sha256_of(text),
        named=named if isinstance(named, str) and len(named) <= 60 else None,  # noqa: PLR2004 no uuid is longer
        finding_id=sent.id if sent else _uuid_in(named),
        revision=sent.revision if sent else _revision_in(body),
        sent=sent,
        around=around,
    )
    if isinstance(read, Refusal):
        arrival.refuse(read)
    if len(text) > LARGEST_FINDING:
        arrival.refuse(Refusal(refusals.TOO_LARGE))
    return arrival


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _tidied(value: Any) -> Any:
    """Text that every database can keep. A caption cut in the middle of an emoji ends in half a character; phones do that."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_tidied(one) for one in value]
    if isinstance(value, dict):
        return {_tidied(name): _tidied(one) for name, one in value.items()}
    return value


def _uuid_in(named: Any) -> UUID | None:
    try:
        return UUID(named) if isinstance(named, str) else None
    except ValueError:
        return None


def _revision_in(body: Any) -> int:
    revision = body.get("revision") if isinstance(body, dict) else None
    return revision if isinstance(revision, int) and 0 < revision <= LARGEST_REVISION else 0
