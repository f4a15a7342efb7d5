"""Phones that wait for their turn are served together: one transaction and one fsync of the disk for all of them.

Whoever's turn it is writes for all that stand in line by then. Nobody waits longer for it, since the disk would have let
them through one by one; and a walk that comes home all at once costs the disk hardly more than a single phone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from app.findings.turns import turn
from app.foundation.database import Session, writing


@dataclass(eq=False)
class Delivery:
    """What one phone brings, and what became of it."""

    walker_id: UUID
    fault: BaseException | None = field(default=None, init=False)
    is_done: bool = field(default=False, init=False)


D = TypeVar("D", bound=Delivery)


class Line(Generic[D]):
    """Deliveries that wait to be written by `write(session, deliveries)`, which may note a `fault` on any of them."""

    def __init__(self, write: Callable[[Session, list[D]], None]) -> None:
        self._write = write
        self._waiting: list[D] = []
        self._lock = threading.Lock()

    @property
    def length(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def keep(self, delivery: D) -> None:
        """Returns once the delivery is durable. Raises its fault, which may be whatever the database raises."""
        with self._lock:
            self._waiting.append(delivery)
        while not delivery.is_done:
            with turn():
                if not delivery.is_done:
                    self._serve(self._next_group())
        if delivery.fault is not None:
            raise delivery.fault

    def _next_group(self) -> list[D]:
        """All that wait, but of each phone only the first: the second must see what the first has kept."""
        with self._lock:
            group = list({one.walker_id: one for one in reversed(self._waiting)}.values())[::-1]
            self._waiting = [one for one in self._waiting if one not in group]
        return group

    def _serve(self, group: list[D]) -> None:
        try:
            with writing() as session:
                self._write(session, group)
        except BaseException as fault:  # whoever waits has to hear of it, whatever it is
            if len(group) > 1:  # what cannot be kept must not take with it what can
                for one in group:
                    self._serve([one])
                return
            group[0].fault = fault
        for one in group:
            one.is_done = True
