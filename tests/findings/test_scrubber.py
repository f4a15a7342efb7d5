"""A photo is only called broken when it is: never because the disk was full, or because somebody stopped the server."""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.findings.scrubber import Scrubber, ScrubberDied
from tests.makers.findings import a_photo


@pytest.fixture
def scrubber() -> Iterator[Scrubber]:
    made = Scrubber()
    yield made
    made.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    source.write_bytes(a_photo(4000, 3000))
    return source


def test_a_photo_is_cleaned(scrubber: Scrubber, photo: Path, tmp_path: Path) -> None:
    done = scrubber.scrub(photo, tmp_path / "large", tmp_path / "small")
    assert (done.width, done.height, done.reason) == (1600, 1200, "")


def test_walkers_who_send_come_before_pictures_that_wait(scrubber: Scrubber, photo: Path, tmp_path: Path) -> None:
    scrubber.scrub(photo, tmp_path / "large", tmp_path / "small")
    assert scrubber._child is not None
    niceness = os.getpriority(os.PRIO_PROCESS, scrubber._child.pid)
    assert niceness >= min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


def test_a_full_disk_is_no_fault_of_her_photo(scrubber: Scrubber, photo: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="space") as full:
        scrubber.scrub(photo, tmp_path / "large", Path("/dev/full"))
    assert full.value.errno == errno.ENOSPC
    assert scrubber.scrub(photo, tmp_path / "large", tmp_path / "small").reason == ""


@pytest.mark.parametrize(
    ("number", "fault"), [(signal.SIGTERM, InterruptedError), (signal.SIGKILL, ScrubberDied)], ids=["asked", "killed"]
)
def test_a_cleaner_that_is_stopped_over_her_photo_says_nothing_about_it(
    scrubber: Scrubber, photo: Path, tmp_path: Path, number: signal.Signals, fault: type[Exception]
) -> None:
    scrubber.scrub(photo, tmp_path / "large", tmp_path / "small")
    child = scrubber._child
    assert child is not None
    os.kill(child.pid, signal.SIGSTOP)  # so that it is sure to be in the middle of it

    def stop() -> None:
        time.sleep(0.3)
        os.kill(child.pid, number)
        os.kill(child.pid, signal.SIGCONT)

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(fault):
        scrubber.scrub(photo, tmp_path / "large", tmp_path / "small")
    thread.join()
    assert scrubber.scrub(photo, tmp_path / "large", tmp_path / "small").reason == ""


def test_a_photo_that_breaks_the_decoder_is_called_too_hard(scrubber: Scrubber, photo: Path, tmp_path: Path) -> None:
    scrubber.scrub(photo, tmp_path / "large", tmp_path / "small")
    child = scrubber._child
    assert child is not None
    os.kill(child.pid, signal.SIGSTOP)
    threading.Timer(0.3, lambda: [os.kill(child.pid, one) for one in (signal.SIGSEGV, signal.SIGCONT)]).start()
    assert scrubber.scrub(photo, tmp_path / "large", tmp_path / "small").reason == "too-hard"
