"""Bringing a backup back: everything is checked before anything is changed, and nothing old is deleted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from app.findings import forget_holds, note_withdrawn, read_withdrawn, take_back_again, withdrawn_log
from app.foundation import clock, identifiers, migrating
from app.foundation.database import forget_engine, writing
from app.foundation.folders import held_folder, sweep_unheld, sync_folder
from app.foundation.settings import settings
from app.keeping import placing, store
from app.keeping.keys import fit_of
from app.keeping.manifest import KEY, Manifest
from app.keeping.problems import CannotRestore
from app.keeping.unpacking import bytes_needed, damaged_files, unpack
from app.tallies import renew_stamps

STAGING = migrating.RESTORING
ASIDE = "replaced-"  # what was here before, below the data folder: a volume cannot be renamed as a whole


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    manifest: Manifest
    aside: Path | None  # where the old data folder's things are now
    taken_back_again: int
    damaged: list[str]  # files that were damaged already in the backup
    key_fault: str = ""  # what is wrong with the key that was in the backup


def restore(archive: Path, *, replaces: bool = False, key: Path | None = None, log: Path | None = None) -> Restored:
    """Restore into the present data folder and database.

    `key` stands in for the key of an archive that was made without one; `log` is a copy of `withdrawn.log` that was kept
    elsewhere. Raises CannotRestore before anything has changed.
    """
    data = settings().data
    sweep_left_restores()
    with _folder_made(data), held_folder(data, STAGING) as staged:
        _check_ground(data, archive, replaces)
        manifest = unpack(archive, staged)
        foreign = _settle_key(staged, data, key)
        placing.check_fits(staged, manifest, replaces, foreign)
        withdrawn = _withdrawn(log)
        _write_down(withdrawn)
        aside = placing.put_in_place(
            staged, data, manifest, _aside_name(data) if placing.ours_in(data) else None, foreign
        )
    _forget_the_old()
    migrating.upgrade()
    sync_folder(data)
    return Restored(manifest, aside, _replay(withdrawn), damaged_files(manifest), _key_fault(data))


def sweep_left_restores() -> None:
    """Remove what a restore that was killed had unpacked: all that the archive holds."""
    sweep_unheld(settings().data, STAGING)


def _key_fault(data: Path) -> str:
    with store.one_picture() as connection:
        return fit_of((data / KEY).read_bytes(), connection).fault


def _check_ground(data: Path, archive: Path, replaces: bool) -> None:
    if placing.ours_in(data) and not replaces:
        raise CannotRestore(
            f"The folder {data} holds a house already. With --replace it is moved aside, and nothing is deleted."
        )
    free = shutil.disk_usage(data).free
    if bytes_needed(archive) > free:
        raise CannotRestore(f"The disk of {data} has {free} bytes free; the archive needs {bytes_needed(archive)}.")


def _aside_name(data: Path) -> Path:
    return data / f"{ASIDE}{clock.now():%Y%m%dT%H%M%S%f}Z"


def _settle_key(staged: Path, data: Path, key: Path | None) -> bytes | None:
    """Without the key every receipt and join code would be worthless, so one must come from somewhere.

    Returns it when it did not come out of the archive itself: then it may be that of another house.
    """
    if key is None and (staged / KEY).is_file():
        return None
    source = key or data / KEY
    if not source.is_file():
        raise CannotRestore(
            f"There is no file {key}."
            if key
            else "The archive was made without the secret key. Say where it is with --key FILE."
        )
    shutil.copyfile(source, staged / KEY)
    (staged / KEY).chmod(0o600)
    return source.read_bytes()


def _withdrawn(log: Path | None) -> dict[UUID, datetime]:
    """What was taken back, by the log beside the old database, by the old database, and by the copy that was given."""
    if log is not None and not log.is_file():
        raise CannotRestore(f"There is no file {log}.")
    return placing.tombstones_before() | read_withdrawn(withdrawn_log()) | (read_withdrawn(log) if log else {})


def _write_down(withdrawn: Mapping[UUID, datetime]) -> None:
    """In the log that stays where it is: whatever stops us from here on, the next start or restore takes all of it back."""
    known = read_withdrawn(withdrawn_log())
    for one, at in withdrawn.items():
        if one not in known:
            note_withdrawn([one], at)
    if withdrawn.keys() - read_withdrawn(withdrawn_log()).keys():
        raise CannotRestore(f"{withdrawn_log()} cannot be written. Is the disk full, or the file somebody else's?")


def _replay(withdrawn: Mapping[UUID, datetime]) -> int:
    with writing() as session:
        forget_holds(session)
        renew_stamps(session)
        return take_back_again(session, withdrawn)


def _forget_the_old() -> None:
    forget_engine()
    identifiers.forget_house_key()


@contextmanager
def _folder_made(data: Path) -> Iterator[None]:
    """The data folder is there for the block; when we made it and the block failed, it goes again."""
    is_new = not data.exists()
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        if is_new and not any(data.iterdir()):
            data.rmdir()
        raise
