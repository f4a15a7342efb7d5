"""One server under test: born, killed, stopped, born again on the same port and the same data."""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.faults.nursery import Nursery

PATIENCE_S = 60.0  # a machine that is busy with other tests starts slowly


def quiet_port() -> int:
    """A port that nobody takes while its server is dead: below those that systems lend to outgoing connections."""
    for _try in range(200):
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("every port is taken")


class Server:
    """`folder` holds the data; `faults` the files that open seams (see `seams.py`)."""

    def __init__(self, nursery: Nursery, folder: Path, faults: Path, database: str = "", workers: int = 1) -> None:
        self.nursery, self.folder, self.faults, self.database, self.workers = nursery, folder, faults, database, workers
        self.port = quiet_port()
        self.pid = 0
        self.births = 0
        self.log = faults / "server.log"
        faults.mkdir(parents=True, exist_ok=True)

    def start(self) -> None:
        """Begin to serve; see `wait` for when it answers."""
        environment = {
            "FAROLA_DATA": str(self.folder),
            "FAROLA_DATABASE": self.database,
            "FAROLA_ADDRESS": "http://testserver",
            "FAULTS": str(self.faults),
        }
        self.pid = self.nursery.birth(self.port, environment, self.log, self.workers)
        self.births += 1

    @property
    def is_alive(self) -> bool:
        if not self.pid:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def answers(self, path: str = "/health") -> bool:
        """Whether it is there. Not whether it is ready: it is not while its disk is full, which is what some come to see."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            line.request("GET", path)
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()

    def wait(self) -> None:
        """Until it answers. Raises TimeoutError with the end of its log."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if self.answers():
                return
            if not self.is_alive:
                break
            time.sleep(0.05)
        raise TimeoutError("the server does not answer: " + self.log.read_text(errors="replace")[-2_000:])

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):
            if self.pid:
                os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL, to its workers as well, and wait until it is gone."""
        if self.workers > 1 and self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        self.signal(signal.SIGKILL)
        self._wait_until_gone(10)

    def stop(self) -> bool:
        """Ask it to end, as an operator would; whether it did by itself."""
        self.signal(signal.SIGCONT)
        self.signal(signal.SIGTERM)
        if self._wait_until_gone(45):
            return True
        self.kill()
        return False

    def _wait_until_gone(self, patience_s: float) -> bool:
        until = time.monotonic() + patience_s
        while self.is_alive and time.monotonic() < until:
            time.sleep(0.01)
        return not self.is_alive


@contextmanager
def nursery() -> Iterator[Nursery]:
    """For as long as the block lasts."""
    made = Nursery()
    try:
        yield made
    finally:
        made.close()
