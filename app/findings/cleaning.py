"""Cleaning what was sent, after its receipt: claimed in the database, so that restarts and several servers do each of them once.

A picture is shown only when it is clean: decoded under limits in another process, turned upright, rebuilt from its pixels. A
recording is heard only when nothing but its sound is left.
What was uploaded is then removed; only its hash stays, so that the phone is told "I have it".
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from app.findings import store, store_cleaning
from app.findings.admission import media_gate
from app.findings.leaving import are_still_here, forget_files_after, remove_leaving, traces_of, unwanted
from app.findings.medium import AWAITED, BROKEN, CLEAN, LOST, MADE, VOICE, Medium
from app.findings.putting import putting
from app.findings.scrubber import ScrubberDied, Scrubbers
from app.findings.store_leaving import Trace
from app.findings.sweeping import sweep_left_behind
from app.foundation import clock
from app.foundation.database import Session, writing
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
    LOST: N_("This file is no longer on the server's disk. If the phone still has it, send it again."),
}
CLAIM_LIFE = timedelta(minutes=2)  # longer than any picture takes; then whoever claimed it is taken for dead
MOST_CLAIMS = 3  # a picture over which the cleaner died three times is the reason
MOST_REFUSED = 3  # in one go: one file may lie on a bad spot of the disk, but when more cannot be read it is the disk
# Of the whole disk or server, as when it is stopped, though the vault is there.
NOT_OF_A_FILE = (errno.ENOSPC, errno.EDQUOT, errno.EINTR)
PATIENCE_S = 2.0  # between two pictures while phones are sending: 1,800 pictures an hour all the same
IDLE_S = 5.0  # how often to look for what other processes took in
SHUTDOWN_S = 30.0
# Twenty thousand photos of 0.05 s each are to be clean within 20 minutes (reliability.md 5), which one core just misses on a bad
# day. More than two would crowd a small machine: each child may take 700 MB for a picture of 25 megapixels.
HANDS = min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)

log = logging.getLogger(__name__)
scrubber = Scrubbers(HANDS)
_called = threading.Event()
_to_put_off: list[Medium] = []  # which the database could not note yet
_putting_off = threading.Lock()


def call() -> None:
    """Wake the worker of this process: something waits."""
    _called.set()


def clean_waiting(most: int | None = None) -> int:
    """Clean what waits, oldest first, at most `most`; returns how many were settled, clean or broken.

    A file that alone cannot be read or kept, or over which the cleaner died, comes again after all others. Raises VaultAway or
    OSError (disk full), and SQLAlchemyError, and leaves what waits as it is, however often that happens: none of it is a fault
    of the picture's. Raises ScrubberDied when the cleaner dies over one after the other.
    """
    settled = refused = 0
    while most is None or settled < most:
        medium = _claim()
        if medium is None:
            break
        try:
            settled += _keep(medium, _outcome_of(medium))
        except SQLAlchemyError:
            _put_off(medium)
            raise
        except (VaultAway, OSError) as fault:
            if not _is_of_this_file(fault):
                _give_back(medium)
                raise
            _put_off(medium)
            refused += 1
            if refused == MOST_REFUSED:
                raise
            log.warning("a file could not be cleaned yet: %s", getattr(fault, "strerror", None) or type(fault).__name__)
        except ScrubberDied as fault:  # which counts: its claim runs out by itself
            refused += 1
            if refused == MOST_REFUSED:
                raise
            log.warning("a file could not be cleaned yet: %s", fault)
    return settled


def clean_again(session: Session, sha256: str) -> None:
    """Somebody has put a file back that was lost: clean it as when it came."""
    store.lock_file(session, sha256)
    store_cleaning.receive_again(session, sha256)


@cache
def try_heic_again() -> None:
    """Once for each process: photos of iPhones that came before this server could open them are cleaned now, if it can."""
    if find_spec("pillow_heif") is not None:
        with writing() as session:
            store_cleaning.receive_heic_again(session)


@contextmanager
def working() -> Iterator[None]:
    """Clean in threads of its own for as long as the block lasts."""
    stopping = threading.Event()
    workers = [
        threading.Thread(target=_work, args=(stopping,), name="cleaning photos", daemon=True) for _ in range(HANDS)
    ]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        stopping.set()
        call()
        for worker in workers:
            worker.join(SHUTDOWN_S)
        scrubber.close()


def _work(stopping: threading.Event) -> None:
    while not stopping.is_set():
        _called.clear()
        _let_uploads_pass(stopping)
        for do in (try_heic_again, remove_leaving, sweep_left_behind, lambda: _clean(stopping)):
            try:  # each by itself: a file that cannot be removed keeps no photo from being cleaned
                do()
            except (VaultAway, OSError) as fault:
                log.warning("cleaning photos waits for the place where they are kept: %s", type(fault).__name__)
            except Exception:  # a worker that dies silently would leave every later photo waiting
                log.exception("cleaning photos failed and goes on")
        _called.wait(IDLE_S)


def _clean(stopping: threading.Event) -> None:
    while not stopping.is_set() and clean_waiting(1):
        _let_uploads_pass(stopping)


def _let_uploads_pass(stopping: threading.Event) -> None:
    """A walker who waits for her receipt comes before a picture that nobody looks at yet; a steady crowd cannot stop it."""
    until = time.monotonic() + PATIENCE_S
    while not media_gate.is_quiet and time.monotonic() < until and not stopping.wait(0.1):
        pass


def _claim() -> Medium | None:
    _note_put_off()
    with writing() as session:
        return store_cleaning.claim_medium(session, clock.now(), CLAIM_LIFE)


def _give_back(medium: Medium) -> None:
    try:
        with writing() as session:
            store_cleaning.give_back(session, medium)
    except SQLAlchemyError:  # the disk that has no room for a photo may be the database's, too
        _put_off(medium)


def _put_off(medium: Medium) -> None:
    """Try it again after all others, and do not count this time; noted before anything else is claimed, if not now."""
    _to_put_off.append(medium)
    with suppress(SQLAlchemyError):
        _note_put_off()


def _note_put_off() -> None:
    with _putting_off:
        while _to_put_off:
            with writing() as session:
                store_cleaning.put_off(session, _to_put_off[0])
            del _to_put_off[0]


def _is_of_this_file(fault: VaultAway | OSError) -> bool:
    """Whether the place where files are kept is well but for this one."""
    if isinstance(fault, OSError) and fault.errno in NOT_OF_A_FILE:
        return False
    try:
        vault().check()
    except (VaultAway, OSError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the bytes: columns of the medium, and by their hashes the files that were made of it."""

    columns: dict[str, Any]
    contents: dict[str, bytes] = field(default_factory=dict)
    is_of_twin: bool = False  # the files were made for another medium, which has to stand for them still

    @property
    def made(self) -> set[str]:
        return {self.columns[name] for name in MADE if self.columns.get(name)}


