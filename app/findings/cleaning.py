"""Cleaning photos after their receipt: claimed in the database, so that restarts and several servers do each of them once.

A picture is shown only when it is clean: decoded under limits in another process, turned upright, rebuilt from its pixels.
What was uploaded is then removed; only its hash stays, so that the phone is told "I have it".
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.findings import store, store_leaving
from app.findings.admission import media_gate
from app.findings.leaving import remove_leaving
from app.findings.medium import AWAITED, BROKEN, CLEAN, VOICE, Medium
from app.findings.scrubber import Scrubber
from app.findings.sweeping import sweep_left_behind
from app.findings.turns import writing_in_turn
from app.foundation import clock
from app.foundation.language import N_
from app.foundation.sounds import sound_in
from app.foundation.vault import VaultAway, vault

REASONS = {
    "not-a-picture": N_("This is not a photo that can be opened. JPEG, PNG and WebP can."),
    "cut-off": N_(
        "This photo is damaged: part of it is missing. The rest of the finding is safe. Take it again if you can."
    ),
    "heic": N_(
        "This photo is in Apple's HEIC format, which this server does not open. Take it inside the app, or let the phone's "
        "camera settings say “Most Compatible”. Whoever runs the server can also let it open HEIC; its guide says how."
    ),
    "too-many-pixels": N_("This photo is larger than 25 megapixels. Take it again with a smaller size."),
    "too-hard": N_("This photo could not be opened within the time and memory that a photo may take."),
    "not-a-recording": N_("This is not a recording that can be played."),
    "lost": N_("This file is no longer on the server's disk. If the phone still has it, send it again."),
}
CLAIM_LIFE = timedelta(minutes=2)  # longer than any picture takes; then whoever claimed it is taken for dead
MOST_CLAIMS = 3  # a picture over which the cleaner died three times is the reason
PATIENCE_S = 2.0  # between two pictures while phones are sending: 1,800 pictures an hour all the same
IDLE_S = 5.0  # how often to look for what other processes took in
SHUTDOWN_S = 30.0

log = logging.getLogger(__name__)
scrubber = Scrubber()
_called = threading.Event()


def call() -> None:
    """Wake the worker of this process: something waits."""
    _called.set()


def clean_waiting(most: int | None = None) -> int:
    """Clean what waits, oldest first, at most `most`; returns how many were settled, clean or broken.

    Raises VaultAway or OSError (disk full) and leaves what waits as it is, however often that happens.
    """
    settled = 0
    while most is None or settled < most:
        medium = _claim()
        if medium is None:
            break
        try:
            outcome = _outcome_of(medium)
        except (VaultAway, OSError):  # no fault of the picture's
            _give_back(medium)
            raise
        _settle(medium, outcome)
        settled += 1
    return settled


@contextmanager
def working() -> Iterator[None]:
    """Clean in a thread of its own for as long as the block lasts."""
    stopping = threading.Event()
    worker = threading.Thread(target=_work, args=(stopping,), name="cleaning photos", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stopping.set()
        call()
        worker.join(SHUTDOWN_S)
        scrubber.close()


def _work(stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            _called.clear()
            _let_uploads_pass(stopping)
            remove_leaving()
            sweep_left_behind()
            while not stopping.is_set() and clean_waiting(1):
                _let_uploads_pass(stopping)
        except (VaultAway, OSError) as fault:
            log.warning("cleaning photos waits for the place where they are kept: %s", type(fault).__name__)
        except Exception:  # a worker that dies silently would leave every later photo waiting
            log.exception("cleaning photos failed and goes on")
        _called.wait(IDLE_S)


def _let_uploads_pass(stopping: threading.Event) -> None:
    """A walker who waits for her receipt comes before a picture that nobody looks at yet; a steady crowd cannot stop it."""
    until = time.monotonic() + PATIENCE_S
    while not media_gate.is_quiet and time.monotonic() < until and not stopping.wait(0.1):
        pass


def _claim() -> Medium | None:
    now = clock.now()
    with writing_in_turn() as session:
        return store.claim_medium(session, now, now - CLAIM_LIFE)


def _give_back(medium: Medium) -> None:
    with writing_in_turn() as session:
        store.give_back(session, medium)


def _outcome_of(medium: Medium) -> dict[str, Any]:
    """The columns that say what became of the bytes."""
    try:
        with vault().fetched(medium.sha256) as source:
            is_too_hard = medium.claims > MOST_CLAIMS
            with TemporaryDirectory(dir=vault().incoming().parent, prefix="scrub-") as folder:
                if medium.kind == VOICE:
                    return _heard(source, Path(folder), is_copied=not is_too_hard)
                return _broken("too-hard") if is_too_hard else _scrubbed(source, Path(folder))
    except FileNotFoundError:
        if vault().has(medium.sha256):
            raise  # something else is missing, which is no fault of this file's
        vault().check()  # a bucket or a disk that is not there says of every file that it is not
        return _like_a_twin(medium) or _lost()


def _scrubbed(source: Path, folder: Path) -> dict[str, Any]:
    large, small = folder / "large.jpg", folder / "small.jpg"
    done = scrubber.scrub(source, large, small)
    if done.reason:
        return _broken(done.reason)
    return {
        "state": CLEAN,
        "width": done.width,
        "height": done.height,
        "large_sha256": vault().put(large.read_bytes()),
        "small_sha256": vault().put(small.read_bytes()),
    }


def _heard(source: Path, folder: Path, is_copied: bool) -> dict[str, Any]:
    """What kind of recording it is, by its bytes, and a copy for phones that cannot play it where one can be made.

    The recording itself stays: a copy that fails costs the copy only.
    """
    with source.open("rb") as file:
        sound = sound_in(file.read(64))
    if not sound:
        return _broken("not-a-recording")
    copy = folder / "listening.mp3"
    is_made = is_copied and scrubber.listen(source, copy, sound)
    return {"state": CLEAN, "sound": sound, "listening_sha256": vault().put(copy.read_bytes()) if is_made else None}


def _like_a_twin(medium: Medium) -> dict[str, Any] | None:
    """The same bytes of another finding were cleaned, and removed, a moment ago."""
    with writing_in_turn() as session:
        twin = store.cleaned_twin(session, medium.sha256, medium.kind)
    names = ("state", "sound", "width", "height", "large_sha256", "small_sha256", "listening_sha256")
    return {name: getattr(twin, name) for name in names} if twin else None


def _lost() -> dict[str, Any]:
    """We said that we have it, and have it no more. It is awaited again: a phone that still holds it may send it."""
    log.error("a file that a phone was told is kept is not in the vault; farola check names all such files")
    return {"state": AWAITED, "reason": "lost"}


def _broken(reason: str) -> dict[str, Any]:
    return {"state": BROKEN, "reason": reason}


def _settle(medium: Medium, outcome: dict[str, Any]) -> None:
    """Note the outcome, and then remove the upload, and whatever was made of a photo that was taken back meanwhile."""
    with writing_in_turn() as session:
        store.lock_file(session, medium.sha256)
        store.settle_media(session, medium.sha256, medium.kind, outcome)
        made = [outcome.get(name) for name in ("large_sha256", "small_sha256", "listening_sha256")]
        for sha256 in (medium.sha256, *filter(None, made)):
            if not store.is_file_wanted(session, sha256):
                # Only written down here: a database that dies at the commit would remember an upload that is gone.
                store_leaving.note_leaving(session, sha256, clock.now())
    try:
        remove_leaving()
    except (VaultAway, OSError):
        log.warning("an upload that was cleaned could not be removed yet; it goes with the next")
