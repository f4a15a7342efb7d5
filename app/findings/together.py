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

from app.foundation.database import Session, has_one_writer, writing

SIDE_BY_SIDE = 4  # groups that a database with many writers gets at once; the other phones gather behind them


@dataclass(eq=False)
class Delivery:
    """What one phone brings, and what became of it."""

    walker_id: UUID
    fault: BaseException | None = field(default=None, init=False)
    is_done: bool = field(default=False, init=False)
    leads: bool = field(default=False, init=False)
    _called: threading.Event = field(default_factory=threading.Event, init=False)

    def wait(self) -> None:
        """Until something became of it: it is done, or it has to lead."""
        self._called.wait()
        self._called.clear()

    def lead(self) -> None:
        self.leads = True
        self._called.set()

    def finish(self) -> None:
        self.is_done = True
        self._called.set()


D = TypeVar("D", bound=Delivery)


class Line(Generic[D]):
    """Deliveries that wait to be written by `write(session, deliveries)`, which may note a `fault` on any of them."""

    def __init__(self, write: Callable[[Session, list[D]], None]) -> None:
        self._write = write
        self._waiting: list[D] = []
        self._leaders = 0  # threads that write, each for a group; the others sleep until they are called
        self._lock = threading.Lock()

    @property
    def length(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def keep(self, delivery: D) -> None:
        """Returns once the delivery is durable. Raises its fault, which may be whatever the database raises."""
        with self._lock:
            self._waiting.append(delivery)
            delivery.leads = self._leaders < (1 if has_one_writer() else SIDE_BY_SIDE)
            self._leaders += delivery.leads
        while not delivery.is_done or delivery.leads:
            if delivery.leads:
                self._lead(delivery)
            else:
                delivery.wait()
        if delivery.fault is not None:
            raise delivery.fault

    def _lead(self, delivery: D) -> None:
        """Write until this delivery is written, here or by another leader who took it along; then let the next one lead."""
        while not delivery.is_done and self._serve_all():
            pass
        with self._lock:
            delivery.leads = False
            heir = next((one for one in self._waiting if not one.leads), None)
            if heir is None:
                self._leaders -= 1
            else:
                heir.lead()

    def _serve_all(self) -> bool:
        """Write for all that wait; False when nobody did."""
        group: list[D] = []
        try:
            with writing() as session:
                session.connection()
                group = self._next_group()  # not before it is our turn: who came meanwhile goes along
                if group:
                    self._write(session, group)
        except BaseException as fault:  # whoever waits has to hear of it, whatever it is
            group = group or self._next_group()
            self._serve_each(group, fault)
        for one in group:
            one.finish()
        return bool(group)

    def _next_group(self) -> list[D]:
        """All that wait, but of each phone only the first: the second must see what the first has kept."""
        with self._lock:
            group = list({one.walker_id: one for one in reversed(self._waiting)}.values())[::-1]
            self._waiting = [one for one in self._waiting if one not in group]
        return group

    def _serve_each(self, group: list[D], fault: BaseException) -> None:
        """What cannot be kept must not take with it what can."""
        for one in group:
            one.fault = fault if len(group) == 1 else self._fault_of(one)

    def _fault_of(self, one: D) -> BaseException | None:
        one.fault = None  # what was noted on it in the transaction that failed counts no more
        try:
            with writing() as session:
                self._write(session, [one])
        except BaseException as fault:
            return fault
        return one.fault
