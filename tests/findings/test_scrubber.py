"""A photo is only called broken when it is: never because the disk was full, or because somebody stopped the server."""

from __future__ import annotations

import errno
import os
import resource
import select
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.findings.scrubber import Scrubber, ScrubberDied, Scrubbers
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


def test_two_photos_are_cleaned_at_the_same_time_and_one_that_breaks_the_decoder_costs_only_itself(
    photo: Path, tmp_path: Path
) -> None:
    pair = Scrubbers(2)
    try:
        with pair._one() as first, pair._one() as second:
            assert first is not second
        with ThreadPoolExecutor(2) as threads:
            done = list(
                threads.map(lambda at: pair.scrub(photo, tmp_path / f"large{at}", tmp_path / f"small{at}"), range(6))
            )
        assert {one.reason for one in done} == {""}
        children = [one._child for one in pair._all if one._child]
        pair.close()
        assert children and all(child.poll() is not None for child in children)
    finally:
        pair.close()


def test_her_photo_is_cleaned_while_a_thousand_phones_are_connected(
    scrubber: Scrubber, photo: Path, tmp_path: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4_096), hard))
    connected = [os.open(os.devnull, os.O_RDONLY) for _phone in range(1_100)]
    try:
        assert scrubber.scrub(photo, tmp_path / "large", tmp_path / "small").reason == ""
    finally:
        for one in connected:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_whoever_is_interrupted_over_a_photo_leaves_no_answer_for_the_next(
    scrubber: Scrubber, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_asked: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(select, "poll", interrupted)
        scrubber.scrub(photo, tmp_path / "large", tmp_path / "small")
    photo.write_bytes(a_photo(400, 300))
    done = scrubber.scrub(photo, tmp_path / "large", tmp_path / "small")
    assert (done.width, done.height) == (400, 300)
