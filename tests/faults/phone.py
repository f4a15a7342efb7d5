"""A phone as it is on a walk: a diary that outlives everything, and what its walker does to it.

What it holds is what `static/phone/findings/` holds; how it sends is in `tab.py`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from app.findings.wire import canonical, sha256_of
from tests.faults.history import History
from tests.faults.neighbourhood import Neighbourhood
from tests.faults.pictures import left_of_recording, numbered_photo, recording
from tests.makers.findings import a_finding, listed
from tests.makers.findings import sha256_of as hash_of

Body = dict[str, Any]
LEVELS = (0, 1, 2, 3, "dk", "na")


def text_hash(body: Body) -> str:
    """The hash under which the server knows this very text."""
    return sha256_of(canonical(body))


@dataclass
class Record:
    """One finding in the diary. `texts` is every version there ever was; `beside` waits to be sent from the other tab."""

    body: Body
    texts: list[Body] = field(default_factory=list)
    beside: list[Body] = field(default_factory=list)
    covered: int = 0  # the revision that a receipt covers
    is_withdrawn: bool = False
    is_withdrawal_receipted: bool = False

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def is_unsent(self) -> bool:
        return self.covered < self.body["revision"]

    def becomes(self, body: Body) -> None:
        self.body = body
        self.texts.append(body)


@dataclass
class Picture:
    """One photo or recording. `number` is what a photo shows; `left` is what may be heard of a recording."""

    finding_id: str
    content: bytes
    left: bytes
    kind: str
    number: int
    sha256: str
    is_receipted: bool = False
    tries: int = 0


class Phone:
    """Shared by its two tabs, as one IndexedDB is."""

    def __init__(self, number: int, home: Neighbourhood, history: History, chance: random.Random) -> None:
        self.number, self.home, self.history, self.chance = number, home, history, chance
        self.walker = str(UUID(int=chance.getrandbits(128), version=4))
        self.token = ""
        self.receipt_number = ""
        self.records: dict[str, Record] = {}
        self.pictures: list[Picture] = []
        self.refused: list[str] = []  # what the server said no to for good; there must be none

    # ---- what she does

    def notices(self) -> Record:
        """A finding, mostly with photos."""
        chance = self.chance
        body = a_finding(self.home.walk, id=self._new_id(), answers=self._answers(), words=self._words())
        record = Record(body, [])
        self.records[record.id] = record
        taken = [
            self._takes(record, "voice" if chance.random() < 0.15 else "photo")
            for _ in range(chance.choice((0, 1, 1, 2)))
        ]
        record.becomes(body | {"media": [_listed(one) for one in taken]})
        return record

    def changes_her_mind(self) -> None:
        """Answers anew, adds a photo, or removes one."""
        if record := self._some_record():
            media = list(record.body["media"])
            dice = self.chance.random()
            if dice < 0.3:
                media.append(_listed(self._takes(record, "photo")))
            elif dice < 0.45 and media:
                media.pop(self.chance.randrange(len(media)))
            record.becomes(self._next(record.body) | {"media": media})

    def changes_it_in_two_tabs(self) -> None:
        """Two texts with one revision number: neither tab knew of the other's."""
        if record := self._some_record():
            one, other = self._next(record.body), self._next(record.body)
            record.texts.append(other)
            record.beside.append(other)
            record.becomes(one)

    def takes_back(self) -> None:
        if record := self._some_record():
            record.is_withdrawn = True

    # ---- what she still holds

    @property
    def is_empty(self) -> bool:
        return (
            not self.unsent()
            and not self.unsent_beside()
            and not self.unsent_withdrawals()
            and not self.unsent_pictures()
        )

    def unsent(self) -> list[Record]:
        return [one for one in self.records.values() if one.is_unsent and not one.is_withdrawn]

    def unsent_beside(self) -> list[tuple[Record, Body]]:
        return [(one, body) for one in self.records.values() if not one.is_withdrawn for body in one.beside]

    def unsent_withdrawals(self) -> list[Record]:
        return [one for one in self.records.values() if one.is_withdrawn and not one.is_withdrawal_receipted]

    def unsent_pictures(self) -> list[Picture]:
        """Voice before photos, small before large."""
        waiting = [one for one in self.pictures if not one.is_receipted and self._still_lists(one)]
        return sorted(waiting, key=lambda one: (one.kind != "voice", len(one.content)))

    def _still_lists(self, picture: Picture) -> bool:
        record = self.records[picture.finding_id]
        return not record.is_withdrawn and any(one["sha256"] == picture.sha256 for one in record.body["media"])

    # ---- making things

    def _some_record(self) -> Record | None:
        here = [one for one in self.records.values() if not one.is_withdrawn]
        return self.chance.choice(here) if here else None

    def _takes(self, record: Record, kind: str) -> Picture:
        number = self.chance.getrandbits(64)
        weight = int(2 ** self.chance.uniform(11.5, 16.5))  # 3 to 90 kB
        content = numbered_photo(number, weight) if kind == "photo" else recording(number, weight)
        left = content if kind == "photo" else left_of_recording(number, weight)
        picture = Picture(record.id, content, left, kind, number, hash_of(content))
        self.pictures.append(picture)
        return picture

    def _next(self, body: Body) -> Body:
        now = datetime.now(UTC).isoformat()
        changed = {"answers": self._answers(), "words": self._words(), "changed_at": now}
        return body | changed | {"revision": body["revision"] + 1}

    def _answers(self) -> Body:
        return {
            code: self.chance.choice(LEVELS)
            for code in ("lgt_level", "opn_view", "fee_safe")[: self.chance.randint(1, 2)]
        }

    def _words(self) -> Body:
        return (
            {"lgt_level": f"{self.chance.getrandbits(40):x} el farol está roto"} if self.chance.random() < 0.7 else {}
        )

    def _new_id(self) -> str:
        return str(UUID(int=self.chance.getrandbits(128), version=4))


def _listed(picture: Picture) -> Body:
    return listed(picture.content, kind=picture.kind, caption=f"{picture.number:x}")
