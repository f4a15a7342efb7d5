"""The child process that opens untrusted pictures and recordings: started when needed, watched, and replaced when it breaks."""

from __future__ import annotations

import errno
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue
from typing import Any

PROGRAM = Path(__file__).with_name("scrub.py")
TIMEOUT_S = 20.0  # wall time; the child's own limit is 10 s of work, and the machine may be busy
ASKED_TO_STOP = (-signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP)  # with the server, by whoever runs it
# The picture did that: more work than it may take, or a decoder that broke.
BY_THE_PICTURE = (-signal.SIGXCPU, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE)
MOST_PICTURES = 50  # then a fresh child, so that nothing one picture left behind meets many others


class ScrubberDied(Exception):
    """Nobody can say whether over this picture or beside it: whoever claimed it tries again, a few times."""

    def __init__(self, status: int | None) -> None:
        how = "did not answer" if status is None else f"ended with {status}"
        super().__init__(
            f"The process that opens photos {how}, perhaps because memory ran out. What it was at is tried again later; for the "
            "rest, try again."
        )


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """The outcome of one picture: its size in pixels, or why it cannot be kept."""

    width: int = 0
    height: int = 0
    reason: str = ""


class Scrubber:
    """One child at a time. Safe to use from several threads, which then take turns."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._turn = threading.Lock()

    def scrub(self, source: Path, large: Path, small: Path) -> Scrubbed:
        """Clean one picture. A child that breaks over it costs that picture only.

        Raises OSError when the disk refused (full) or the child was asked to stop, which says nothing of the picture, and
        ScrubberDied when it was killed or did not answer in time.
        """
        return Scrubbed(**self._do({"source": str(source), "large": str(large), "small": str(small)}))

    def bare(self, source: Path, target: Path, sound: str) -> Scrubbed:
        """Write a recording without what it tells beside its sound, if it tells anything. Raises as `scrub` does."""
        return Scrubbed(**self._do({"source": str(source), "bare": str(target), "sound": sound}))

    def listen(self, source: Path, target: Path, sound: str) -> bool:
        """Write a copy of a recording that every phone can play; whether there is one. Raises as `scrub` does."""
        return bool(self._do({"source": str(source), "target": str(target), "sound": sound}).get("seconds"))

    def _do(self, job: dict[str, str]) -> dict[str, Any]:
        with self._turn:
            child = self._ready_child()
            try:
                answer = self._ask(child, json.dumps(job).encode() + b"\n")
            except BaseException:
                self._end()  # or its answer would be read as that to the next picture
                raise
            if answer is None:
                return self._verdict_on(child)
        said: dict[str, Any] = json.loads(answer)
        if "errno" in said:
            raise OSError(said["errno"], os.strerror(said["errno"]))
        return said

    def _verdict_on(self, child: subprocess.Popen[bytes]) -> dict[str, Any]:
        """Why it did not answer: a dead child's status comes a moment after its pipe has closed."""
        try:
            status = child.wait(1)
        except subprocess.TimeoutExpired:
            status = None
        self._end()
        if status in BY_THE_PICTURE:
            return {"reason": "too-hard"}
        if status in ASKED_TO_STOP:
            raise InterruptedError(errno.EINTR, "the cleaner was asked to stop")
        raise ScrubberDied(status)

    def close(self) -> None:
        with self._turn:
            self._end()

    def _ask(self, child: subprocess.Popen[bytes], job: bytes) -> bytes | None:
        assert child.stdin and child.stdout
        try:
            child.stdin.write(job)
            child.stdin.flush()
        except BrokenPipeError:
            return None
        # Not `select`, which knows no file beyond the thousandth that is open: phones are many.
        answered = select.poll()
        answered.register(child.stdout, select.POLLIN)
        return child.stdout.readline() or None if answered.poll(TIMEOUT_S * 1000) else None

    def _ready_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None or self._done >= MOST_PICTURES:
            self._end()
            # -I: nothing of our environment, folders or settings reaches the child.
            self._child = subprocess.Popen(  # noqa: S603 our own program
                [sys.executable, "-I", str(PROGRAM)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                start_new_session=True,  # Ctrl-C is meant for the server, which ends this child when it is done
            )
        self._done += 1
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                if pipe:
                    pipe.close()
        self._child, self._done = None, 0


class Scrubbers:
    """As many children as may work at once; whoever comes when all are at work waits."""

    def __init__(self, most: int) -> None:
        self._all = [Scrubber() for _ in range(most)]
        self._free: LifoQueue[Scrubber] = LifoQueue()  # who works alone always has the same child
        for one in reversed(self._all):
            self._free.put(one)

    def scrub(self, source: Path, large: Path, small: Path) -> Scrubbed:
        with self._one() as one:
            return one.scrub(source, large, small)

    def bare(self, source: Path, target: Path, sound: str) -> Scrubbed:
        with self._one() as one:
            return one.bare(source, target, sound)

    def listen(self, source: Path, target: Path, sound: str) -> bool:
        with self._one() as one:
            return one.listen(source, target, sound)

    def close(self) -> None:
        for one in self._all:
            one.close()

    @contextmanager
    def _one(self) -> Iterator[Scrubber]:
        one = self._free.get()
        try:
            yield one
        finally:
            self._free.put(one)