def _outcome_of(medium: Medium) -> Outcome:
    try:
        with vault().fetched(medium.sha256) as source:
            if not _is_as_sent(source, medium.sha256):
                return _lost()
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


def _is_as_sent(source: Path, sha256: str) -> bool:
    """Whether these are the bytes that were acknowledged: a disk that lost some of them is no fault of her photo's.

    Raises OSError when only the copy at hand is damaged, and the vault's is not.
    """
    with source.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
            return True
    kept = hashlib.sha256()
    for piece in vault().pieces(sha256):
        kept.update(piece)
    if kept.hexdigest() == sha256:
        raise OSError(errno.EIO, "a file was damaged on its way from the vault")
    return False


def _scrubbed(source: Path, folder: Path) -> Outcome:
    large, small = folder / "large.jpg", folder / "small.jpg"
    done = scrubber.scrub(source, large, small)
    if done.reason:
        return _broken(done.reason)
    columns = {"state": CLEAN, "width": done.width, "height": done.height}
    return _kept(columns, {"large_sha256": large, "small_sha256": small})


def _heard(source: Path, folder: Path, is_copied: bool) -> Outcome:
    """What kind of recording it is, by its bytes, without all that is told beside the sound, and a copy for phones that cannot
    play it where one can be made.

    A recording that tells nothing else stays as it was sent; a copy that fails costs the copy only.
    """
    with source.open("rb") as file:
        sound = sound_in(file.read(64))
    if not sound:
        return _broken("not-a-recording")
    bare, copy = folder / "bare", folder / "listening.mp3"
    if reason := scrubber.bare(source, bare, sound).reason:
        return _broken(reason)
    made = {"bare_sha256": bare} if bare.exists() else {}
    if is_copied and scrubber.listen(source, copy, sound):
        made["listening_sha256"] = copy
    return _kept({"state": CLEAN, "sound": sound}, made)


def _kept(columns: dict[str, Any], made: dict[str, Path]) -> Outcome:
    contents = {name: path.read_bytes() for name, path in made.items()}
    named = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return Outcome(columns | named, {named[name]: content for name, content in contents.items()})


def _like_a_twin(medium: Medium) -> Outcome | None:
    """The same bytes of another finding were cleaned, and removed, a moment ago."""
    with writing() as session:
        twin = store_cleaning.cleaned_twin(session, medium.sha256, medium.kind)
    names = ("state", "sound", "width", "height", *MADE)
    return Outcome({name: getattr(twin, name) for name in names}, is_of_twin=True) if twin else None


def _lost() -> Outcome:
    """We said that we have it, and have it no more. It is awaited again: a phone that still holds it may send it."""
    log.error("a file that a phone was told is kept is not in the vault; farola check names all such files")
    return Outcome({"state": AWAITED, "reason": LOST})


def _broken(reason: str) -> Outcome:
    return Outcome({"state": BROKEN, "reason": reason})


def _keep(medium: Medium, outcome: Outcome) -> bool:
    """Put what was made into the vault, and settle."""
    before = traces_of(outcome.contents)
    with putting(outcome.contents):
        for content in outcome.contents.values():
            vault().put(content)
        return _settle(medium, outcome, before)


def _settle(medium: Medium, outcome: Outcome, before: Mapping[str, Trace]) -> bool:
    """Note the outcome, and then remove the upload, and whatever was made of a photo that was taken back meanwhile.

    False when a file that was made has left the vault since, with a twin that was taken back: its claim runs out, and then
    it is cleaned again.
    """
    with writing() as session:
        store.lock_files(session, {medium.sha256, *outcome.made})
        if not _is_whole(session, outcome, before):
            store_cleaning.put_off(session, medium)
            forget_files_after(session, outcome.contents)  # she may take it back before its pictures are put again
            return False
        store_cleaning.settle_media(session, medium, outcome.columns)
        forget_files_after(session, unwanted(session, {medium.sha256, *outcome.made}))
    return True


def _is_whole(session: Session, outcome: Outcome, before: Mapping[str, Trace]) -> bool:
    if outcome.is_of_twin:
        return outcome.made <= store.wanted_among(session, outcome.made)
    return are_still_here(session, before)
