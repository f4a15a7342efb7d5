"""What the tests of keeping look at: everything below a folder, every row of a database, and phones that never stop."""

from __future__ import annotations

import hashlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from app.demo import demonstration_audit
from app.demo.making import open_walk_of
from app.findings import accept_batch, accept_medium, clean_waiting, withdraw_finding
from app.foundation import clock
from app.foundation.database import engine, reading, writing
from app.foundation.vault import vault
from app.keeping import store
from app.walks import Joined, walk_with_id
from tests.makers.findings import a_finding, a_photo, listed, sha256_of
from tests.makers.walks import some_walker

# A backup's own hold ends with it, and stamps are new, so that no browser takes what was undone for what is here.
NEW_AFTER_A_RESTORE = {"vault_hold": None, "tallied_walk": None}


def everything_below(folder: Path) -> dict[str, str]:
    """Each file's name and hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def every_row() -> dict[str, dict[str, int | str]]:
    """A hash over the rows of each table of this house."""
    with engine().connect() as connection:
        return store.rows_of(connection)


def move_files_away(home: Path) -> None:
    """Put the files of a house that was copied from a disk into the object store where it is to keep them."""
    for path in sorted((home / "files").glob("??/*")):
        vault().put(path.read_bytes())
    shutil.rmtree(home / "files")


def a_walker_of_the_demonstration() -> Joined:
    audit = demonstration_audit()
    assert audit is not None
    with writing() as session:
        return some_walker(session, open_walk_of(session, audit))


class NeverStopping:
    """A phone that sends findings with photos, takes every fifth back, while photos are cleaned beside it."""

    def __init__(self) -> None:
        self.kept: list[str] = []  # acknowledged, and never taken back
        self.taken_back: list[str] = []
        self.failed: list[BaseException] = []
        self._stop = threading.Event()
        self._joined = a_walker_of_the_demonstration()

    def send_one(self, number: int) -> None:
        """One finding with a photo of its own."""
        photo = a_photo(320, 240, colour=f"#{number * 7 % 256:02x}{number * 31 % 256:02x}40")
        walker = self._joined.walker
        with reading() as session:
            walk = walk_with_id(session, walker.walk_id)
        assert walk is not None
        finding = a_finding(walk, media=[listed(photo)])
        with writing() as session:
            [receipt] = accept_batch(session, walker, [finding], clock.now())
            assert receipt.state == "kept", receipt
            accept_medium(session, walker, UUID(finding["id"]), sha256_of(photo), photo, "image/jpeg")
        if number % 5:
            self.kept.append(finding["id"])
            return
        with writing() as session:
            withdraw_finding(session, walker, UUID(finding["id"]))
        self.taken_back.append(finding["id"])

    def _send(self) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            self.send_one(number)

    def _clean(self) -> None:
        while not self._stop.is_set():
            clean_waiting(1)

    def _watched(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as failure:
            self.failed.append(failure)

    def wait_for_more(self) -> list[str]:
        """What was acknowledged, once that is more than it was at the call."""
        before, until = len(self.kept), time.monotonic() + 60
        while len(self.kept) <= before:
            assert time.monotonic() < until, "nobody sends: nothing would be tried"
            time.sleep(0.1)
        return list(self.kept)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Sends and cleans for as long as the block lasts; raises what went wrong meanwhile."""
        threads = [threading.Thread(target=self._watched, args=(work,)) for work in (self._send, self._clean)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(60)
        assert self.failed == []
