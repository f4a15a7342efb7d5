"""Turns: whoever came first goes first, and a turn passes straight from one to the next."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Turn:
    """Held until it ends, or until nobody remembers it: a connection that was lost must not stop all others."""

    def __init__(self, pass_on: Callable[[], None]) -> None:
        self._pass_on: Callable[[], None] | None = pass_on

    def end(self) -> None:
        pass_on, self._pass_on = self._pass_on, None
        if pass_on is not None:
            pass_on()

    def __del__(self) -> None:
        self.end()


class Turns:
    """A lock that is fair. With Python's own, whoever happens to run takes it again while others sleep beside it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    @property
    def length(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, patience_s: float) -> Turn | None:
        """Wait for a turn. None when it did not come in time: go on all the same, it is only a courtesy."""
        return Turn(self._pass_on) if self._wait(patience_s) else None

    def _wait(self, patience_s: float) -> bool:
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=patience_s):
            return True
        with self._lock:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True  # it came at the very last moment

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
